import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { RawClient } from '../../support/raw-client.ts'
import { type Agent, ScopePortWorld } from './scopeport-world.ts'

const STORED = 'OkayOkayOkay'
const MEGABYTE = 1024 * 1024

let world: ScopePortWorld
let web01: Agent

beforeAll(async () => {
  world = await ScopePortWorld.start()
  web01 = await world.addHost('web01')
})
afterAll(() => world.dispose())

describe.concurrent('a server under attack', () => {
  it('cuts 500 slow clients at five seconds and serves a good one meanwhile', async () => {
    const startedAt = performance.now()
    const lorises = Array.from({ length: 500 }, (_, index) => world.connect(`127.0.20.${1 + (index % 4)}`))
    const ages = lorises.map(async (loris) => {
      const error = await loris.closed
      return { ageMs: performance.now() - startedAt, error, received: loris.received }
    })
    await Promise.all(lorises.map((loris) => loris.length(4)))
    // A letter every 60 ms keeps each login open for ever.
    const dripping = setInterval(() => {
      for (const loris of lorises) if (!loris.isClosed) loris.send('1')
    }, 60)
    const servedAfterMs: number[] = []
    while (performance.now() - startedAt < 4_000) {
      const sentAt = performance.now()
      expect(await world.send(web01, 'load', '1', '127.0.0.2')).toBe(STORED)
      servedAfterMs.push(performance.now() - sentAt)
    }
    const ends = await Promise.all(ages)
    clearInterval(dripping)
    expect(servedAfterMs.length).toBeGreaterThan(20)
    for (const { ageMs, received } of ends) {
      expect(received).toBe('Okay')
      expect(ageMs).toBeGreaterThan(4_900)
      expect(ageMs).toBeLessThan(7_000)
    }
    await vi.waitUntil(() => world.services.scopeport.listener.connections < 20)
  })

  it('refuses a line of ten megabytes with the reason, and keeps none of it', async () => {
    const before = process.memoryUsage().rss
    const lines = Array.from({ length: 8 }, (_, index) =>
      world.connect(`127.0.21.${index + 1}`).send(Buffer.alloc(10 * MEGABYTE, 'x')),
    )
    const replies = await Promise.all(lines.map((line) => line.all()))
    expect(new Set(replies)).toEqual(
      new Set(['OkayClosing connection (Reason: The message is longer than 16384 bytes)']),
    )
    // The clients of this test live in the same process and hold their eighty megabytes themselves.
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * MEGABYTE)
    const rows = (await world.logins()).filter(({ address }) => address === '127.0.21.1')
    expect(rows).toMatchObject([{ outcome: 'refused', reason: 'The message is longer than 16384 bytes' }])
  })

  it('lives through noise on a hundred sockets', async () => {
    let seed = 1
    const noise = (): number => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff) >> 16
    const sockets: RawClient[] = []
    for (let index = 0; index < 100; index++) {
      const bytes = Uint8Array.from({ length: 10_000 }, () => noise() & 255)
      sockets.push(world.connect(`127.0.22.${index + 1}`).send(bytes))
    }
    for (const text of await Promise.all(sockets.map((socket) => socket.all()))) {
      expect(text).toMatch(/^Okay(Closing connection \(Reason: .+\))?$/)
    }
    expect(await world.send(web01, 'load', '1', '127.0.0.3')).toBe(STORED)
  })
})

it('who comes beyond the caps is told so, and others are served', async () => {
  const small = await ScopePortWorld.start()
  const agent = await small.addHost('popular')
  const { scopeport } = small.services.settings.current
  await small.services.settings.update({ scopeport: { ...scopeport, maxConnectionsPerAddress: 5 } })
  const crowd = Array.from({ length: 5 }, () => small.connect('127.0.23.1'))
  await Promise.all(crowd.map((one) => one.length(4)))
  expect(await small.send(agent, 'load', '1', '127.0.23.1')).toBe(
    'Closing connection (Reason: There are more than 5 connections at once from one address)',
  )
  expect(await small.send(agent, 'load', '1', '127.0.23.2')).toBe(STORED)
  expect((await small.logins()).map(({ reason }) => reason)).toContain(
    'more than 5 connections at once from one address',
  )
  for (const one of crowd) one.reset()
  await small.dispose()
})

describe('a port that is taken', () => {
  it('is a state with the reason and the next try; the console goes on without', async () => {
    const other: Server = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const second = await ScopePortWorld.start({ scopeport: { host: '127.0.0.1', port } })
    const listener = second.services.status.get().listeners.find(({ name }) => name === 'scopeport')
    expect(listener).toMatchObject({ state: 'failed', port })
    expect(listener?.reason).toContain(`Port ${port} is taken by another program.`)
    expect(listener?.nextTryAt).toBeGreaterThan(Date.now())
    expect(second.services.status.get().storage.state).toBe('ok')
    const agent = await second.addHost('patient')
    await new Promise((resolve) => other.close(resolve))
    await vi.waitUntil(() => second.services.scopeport.listener.state === 'listening', { timeout: 15_000 })
    expect(await second.send(agent, 'load', '1')).toBe(STORED)
    await second.dispose()
  })
})
