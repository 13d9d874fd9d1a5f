import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Plugin, Series } from '../../../src-main/contract/index.ts'
import { addValues, startTestEngine, type TestEngine } from '../../support/test-engine.ts'
import {
  answerOf,
  handshakePlugin,
  hostReport,
  PluginDouble,
  reportPlugin,
} from '../../support/plugin-double.ts'

/** The user of the system who may do nothing. */
const NOBODY = 65_534
const PATIENCE = { timeout: 20_000, interval: 20 }

describe('plugins in the engine', () => {
  let directory: string
  let deck: TestEngine
  let doubles: PluginDouble[]

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'deck-'))
    doubles = []
    deck = await startTestEngine({ plugins: { directory } })
  })

  afterEach(async () => {
    await deck.dispose()
    for (const double of doubles) await double.stop()
    rmSync(directory, { recursive: true, force: true })
  })

  async function add(...[name, behaviour]: [string, PluginDouble['behaviour']]): Promise<PluginDouble> {
    const double = await PluginDouble.start(join(directory, name), behaviour)
    doubles.push(double)
    return double
  }

  const plugins = (): Plugin[] => deck.services.plugins.list()
  const seriesOf = (search: string): Series[] =>
    deck.services.series.list({ search, source: 'plugin', limit: 100 })

  async function found(search: string): Promise<Series> {
    await vi.waitFor(() => expect(seriesOf(search)).toHaveLength(1), PATIENCE)
    return seriesOf(search)[0] as Series
  }

  it('joins the host of the same name, whatever protocol brought it', async () => {
    addValues(deck, 'web01', { 'cputotals.user': 3 })
    await add(
      'iowait.sock',
      handshakePlugin('iowait', () => hostReport('web01', { iowait: 7 })),
    )
    const series = await found('iowait')
    expect(series).toMatchObject({ host: 'web01', metric: 'iowait', lastValue: 7 })
    expect(deck.services.hosts.get(series.hostId).sources).toEqual(['collectl', 'plugin'])
  })

  it('keeps the history, at the times of the plugin, over a restart', async () => {
    const at = new Date(Date.now() - 60_000)
    const double = await add(
      'old.sock',
      handshakePlugin('old', () => hostReport('web01', { old: 7 }, at)),
    )
    const { id } = await found('old')
    await vi.waitFor(() => expect(double.requests.length).toBeGreaterThan(3), PATIENCE)
    deck = await deck.restart()
    const { t, v } = await deck.services.series.samples(id, { maxPoints: 100 })
    // The same sample came several times, and is one.
    expect([t, v]).toEqual([[at.getTime()], [7]])
    await vi.waitFor(() => expect(plugins()[0]?.clockSkewMs ?? 0).toBeLessThan(-50_000), PATIENCE)
  })

  it('takes nothing older than the newest it has, unless the clock was set back', async () => {
    const now = Date.now()
    const samples = [
      { date: new Date(now - 10_000).toISOString(), value: 1 },
      { date: new Date(now - 5_000).toISOString(), value: 2 },
    ]
    const reportWith = (list: object[]): object => ({
      Host: { nodes: { 'web01;<host>': { metrics: { x: { samples: list } } } } },
    })
    let report = reportWith(samples)
    const double = await add(
      'x.sock',
      handshakePlugin('x', () => report),
    )
    const { id } = await found('x')
    report = reportWith([...samples, { date: new Date(now - 7_000).toISOString(), value: 9 }])
    const seen = double.requests.length
    await vi.waitFor(() => expect(double.requests.length).toBeGreaterThan(seen + 1), PATIENCE)
    await deck.services.ingest.settleSamples()
    const values = async (): Promise<(number | null)[]> =>
      (await deck.services.series.samples(id, { maxPoints: 100 })).v
    expect(await values()).toEqual([1, 2])

    report = reportWith([{ date: new Date(now - 8_000).toISOString(), value: 5 }])
    await vi.waitFor(async () => expect(await values()).toEqual([1, 5, 2]), PATIENCE)
  })

  it('follows templates that come, change and go', async () => {
    let templates: object = {}
    const report = hostReport('web01', { size: 2048 }) as { Host: object }
    await add(
      't.sock',
      reportPlugin('t', () => ({ Host: { ...report.Host, metric_templates: templates } })),
    )
    expect(await found('size')).toMatchObject({ unit: '', label: 'size' })
    templates = { size: { id: 'size', label: 'Size of it', format: 'filesize', priority: 0.5 } }
    // The label belongs to the series once a newer value comes.
    Object.assign(report, hostReport('web01', { size: 4096 }, new Date(Date.now() + 1_000)))
    await vi.waitFor(
      () => expect(seriesOf('size')[0]).toMatchObject({ unit: 'B', label: 'Size of it' }),
      PATIENCE,
    )
    expect(deck.services.plugins.topologies.list()[0]?.metricTemplates).toEqual([
      { id: 'size', label: 'Size of it', format: 'filesize', group: '', priority: 0.5, isImplied: false },
    ])
    deck = await deck.restart()
    expect(seriesOf('size')[0]).toMatchObject({ unit: 'B', label: 'Size of it' })
    templates = {}
    await vi.waitFor(
      () =>
        expect(deck.services.plugins.topologies.list()[0]?.metricTemplates[0]).toMatchObject({
          isImplied: true,
        }),
      PATIENCE,
    )
  })

  it('merges what several plugins say of one node, and shows its tables', async () => {
    const date = new Date().toISOString()
    await add(
      'a.sock',
      handshakePlugin('a', () => hostReport('web01', { cpu: 1 })),
    )
    await add(
      'b.sock',
      reportPlugin('b', () => ({
        Host: {
          nodes: {
            'web01;<host>': {
              metrics: { load: { samples: [{ date, value: 2 }], min: 0, max: 8 } },
              latest: {
                up: { timestamp: date, value: '120' },
                'dev-lo___name': { value: 'lo' },
                'dev-lo___mtu': { value: '65536' },
                'tc-rate': { value: '1k' },
                other: { value: 'x' },
              },
              sets: { ips: ['10.0.0.2', '10.0.0.1'] },
              counters: { restarts: 4 },
              parents: { Rack: ['r1'] },
              adjacency: ['web02;<host>'],
            },
          },
          metric_templates: {
            load: { id: 'load', label: 'Load', priority: 0.1 },
            cpu: { id: 'cpu', label: 'CPU', format: 'percent', priority: 0.2 },
          },
          metadata_templates: {
            up: { id: 'up', label: 'Uptime', dataType: 'duration', priority: 2, from: 'latest' },
            ips: { id: 'ips', label: 'Addresses', priority: 1, from: 'sets' },
            restarts: { id: 'restarts', label: 'Restarts', dataType: 'number', priority: 3 },
          },
          table_templates: {
            dev: {
              id: 'dev',
              label: 'Devices',
              prefix: 'dev-',
              type: 'multicolumn-table',
              columns: [
                { id: 'name', label: 'Name' },
                { id: 'mtu', label: 'MTU', dataType: 'number' },
              ],
            },
            tc: { id: 'tc', label: 'Traffic', prefix: 'tc-', type: 'property-list' },
          },
        },
      })),
    )
    const { topologies } = deck.services.plugins
    await vi.waitFor(() => expect(topologies.list()[0]?.plugins).toEqual(['a', 'b']), PATIENCE)
    expect(topologies.list()[0]).toMatchObject({ id: 'Host', nodes: 1, isKnown: true })
    expect(topologies.list()[0]?.metricTemplates.map(({ id }) => id)).toEqual(['load', 'cpu'])
    const node = topologies.node('Host', 'web01;<host>')
    expect(node).toMatchObject({
      label: 'web01',
      host: 'web01',
      plugins: ['a', 'b'],
      metadata: [
        { label: 'Addresses', value: '10.0.0.1, 10.0.0.2' },
        { label: 'Uptime', value: '120', dataType: 'duration' },
        { label: 'Restarts', value: '4' },
      ],
      tables: [
        { label: 'Devices', rows: [['lo', '65536']] },
        { label: 'Traffic', rows: [['rate', '1k']] },
      ],
      latest: [{ id: 'other', value: 'x' }],
      parents: [{ topology: 'Rack', ids: ['r1'] }],
      adjacency: ['web02;<host>'],
    })
    expect(node.metrics.map(({ id, value }) => [id, value])).toEqual([
      ['cpu', 1],
      ['load', 2],
    ])
    expect(node.metrics.every(({ seriesId }) => seriesId !== null)).toBe(true)
    expect(topologies.nodes('Host', { search: 'load>1 cpu<5 plugin:b', limit: 9 })).toHaveLength(1)
    expect(topologies.nodes('Host', { search: 'load>2', limit: 9 })).toEqual([])
    expect(() => topologies.nodes('Host', { search: 'load>', limit: 9 })).toThrow(
      'a value is missing after “>”',
    )
    expect(() => topologies.node('Host', 'web09;<host>')).toThrow('No plugin reports this node')
  })

  it('puts what runs on a host under that host, by its own name', async () => {
    const date = new Date().toISOString()
    await add(
      'p.sock',
      reportPlugin('p', () => ({
        Process: { nodes: { 'web01;7973': { metrics: { rss: { samples: [{ date, value: 5 }] } } } } },
        Rack: { nodes: { r1: { metrics: { power: { samples: [{ date, value: 6 }] } } } } },
      })),
    )
    expect(await found('rss')).toMatchObject({
      host: 'web01',
      metric: 'process/7973/rss',
      label: 'Process 7973: rss',
    })
    // Nothing tells where the rack is: plugins run on the machine of the console.
    expect((await found('power')).metric).toBe('rack/r1/power')
    expect(deck.services.plugins.topologies.list().find(({ id }) => id === 'Rack')?.isKnown).toBe(false)
  })

  it('reads a report of megabytes in a thread, and every value of it', async () => {
    const date = new Date().toISOString()
    const nodes = Object.fromEntries(
      Array.from({ length: 4_000 }, (_, index) => [
        `n${index}`,
        { metrics: { a: { samples: [{ date, value: index }] }, b: { samples: [{ date, value: -index }] } } },
      ]),
    )
    await add(
      'large.sock',
      reportPlugin('large', () => ({ Rack: { nodes } })),
    )
    const all = (): Series[] => deck.services.series.list({ source: 'plugin', limit: 20_000 })
    await vi.waitFor(() => expect(all()).toHaveLength(8_000), PATIENCE)
    await vi.waitFor(() => expect(plugins()[0]?.delivered.nodes).toBe(4_000), PATIENCE)
    expect(plugins()[0]).toMatchObject({ state: 'ok', delivered: { nodes: 4_000, metrics: 8_000 } })
    const [last] = deck.services.plugins.topologies.nodes('Rack', { search: 'a=3999', limit: 9 })
    expect(last?.label).toBe('n3999')
  })

  it('takes as much as the settings say, and not a byte more', async () => {
    const { settings } = deck.services
    await settings.update({ plugins: { ...settings.current.plugins, maxBodyMb: 50, timeoutMs: 10_000 } })
    const body = Buffer.alloc(50 * 1024 * 1024 + 1, 0x20)
    await add('large.sock', ({ answer }) => answer(answerOf(body)))
    await vi.waitFor(() => expect(plugins()[0]).toMatchObject({ problem: 'too-large' }), PATIENCE)
    expect(plugins()[0]?.message).toContain('50 MB')
  })

  it('reads a report of 50 MB to the byte, every value of it', async () => {
    const { settings } = deck.services
    await settings.update({ plugins: { ...settings.current.plugins, maxBodyMb: 50, timeoutMs: 10_000 } })
    const date = new Date().toISOString()
    const text = { value: 'x'.repeat(2_000) }
    const nodes = Object.fromEntries(
      Array.from({ length: 4_000 }, (_, index) => [
        `n${index}`,
        {
          metrics: { a: { samples: [{ date, value: index }] } },
          latest: { t0: text, t1: text, t2: text, t3: text, t4: text, t5: text },
        },
      ]),
    )
    const about = { id: 'huge', label: 'huge', interfaces: ['reporter'], api_version: '1' }
    const report = JSON.stringify({ Rack: { nodes }, Plugins: [about] })
    const body = Buffer.alloc(50 * 1024 * 1024, 0x20)
    expect(body.write(report)).toBe(report.length)
    await add('huge.sock', ({ path, answer }) =>
      answer(path.startsWith('/report') ? answerOf(body) : answerOf('', { status: '404 Not Found' })),
    )
    const delivered = { topologies: ['Rack'], nodes: 4_000, metrics: 4_000, sizeBytes: body.length }
    await vi.waitFor(() => expect(plugins()[0]?.delivered).toEqual(delivered), PATIENCE)
    expect(plugins()[0]).toMatchObject({ state: 'ok', findings: 0 })
    const values = deck.services.series
      .list({ source: 'plugin', limit: 20_000 })
      .map(({ lastValue }) => Number(lastValue))
    expect(values.sort((a, b) => a - b)).toEqual(Array.from({ length: 4_000 }, (_, index) => index))
  })

  it('finds a directory that is made later, of which no system tells, with the scan every 5 s', async () => {
    const later = join(directory, 'later')
    deck = await deck.restart({ plugins: { directory: later } })
    const seen = () => deck.services.plugins.scan.directories[0]
    await vi.waitFor(() => expect(seen()).toMatchObject({ state: 'missing', isWatched: false }), PATIENCE)
    await add(
      'later/x.sock',
      handshakePlugin('x', () => hostReport('web01', { x: 1 })),
    )
    await vi.waitFor(() => expect(plugins()[0]).toMatchObject({ id: 'x', state: 'ok' }), PATIENCE)
    expect(seen()).toMatchObject({ path: later, state: 'ok', isWatched: true, sockets: 1 })
  })

  it('says of a socket that it may not write to what helps, and asks again until it may', async () => {
    chmodSync(directory, 0o755)
    const isRoot = process.getuid?.() === 0
    const elsewhere = mkdtempSync(join(tmpdir(), 'made-'))
    const made = await PluginDouble.start(
      join(elsewhere, 'shut.sock'),
      handshakePlugin('shut', () => hostReport('web01', { x: 1 })),
    )
    doubles.push(made)
    chmodSync(made.path, 0)
    const path = join(directory, 'shut.sock')
    // The administrator may connect to anything: not for a moment is it there while he is.
    renameSync(made.path, path)
    if (isRoot) process.seteuid?.(NOBODY)
    try {
      await vi.waitFor(() => expect(plugins()[0]?.problem).toBe('denied'), PATIENCE)
      expect(plugins()[0]).toMatchObject({
        state: 'error',
        message: expect.stringMatching(/right/) as string,
      })
    } finally {
      if (isRoot) process.seteuid?.(0)
      rmSync(elsewhere, { recursive: true, force: true })
    }
    chmodSync(path, 0o777)
    await vi.waitFor(() => expect(plugins()[0]).toMatchObject({ state: 'ok', message: '' }), PATIENCE)
  })

  it('lets a host be removed; what still comes for it makes a new one', async () => {
    await add(
      'iowait.sock',
      handshakePlugin('iowait', () => hostReport('web01', { iowait: Math.random() })),
    )
    const { hostId } = await found('iowait')
    await deck.services.hosts.remove(hostId)
    await vi.waitFor(() => expect(seriesOf('iowait')[0]?.hostId ?? hostId).not.toBe(hostId), PATIENCE)
  })

  it('is restarted by its settings, and leaves no connection behind', async () => {
    const double = await add(
      'good.sock',
      handshakePlugin('good', () => hostReport('web01', { x: 1 })),
    )
    await found('x')
    const { settings } = deck.services
    await settings.update({ plugins: { ...settings.current.plugins, timeoutMs: 700 } })
    await vi.waitFor(() => expect(plugins()[0]?.state).toBe('ok'), PATIENCE)
    await deck.services.plugins.stop()
    await vi.waitFor(() => expect(double.connections).toBe(0), PATIENCE)
    expect(plugins()).toEqual([])
  })

  it('tells of a plugin that works, fails and goes', async () => {
    const double = await add(
      'good.sock',
      handshakePlugin('good', () => hostReport('web01', { x: 1 })),
    )
    const kinds = (): string[] =>
      deck.services.overview.get().changes.map(({ kind, subject }) => `${kind} ${subject}`)
    await vi.waitFor(() => expect(kinds()).toContain('plugin-ok good'), PATIENCE)
    await double.stop()
    await vi.waitFor(() => expect(plugins()[0]?.state).toBe('gone'), PATIENCE)
    expect(kinds()).toContain('plugin-gone good')
    expect(deck.services.plugins.topologies.list()).toEqual([])
  })

  it('shows the last answer as it came', async () => {
    const double = await add('status.sock', ({ answer }) =>
      answer(answerOf('<h1>busy</h1>', { status: '503 Busy' })),
    )
    await vi.waitFor(() => expect(plugins()[0]?.problem).toBe('status'), PATIENCE)
    expect(deck.services.plugins.answer(double.path)).toMatchObject({
      request: expect.stringMatching(/^GET \/report\?api_version=1&probe_id=[0-9a-f]{16}$/) as string,
      head: 'HTTP/1.1 503 Busy\nContent-Length: 13',
      body: '<h1>busy</h1>',
      sizeBytes: 13,
      isTruncated: false,
    })
    expect(() => deck.services.plugins.answer('/nowhere')).toThrow('There is no plugin at /nowhere')
  })

  it('names a socket whose path is too long', async () => {
    // Bound by a relative name, which may be short where the whole path is not.
    const deep = join(directory, 'd'.repeat(100))
    const before = process.cwd()
    mkdirSync(deep)
    process.chdir(deep)
    try {
      doubles.push(
        await PluginDouble.start(
          'x.sock',
          handshakePlugin('x', () => ({})),
        ),
      )
    } finally {
      process.chdir(before)
    }
    await vi.waitFor(() => expect(plugins()[0]?.problem).toBe('path-too-long'), PATIENCE)
    expect(plugins()[0]?.message).toMatch(/has \d+ bytes; this system connects to at most 107/)
  })
})
