import { describe, expect, it } from 'vitest'
import type { Plugin } from '../../../src-main/contract/index.ts'
import { stateOfPlugin, toneOfPlugin } from './plugin-columns.ts'

const GOOD: Plugin = {
  path: '/run/x.sock',
  id: 'x',
  name: 'x',
  description: '',
  interfaces: ['reporter'],
  apiVersion: '1',
  state: 'ok',
  problem: null,
  message: '',
  since: 0,
  nextTryAt: null,
  lastReportAt: 0,
  latencyMs: 3,
  isSlow: false,
  generation: 'report',
  clockSkewMs: 0,
  delivered: { topologies: [], nodes: 0, metrics: 0, sizeBytes: 0 },
  findings: 0,
  seriesIds: [],
}

describe('the state of a plugin in a few words', () => {
  it.each([
    [{}, 'plugins.state-ok', 'good'],
    [{ isSlow: true }, 'plugins.state-slow', 'near'],
    [{ findings: 2 }, 'plugins.state-findings', 'near'],
    [{ state: 'new' }, 'plugins.state-new', 'near'],
    [{ state: 'gone' }, 'plugins.state-gone', 'stale'],
    [{ state: 'error', problem: 'not-json' }, 'plugins.problem-not-json', 'problem'],
    [{ state: 'error', problem: 'too-slow', isSlow: true }, 'plugins.problem-too-slow', 'problem'],
  ] as const)('%j', (change, words, tone) => {
    const plugin: Plugin = { ...GOOD, ...change }
    expect([stateOfPlugin(plugin), toneOfPlugin(plugin)]).toEqual([words, tone])
  })
})
