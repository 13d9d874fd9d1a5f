import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PluginSamples } from '../../../src-main/engine/plugins/plugin-samples.ts'
import { PLUGIN_LIMITS } from '../../../src-main/protocols/scope-plugin/limits.ts'
import { readReport } from '../../../src-main/protocols/scope-plugin/read-report.ts'
import type { PluginReport } from '../../../src-main/protocols/scope-plugin/report.ts'
import { startTestEngine, type TestEngine } from '../../support/test-engine.ts'

const START = Date.parse('2026-11-20T12:00:00Z')

describe('a plugin that gives everything a new name with each report', () => {
  let deck: TestEngine
  let samples: PluginSamples
  beforeEach(async () => {
    deck = await startTestEngine()
    const { catalogue, ingest } = deck.services
    samples = new PluginSamples({ catalogue, ingest, now: () => START, machineName: 'here' })
  })
  afterEach(() => deck.dispose())

  function reportOf(nodes: readonly string[], metrics: readonly string[], second: number): PluginReport {
    const date = new Date(START + second * 1_000).toISOString()
    const own = Object.fromEntries(metrics.map((id) => [id, { samples: [{ date, value: second }] }]))
    const report = readReport({
      Host: { nodes: Object.fromEntries(nodes.map((id) => [id, { metrics: own }])) },
    })
    if (report === null) throw new Error('this is no report')
    return report
  }
  const names = (prefix: string, count: number): string[] =>
    Array.from({ length: count }, (_, index) => `${prefix}${index}`)

  it('is remembered for as many metrics as a node may have, and no more', async () => {
    const node = 'web01;<host>'
    const known = (id: string): boolean => samples.seriesOf('Host', node, id) !== null
    await samples.take(reportOf([node], ['idle'], 0), START)
    await samples.take(reportOf([node], names('a', PLUGIN_LIMITS.metricsPerNode - 1), 1), START)
    // One that comes back under its old name is known.
    expect([known('idle'), known('a0')]).toEqual([true, true])
    await samples.take(reportOf([node], names('b', PLUGIN_LIMITS.metricsPerNode), 2), START)
    expect([known('idle'), known('a0'), known('b0')]).toEqual([false, false, true])
    // Forgotten is where it was, not what was measured.
    await samples.take(reportOf([node], ['idle'], 3), START)
    const [idle] = deck.services.series.list({ search: 'idle', source: 'plugin', limit: 9 })
    const { v } = await deck.services.series.samples(idle?.id ?? 0, {
      from: START,
      to: START + 9_000,
      maxPoints: 9,
    })
    expect(v).toEqual([0, 3])
  })

  it('names no more hosts than one plugin may', async () => {
    const { hostsPerPlugin } = PLUGIN_LIMITS
    const hosts = (): number => [...deck.services.catalogue.hosts].length
    await samples.take(
      reportOf(
        names('a', hostsPerPlugin - 1).map((name) => `${name};<host>`),
        ['x'],
        0,
      ),
      START,
    )
    expect(hosts()).toBe(hostsPerPlugin - 1)
    await samples.take(
      reportOf(
        names('b', 2).map((name) => `${name};<host>`),
        ['x'],
        1,
      ),
      START,
    )
    expect(hosts()).toBe(hostsPerPlugin)
    // Those that it named before go on.
    await samples.take(reportOf(['a7;<host>'], ['x'], 2), START)
    const [series] = deck.services.series.list({ host: 'a7', limit: 9 })
    expect(series?.lastValue).toBe(2)
  })
})
