import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { ConsoleProcess } from '../../support/console-process.ts'
import { startTestEngine, type TestEngine } from '../../support/test-engine.ts'

const SCRIPT = fileURLToPath(new URL('./start-and-stop.ts', import.meta.url))

let console_: TestEngine | null = null
afterEach(async () => {
  await console_?.dispose()
  console_ = null
})

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })

describe('an engine', () => {
  it.each(['stop', 'stop-twice', 'stop-at-once', 'stop-while-away'])(
    'leaves nothing that keeps its process alive: %s',
    async (way) => {
      const { code, output } = await new ConsoleProcess([way], { program: SCRIPT }).ended
      expect([code, output]).toEqual([0, 'stopped, left: \n'])
    },
  )

  it('stores at its end what came in the last moment', async () => {
    console_ = await startTestEngine()
    const { services } = console_
    services.ingest.add(services.catalogue.identity('collectl', 'web01'), Date.now(), [
      { metric: 'load', unit: '', label: 'load', value: 7 },
    ])
    console_ = await console_.restart()
    expect(console_.services.series.list({ limit: 1 })[0]?.lastValue).toBe(7)
  })
})

describe('settings of the listener', () => {
  it('hold at once: another port, off, on again', async () => {
    console_ = await startTestEngine({ scopeport: undefined })
    const { scopeport, settings, status } = console_.services
    const wanted = { ...settings.current.scopeport, host: '127.0.0.1', port: 0 }
    await settings.update({ scopeport: wanted })
    const first = scopeport.listener
    expect(first.state).toBe('listening')
    expect(await isListening(first.port)).toBe(true)

    await settings.update({ scopeport: { ...wanted, enabled: false } })
    expect(status.get().listeners[0]).toMatchObject({ name: 'scopeport', state: 'off' })
    expect(await isListening(first.port)).toBe(false)

    await settings.update({ scopeport: wanted })
    expect(await isListening(scopeport.listener.port)).toBe(true)
  })

  it('that two people change at once leave one listener', async () => {
    console_ = await startTestEngine({ scopeport: undefined })
    const { scopeport, settings } = console_.services
    const wanted = { ...settings.current.scopeport, host: '127.0.0.1' }
    const ports = await Promise.all([1, 2].map(freePort))
    await Promise.all(ports.map((port) => settings.update({ scopeport: { ...wanted, port } })))
    expect(scopeport.listener).toMatchObject({ state: 'listening', port: ports[1] })
    expect(await Promise.all(ports.map(isListening))).toEqual([false, true])
  })

  it('that name a port which is taken are a state with its reason', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as { port: number }
    console_ = await startTestEngine({ scopeport: undefined })
    const { settings, status, overview } = console_.services
    await settings.update({ scopeport: { ...settings.current.scopeport, host: '127.0.0.1', port } })
    expect(status.get().listeners[0]).toMatchObject({
      state: 'failed',
      port,
      reason: expect.stringContaining('taken') as string,
    })
    expect(overview.get().changes.map(({ kind }) => kind)).toContain('listener-failed')
    await new Promise((resolve) => other.close(resolve))
  })
})

describe('a database that cannot be opened', () => {
  it('is a state, and every call that needs it says so', async () => {
    const missing = join(fileURLToPath(import.meta.url), 'no-directory')
    console_ = await startTestEngine({ dataDirectory: missing })
    const { status, hosts, series } = console_.services
    expect(status.get().storage).toMatchObject({
      state: 'away',
      reason: expect.stringContaining('cannot be made') as string,
    })
    await expect(hosts.create('web01')).rejects.toMatchObject({ code: 'away' })
    await expect(series.samples(1, { maxPoints: 1 })).rejects.toMatchObject({ code: 'away' })
    expect(hosts.list()).toEqual([])
  })
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
