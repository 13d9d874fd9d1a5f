import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { labelOfNode, nameOfNode } from './node-id.ts'
import { readBody } from './read-body.ts'
import type { PluginReport } from './report.ts'

/** Answers of the original plugins, as they were recorded. */
function bodyOf(name: string): Uint8Array {
  const bytes = readFileSync(new URL(`../../../test/fixtures/scope-plugins/${name}.http`, import.meta.url))
  return bytes.subarray(bytes.indexOf('\r\n\r\n') + 4)
}

function reportOf(bytes: Uint8Array): PluginReport {
  const body = readBody(bytes, 'report')
  if (body.kind !== 'report') throw new Error('no report')
  expect(body.report.findings).toEqual([])
  return body.report
}

describe('the original plugins', () => {
  it('iowait of the document shakes hands', () => {
    expect(readBody(bodyOf('iowait-seed.get-root'), 'handshake')).toEqual({
      kind: 'handshake',
      isMeant: true,
      findings: [],
      spec: {
        id: 'iowait',
        name: 'iowait',
        description: 'Adds a graph of CPU IO Wait to hosts',
        interfaces: ['reporter'],
        apiVersion: '1',
      },
    })
  })

  it('iowait of the document reports one metric of one host', () => {
    const { topologies, specs } = reportOf(bodyOf('iowait-seed.get-report'))
    expect(specs).toEqual([])
    expect(topologies).toEqual([
      {
        name: 'Host',
        label: 'Host',
        nodes: [
          {
            id: 'web01;<host>',
            metrics: [
              {
                id: 'iowait',
                samples: [{ at: Date.parse('2026-11-20T19:29:53Z'), value: 0.61 }],
                min: null,
                max: null,
              },
            ],
            latest: [],
            sets: [],
            counters: [],
            parents: [],
            adjacency: [],
          },
        ],
        metricTemplates: [{ id: 'iowait', label: 'IO Wait', format: 'percent', group: '', priority: 0.1 }],
        metadataTemplates: [],
        tableTemplates: [],
      },
    ])
  })

  it('iowait of the last release describes itself in its report, with a scale and nanoseconds', () => {
    const { topologies, specs } = reportOf(bodyOf('iowait-late.get-report'))
    expect(specs).toEqual([
      {
        id: 'iowait',
        name: 'iowait',
        description: 'Adds a graph of CPU IO Wait to hosts',
        interfaces: ['reporter', 'controller'],
        apiVersion: '1',
      },
    ])
    expect(topologies[0]?.nodes[0]?.metrics).toEqual([
      {
        id: 'idle',
        samples: [{ at: Date.parse('2026-11-20T19:52:47.181Z'), value: 76.69 }],
        min: 0,
        max: 100,
      },
    ])
  })

  it('names of metrics change at run time', () => {
    const { topologies } = reportOf(bodyOf('iowait-late.get-report-after-control'))
    expect(topologies[0]?.nodes[0]?.metrics.map(({ id }) => id)).toEqual(['iowait'])
    expect(topologies[0]?.metricTemplates.map(({ id }) => id)).toEqual(['iowait'])
  })

  it('the later one answers GET / with 404 and plain text, which is no handshake', () => {
    expect(readBody(bodyOf('iowait-late.get-root'), 'handshake')).toMatchObject({ kind: 'unreadable' })
  })

  it('a plugin of both generations has every format, a table and a process', () => {
    const handshake = readBody(bodyOf('py-plugin.get-root'), 'handshake')
    expect(handshake).toMatchObject({ kind: 'handshake', spec: { name: 'hostextras' } })
    const { topologies, specs } = reportOf(bodyOf('py-plugin.get-report'))
    expect(specs[0]?.id).toBe('hostextras')
    const [host, process] = topologies
    expect(host?.metricTemplates.map(({ id, format, group }) => [id, format, group])).toEqual([
      ['py_mem_available', 'filesize', ''],
      ['py_load1', '', 'load'],
      ['py_mem_used_pct', 'percent', ''],
    ])
    expect(host?.metadataTemplates[0]).toMatchObject({
      id: 'py_booted',
      dataType: 'duration',
      from: 'latest',
    })
    expect(host?.tableTemplates[0]).toMatchObject({ prefix: 'py_dev_', type: 'multicolumn-table' })
    expect(process?.nodes[0]?.id).toBe('web01;7973')
    expect(nameOfNode('Process', 'web01;7973')).toEqual({ host: 'web01', name: '7973' })
    expect(process?.nodes[0] === undefined ? '' : labelOfNode('Process', process.nodes[0])).toBe('7973')
  })

  it('reports that follow one another can all be read', () => {
    const lines = readFileSync(
      new URL('../../../test/fixtures/scope-plugins/iowait-seed.reports-every-3s.jsonl', import.meta.url),
    )
    const reports = lines.toString().trim().split('\n')
    expect(reports.length).toBeGreaterThan(3)
    for (const line of reports) expect(reportOf(Buffer.from(line)).usable).toBe(1)
  })
})
