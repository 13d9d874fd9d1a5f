import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Plugin } from '../../../src-main/contract/index.ts'
import { addClutter, MISBEHAVIOURS } from '../../support/misbehaving-plugins.ts'
import { PluginDouble } from '../../support/plugin-double.ts'
import { startTestEngine, type TestEngine } from '../../support/test-engine.ts'

/** Every plugin of the bench in one directory, beside each other: none may disturb another one. */
describe('a directory full of misbehaving plugins', () => {
  const directory = mkdtempSync(join(tmpdir(), 'plugins-'))
  const doubles: PluginDouble[] = []
  let console: TestEngine

  const pluginAt = (name: string): Plugin | undefined =>
    console.services.plugins.list().find(({ path }) => path === join(directory, `${name}.sock`))

  beforeAll(async () => {
    for (const { name, behaviour } of MISBEHAVIOURS)
      doubles.push(await PluginDouble.start(join(directory, `${name}.sock`), behaviour))
    addClutter(directory)
    console = await startTestEngine({ plugins: { directory } })
    await vi.waitFor(
      () => expect(console.services.plugins.list().filter(({ state }) => state === 'new')).toEqual([]),
      { timeout: 30_000, interval: 50 },
    )
  })

  afterAll(async () => {
    await console.dispose()
    for (const double of doubles) await double.stop()
    rmSync(directory, { recursive: true, force: true })
  })

  it.each(MISBEHAVIOURS)('$name: $state, $problem', async ({ name, state, problem, says }) => {
    await vi.waitFor(() => expect(pluginAt(name)).toMatchObject({ state, problem }), { timeout: 15_000 })
    const plugin = pluginAt(name)
    expect(plugin?.message).toMatch(says ?? (state === 'ok' ? /^$/ : /.{10}/))
    expect(plugin?.since).toBeLessThanOrEqual(Date.now())
    if (state === 'error') expect(plugin?.nextTryAt).toBeGreaterThan(plugin?.since ?? 0)
  })

  it('never asks a plugin twice at once', () => {
    for (const double of doubles) expect([double.path, double.mostAtOnce]).toEqual([double.path, 1])
  })

  it('holds one connection to each at most, however often they fail', async () => {
    for (const double of doubles) console.services.plugins.retry(double.path)
    await vi.waitFor(
      () => expect(doubles.filter(({ connections }) => connections > 1).map(({ path }) => path)).toEqual([]),
      { timeout: 10_000 },
    )
  })

  it('introduces itself as the probes do', () => {
    for (const { requests } of doubles)
      for (const request of requests) expect(request).toMatch(/^GET \/\S* HTTP\/1\.1\r\nhost: plugin\r\n/i)
  })

  it('names what lies there and is no plugin', () => {
    const { skipped } = console.services.plugins.scan
    expect(skipped).toEqual(
      expect.arrayContaining([
        { path: join(directory, 'README.txt'), reason: 'not-a-socket' },
        { path: join(directory, 'sub/loop'), reason: 'link-loop' },
        { path: join(directory, 'dangling.sock'), reason: 'dangling-link' },
        { path: join(directory, 'self'), reason: 'link-loop' },
      ]),
    )
  })

  it('keeps markup as text', () => {
    const [node] = console.services.plugins.topologies.nodes('Host', { search: 'plugin:markup', limit: 10 })
    expect(node).toMatchObject({ id: '<img src=x onerror=alert(1)>;<host>', metrics: [{ id: '<b>cpu</b>' }] })
  })

  it('gives values from the future the time of their arrival, and says how wrong the clock is', () => {
    const [series] = console.services.series.list({ search: 'ahead', limit: 1 })
    expect(series?.lastAt).toBeLessThanOrEqual(Date.now())
    expect(pluginAt('future')?.clockSkewMs).toBeGreaterThan(3_590_000)
  })

  it('shows the first plugin of a name, and the second once the first has gone', async () => {
    await doubles.find(({ path }) => path.endsWith('twin-a.sock'))?.stop()
    await vi.waitFor(() => expect(pluginAt('twin-a')).toMatchObject({ state: 'gone' }), { timeout: 10_000 })
    await vi.waitFor(() => expect(pluginAt('twin-b')).toMatchObject({ state: 'ok' }), { timeout: 10_000 })
  })

  it('recovers by itself with the next good answer', async () => {
    const status = doubles.find(({ path }) => path.endsWith('/status.sock'))
    const good = doubles.find(({ path }) => path.endsWith('/good.sock'))
    if (status === undefined || good === undefined) throw new Error('the bench has no such plugin')
    status.behaviour = ({ path, answer }) => {
      good.behaviour({ path, socket: undefined as never, answer: (bytes) => answer(renamed(bytes)) })
    }
    console.services.plugins.retry(status.path)
    await vi.waitFor(() => expect(pluginAt('status')).toMatchObject({ state: 'ok', message: '' }), {
      timeout: 10_000,
    })
  })
})

/** The same handshake under a name of its own, of the same length. */
function renamed(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replace('"name":"good"', '"name":"fine"'), 'latin1')
}
