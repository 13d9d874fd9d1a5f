import { createServer, type Server } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { RawClient, until } from '../../test/support/raw-client.ts'
import { host16 } from '../../test/support/scopeport-dialogue.ts'
import type { Listener } from '../contract/index.ts'
import {
  createScopePortSession,
  refusalBytes,
  type ScopePortEvent,
  type ScopePortQuestion,
  type ScopePortReply,
} from '../protocols/scopeport/session.ts'
import type { Peer } from './session-socket.ts'
import { BIND_RETRY_MS, TcpHost, type TcpHostOptions } from './tcp-host.ts'

type Options = TcpHostOptions<ScopePortQuestion, ScopePortReply, ScopePortEvent>

const LOGIN_AND_LOAD = '16,login,secret\n16,cpuload15,3.25\n'
const BLACKLISTED = 'Closing connection (Reason: Blacklisted)'

const ends: (() => Promise<unknown> | void)[] = []

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
  vi.useRealTimers()
})

/** A ScopePort listener on a free port of the loopback, with host 16 behind it. */
async function startHost(options: Partial<Options> = {}) {
  const states: Listener[] = []
  const peers: Peer[] = []
  const host = new TcpHost<ScopePortQuestion, ScopePortReply, ScopePortEvent>({
    name: 'scopeport',
    host: '127.0.0.1',
    port: 0,
    limits: { maxConnections: 100, maxConnectionsPerAddress: 100 },
    now: Date.now,
    refuse: () => null,
    onOverLimit: (_peer, reason) => refusalBytes(reason),
    openSession: (peer) => {
      peers.push(peer)
      return createScopePortSession()
    },
    onAsk: async (question) => host16(question),
    onEvent: () => undefined,
    onState: (listener) => states.push(listener),
    ...options,
  })
  ends.push(() => host.stop(0))
  await host.start()
  return { host, port: host.listener.port, peers, states }
}

function client(
  port: number,
  options: { host?: string; localAddress?: string; reads?: boolean } = {},
): RawClient {
  const raw = new RawClient({ port, ...options })
  ends.push(() => void raw.socket.destroy())
  return raw
}

async function occupy(port: number, host: string): Promise<Server> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen({ port, host, ipv6Only: true }, resolve))
  ends.push(() => new Promise((resolve) => server.close(resolve)))
  return server
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

describe('a listener', () => {
  it('picks a free port and serves', async () => {
    const { port, states } = await startHost()
    expect(port).toBeGreaterThan(0)
    expect(states.map(({ state }) => state)).toEqual(['starting', 'listening'])
    expect(await client(port).send(LOGIN_AND_LOAD).all()).toBe('OkayOkayOkay')
  })

  it('knows a peer by its address, whichever socket it came in by', async () => {
    const everywhere = await startHost({ host: '0.0.0.0' })
    await client(everywhere.port).send(LOGIN_AND_LOAD).all()
    await client(everywhere.port, { host: '::1' }).send(LOGIN_AND_LOAD).all()
    const mapped = await startHost({ host: '::' })
    await client(mapped.port, { localAddress: '127.0.0.2' }).send(LOGIN_AND_LOAD).all()
    const addresses = [...everywhere.peers, ...mapped.peers].map(({ address }) => address)
    expect(addresses).toEqual(['127.0.0.1', '::1', '127.0.0.2'])
  })

  it('counts the connections that are open, and those only', async () => {
    const { host, port } = await startHost()
    const clients = [client(port), client(port)]
    await Promise.all(clients.map((one) => one.length(4)))
    expect(host.listener.connections).toBe(2)
    clients[0]?.reset()
    clients[1]?.halfClose()
    await until(() => host.listener.connections === 0)
  })
})

describe('a port that cannot be had', () => {
  it('is a state in words; the next try succeeds when the port is free', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const other = await occupy(0, '127.0.0.1')
    const port = portOf(other)
    const { host, states } = await startHost({ port })
    expect(host.listener).toMatchObject({
      state: 'failed',
      port,
      reason: `Port ${port} is taken by another program. Stop that program, or choose another port in Settings.`,
    })
    expect(host.listener.nextTryAt).toBeGreaterThan(Date.now())
    await vi.advanceTimersByTimeAsync(BIND_RETRY_MS)
    await until(() => states.length === 4)
    expect(host.listener.state).toBe('failed')
    await new Promise((resolve) => other.close(resolve))
    await vi.advanceTimersByTimeAsync(BIND_RETRY_MS)
    await until(() => host.listener.state === 'listening')
    expect(host.listener).toMatchObject({ reason: null, nextTryAt: null, port })
    expect(await client(port).send(LOGIN_AND_LOAD).all()).toBe('OkayOkayOkay')
  })

  it('says which address this machine does not have', async () => {
    const { host } = await startHost({ host: '192.0.2.1' })
    expect(host.listener).toMatchObject({
      state: 'failed',
      reason: 'This machine has no address 192.0.2.1. Choose another address in Settings.',
    })
  })

  it('on IPv6 alone leaves IPv4 on, and says so', async () => {
    const port = portOf(await occupy(0, '::'))
    const { host } = await startHost({ host: '0.0.0.0', port })
    expect(host.listener).toMatchObject({
      state: 'listening',
      reason: `IPv4 only: port ${port} is taken by another program on IPv6.`,
    })
  })

  it('is not tried any more after stop', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { host, states } = await startHost({ port: portOf(await occupy(0, '127.0.0.1')) })
    await host.stop()
    await vi.advanceTimersByTimeAsync(2 * BIND_RETRY_MS)
    expect(states.map(({ state }) => state)).toEqual(['starting', 'failed', 'off'])
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('admission', () => {
  it('turns a refused peer away before a byte of it is read', async () => {
    const onAsk = vi.fn<Options['onAsk']>()
    const refuse = vi.fn(() => refusalBytes('Blacklisted'))
    const { port, peers } = await startHost({ refuse, onAsk })
    expect(await client(port).send(LOGIN_AND_LOAD).all()).toBe(BLACKLISTED)
    expect(refuse).toHaveBeenCalledWith({ address: '127.0.0.1', port: expect.any(Number) as number })
    expect({ sessions: peers.length, asked: onAsk.mock.calls.length }).toEqual({ sessions: 0, asked: 0 })
  })

  it('a refused peer gets its words although it has sent a lot that nobody reads', async () => {
    const { port } = await startHost({ refuse: () => refusalBytes('Blacklisted') })
    const clients = Array.from({ length: 40 }, () => client(port).send(new Uint8Array(300_000)))
    expect(await Promise.all(clients.map((one) => one.all()))).toEqual(clients.map(() => BLACKLISTED))
    expect(await Promise.all(clients.map((one) => one.closed))).toEqual(clients.map(() => null))
  })

  it('a refused peer that does not go is cut', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { port } = await startHost({ refuse: () => refusalBytes('Blacklisted') })
    const stubborn = client(port)
    stubborn.socket.removeAllListeners('end')
    await stubborn.length(BLACKLISTED.length)
    await vi.advanceTimersByTimeAsync(500)
    await until(() => stubborn.send('x').isClosed)
  })

  it('over all: one below the cap, at the cap, over the cap', async () => {
    const { host, port } = await startHost({ limits: { maxConnections: 3, maxConnectionsPerAddress: 3 } })
    const inside = ['127.0.0.1', '127.0.0.2', '127.0.0.3'].map((localAddress) =>
      client(port, { localAddress }),
    )
    for (const one of inside) expect(await one.length(4)).toBe('Okay')
    expect(await client(port, { localAddress: '127.0.0.4' }).all()).toBe(
      'Closing connection (Reason: more than 3 connections at once)',
    )
    inside[0]?.reset()
    await until(() => host.listener.connections === 2)
    expect(await client(port).length(4)).toBe('Okay')
  })

  it('per address: others are served while one has used up its share', async () => {
    const { host, port } = await startHost({ limits: { maxConnections: 100, maxConnectionsPerAddress: 2 } })
    const greedy = [client(port), client(port)]
    for (const one of greedy) expect(await one.length(4)).toBe('Okay')
    expect(await client(port).all()).toBe(
      'Closing connection (Reason: more than 2 connections at once from one address)',
    )
    expect(await client(port, { localAddress: '127.0.0.2' }).send(LOGIN_AND_LOAD).all()).toBe('OkayOkayOkay')
    greedy[0]?.send(LOGIN_AND_LOAD)
    await until(() => host.listener.connections === 1)
    expect(await client(port).length(4)).toBe('Okay')
  })
})

describe('stop', () => {
  it('lets a transaction that has begun come to its end', async () => {
    const reached = Promise.withResolvers<void>()
    const mayAnswer = Promise.withResolvers<void>()
    const { host, port } = await startHost({
      onAsk: async (question) => {
        reached.resolve()
        await mayAnswer.promise
        return host16(question)
      },
    })
    const slow = client(port).send(LOGIN_AND_LOAD)
    await reached.promise
    const stopped = host.stop()
    mayAnswer.resolve()
    expect(await slow.all()).toBe('OkayOkayOkay')
    await stopped
    expect(host.listener.state).toBe('off')
  })

  it('cuts who is still there at the deadline, and leaves no handle behind', async () => {
    const before = openHandles()
    const { host, port } = await startHost()
    const idle = client(port)
    await idle.length(4)
    await host.stop(20)
    await idle.closed
    expect(host.listener.connections).toBe(0)
    await until(() => openHandles() <= before)
    await expect(client(port).closed).resolves.toBe('ECONNREFUSED')
  })

  it('waits for a start that is under way', async () => {
    const { host, port } = await startHost()
    await host.stop()
    const next = await startHost({ port })
    const starting = next.host.start()
    await next.host.stop()
    await starting
    await expect(client(port).closed).resolves.toBe('ECONNREFUSED')
  })
})

function openHandles(): number {
  return process.getActiveResourcesInfo().filter((name) => /^(TCP|Timeout)/.test(name)).length
}
