import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Finding } from '../../contract/index.ts'
import { PLUGIN_LIMITS } from './limits.ts'
import { readReport } from './read-report.ts'
import type { MetricReport, PluginReport } from './report.ts'

const AT = '2026-11-20T19:52:16.5Z'

function read(value: unknown): PluginReport {
  const report = readReport(value)
  if (report === null) throw new Error('no report')
  return report
}

const host = (node: unknown): unknown => ({ Host: { nodes: { 'web01;<host>': node } } })
const findingsOf = (value: unknown): readonly Finding[] => read(value).findings
const NODE = 'Host.nodes["web01;<host>"]'

function metricOf(metric: unknown): MetricReport | undefined {
  return read(host({ metrics: { cpu: metric } })).topologies[0]?.nodes[0]?.metrics[0]
}

describe('a report', () => {
  it.each([null, 1, 'text', [], true])('is an object: %j is none', (value) => {
    expect(readReport(value)).toBeNull()
  })

  it('may be empty, and may have null wherever Go writes it', () => {
    expect(findingsOf({})).toEqual([])
    const { topologies, findings } = read({
      Host: { nodes: { 'a;<host>': null }, metric_templates: null },
      Plugins: null,
    })
    expect(findings).toEqual([])
    expect(topologies[0]?.nodes).toHaveLength(1)
  })

  it('has parts that are no topologies, and topologies that nobody knows', () => {
    const { topologies } = read({
      Plugins: [],
      Window: 15,
      Shortcut: false,
      ID: 'x',
      Rack: { nodes: { r1: {} } },
    })
    expect(topologies.map(({ name }) => name)).toEqual(['Rack'])
  })

  it('orders samples by time, and keeps the last of one time', () => {
    const samples = [
      { date: '2026-11-20T19:52:17Z', value: 3 },
      { date: AT, value: 1 },
      { date: AT, value: 2 },
    ]
    expect(metricOf({ samples, min: 0, max: 9 })).toEqual({
      id: 'cpu',
      samples: [
        { at: Date.parse(AT), value: 2 },
        { at: Date.parse('2026-11-20T19:52:17Z'), value: 3 },
      ],
      min: 0,
      max: 9,
    })
  })

  it.each([
    [
      'a value that is a text',
      host({ metrics: { cpu: { samples: [{ date: AT, value: '12' }] } } }),
      `${NODE}.metrics.cpu.samples[0].value`,
      'a number',
      'the text "12"',
    ],
    [
      'a value that is missing',
      host({ metrics: { cpu: { samples: [{ date: AT }] } } }),
      `${NODE}.metrics.cpu.samples[0].value`,
      'a number',
      'nothing',
    ],
    [
      'a date that is none',
      host({ metrics: { cpu: { samples: [{ date: 'today', value: 1 }] } } }),
      `${NODE}.metrics.cpu.samples[0].date`,
      'a date such as',
      'the text "today"',
    ],
    [
      'a date in seconds',
      host({ metrics: { cpu: { samples: [{ date: 1_700_000_000, value: 1 }] } } }),
      `${NODE}.metrics.cpu.samples[0].date`,
      'RFC 3339',
      'the number 1700000000',
    ],
    [
      'samples that are no list',
      host({ metrics: { cpu: { samples: {} } } }),
      `${NODE}.metrics.cpu.samples`,
      'a list',
      'an object',
    ],
    [
      'a metric that is a number',
      host({ metrics: { cpu: 1 } }),
      `${NODE}.metrics.cpu`,
      'an object',
      'the number 1',
    ],
    ['metrics that are a list', host({ metrics: [] }), `${NODE}.metrics`, 'an object', 'a list'],
    [
      'a latest that is a number',
      host({ latest: { up: { value: 7 } } }),
      `${NODE}.latest.up.value`,
      'a text',
      'the number 7',
    ],
    [
      'a set that is a text',
      host({ sets: { ips: 'x' } }),
      `${NODE}.sets.ips`,
      'a list of texts',
      'the text "x"',
    ],
    [
      'a member of a set that is none',
      host({ sets: { ips: ['a', 1] } }),
      `${NODE}.sets.ips[1]`,
      'a text',
      'the number 1',
    ],
    [
      'a counter that is a text',
      host({ counters: { n: '1' } }),
      `${NODE}.counters.n`,
      'a number',
      'the text "1"',
    ],
    ['a topology that is a list', { Host: [] }, 'Host', 'an object', 'a list'],
    [
      'a format that nobody knows',
      { Host: { metric_templates: { a: { format: 'bits' } } } },
      'Host.metric_templates.a.format',
      '"percent", "filesize", "integer"',
      'the text "bits"',
    ],
    [
      'a template of another id',
      { Host: { metric_templates: { a: { id: 'b' } } } },
      'Host.metric_templates.a.id',
      '"a"',
      'the text "b"',
    ],
    [
      'a priority that is a text',
      { Host: { metric_templates: { a: { priority: 'high' } } } },
      'Host.metric_templates.a.priority',
      'a number',
      'the text "high"',
    ],
    ['a key with blanks', { 'My Rack': 1 }, '["My Rack"]', 'an object', 'the number 1'],
    [
      'an id of a host without its mark',
      { Host: { nodes: { web01: {} } } },
      'Host.nodes.web01',
      '"web01;<host>"',
      'the text "web01"',
    ],
  ])('names %s', (_what, report, path, expected, found) => {
    expect(findingsOf(report)).toEqual([
      { path, expected: expect.stringContaining(expected) as string, found },
    ])
  })

  it('loses one wrong sample and nothing else', () => {
    const good = { date: AT, value: 1 }
    const { findingsTotal, usable } = read(
      host({
        metrics: { cpu: { samples: [good, { date: AT, value: null }] } },
        latest: { a: { value: 'b' } },
      }),
    )
    expect([findingsTotal, usable]).toEqual([1, 2])
  })

  it('keeps a hundred findings and counts the others', () => {
    const samples = Array.from({ length: 150 }, () => ({ date: AT, value: 'x' }))
    const { findings, findingsTotal } = read(host({ metrics: { cpu: { samples } } }))
    expect([findings.length, findingsTotal]).toEqual([PLUGIN_LIMITS.findings, 150])
  })

  it('takes as many metrics as a node may have, and names the excess', () => {
    const metrics = (count: number): unknown =>
      host({
        metrics: Object.fromEntries(
          Array.from({ length: count }, (_, index) => [`m${index}`, { samples: [] }]),
        ),
      })
    const limit = PLUGIN_LIMITS.metricsPerNode
    for (const count of [limit - 1, limit]) expect(findingsOf(metrics(count))).toEqual([])
    const { topologies, findings } = read(metrics(limit + 1))
    expect(topologies[0]?.nodes[0]?.metrics).toHaveLength(limit)
    expect(findings[0]?.expected).toBe(`at most ${limit} entries`)
  })

  it.each([PLUGIN_LIMITS.idLength - 1, PLUGIN_LIMITS.idLength, PLUGIN_LIMITS.idLength + 1])(
    'takes an id of %d characters or names it',
    (length) => {
      const { topologies, findingsTotal } = read({ Rack: { nodes: { ['x'.repeat(length)]: {} } } })
      const fits = length <= PLUGIN_LIMITS.idLength
      expect([topologies[0]?.nodes.length, findingsTotal]).toEqual(fits ? [1, 0] : [0, 1])
    },
  )

  it('has no way to the prototype of anything', () => {
    const report = JSON.parse(
      '{"Host":{"nodes":{"__proto__":{"metrics":{"constructor":{"samples":[]}}}}}}',
    ) as unknown
    expect(read(report).topologies[0]?.nodes[0]).toMatchObject({
      id: '__proto__',
      metrics: [{ id: 'constructor' }],
    })
  })

  it('never throws, whatever JSON it is', () => {
    const key = fc.constantFrom('Host', 'nodes', 'metrics', 'samples', 'latest', 'sets', 'Plugins', 'x')
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 7 },
        fc.constantFrom<unknown>(null, 1, '', AT, true, -0),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
      ),
    }))
    fc.assert(fc.property(tree, (value) => void readReport(value)))
  })
})
