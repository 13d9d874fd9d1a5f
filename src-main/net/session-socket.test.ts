import { afterEach, describe, expect, it, vi } from 'vitest'
import { RawClient, until } from '../../test/support/raw-client.ts'
import type { Effect } from '../protocols/session.ts'
import type { CaptureTap, ServerSession } from './session-socket.ts'
import { TcpHost } from './tcp-host.ts'

type TestEffect = Effect<string, string>
type TestSession = ServerSession<string, string, string>

const ends: (() => Promise<unknown> | void)[] = []

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
  vi.useRealTimers()
})

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const send = (text: string): TestEffect => ({ kind: 'send', bytes: bytes(text) })
const close = (flush: boolean): TestEffect => ({ kind: 'close', reason: 'because', flush })

/** A session that does nothing but what the test gives it to do. */
function sessionOf(behaviour: Partial<TestSession>): TestSession {
  const nothing = (): readonly TestEffect[] => []
  return {
    open: nothing,
    receive: nothing,
    answer: nothing,
    tick: nothing,
    end: nothing,
    nextDeadline: null,
    ...behaviour,
  }
}

async function serve(
  openSession: () => TestSession,
  options: { onAsk?: (question: string) => Promise<string>; onEvent?: (event: string) => void } = {},
) {
  const closed: string[] = []
  const tapped: string[] = []
  const tap: CaptureTap = {
    received: (_peer, data) => tapped.push(`> ${new TextDecoder().decode(data)}`),
    sent: (_peer, data) => tapped.push(`< ${new TextDecoder().decode(data)}`),
    closed: (_peer, reason) => closed.push(reason),
  }
  const host = new TcpHost<string, string, string>({
    name: 'test',
    host: '127.0.0.1',
    port: 0,
    limits: { maxConnections: 50, maxConnectionsPerAddress: 50 },
    now: Date.now,
    refuse: () => null,
    onOverLimit: () => null,
    openSession,
    onAsk: options.onAsk ?? (async () => ''),
    onEvent: options.onEvent ?? (() => undefined),
    onState: () => undefined,
    tap,
  })
  ends.push(() => host.stop(0))
  await host.start()
  const { port } = host.listener
  return {
    host,
    closed,
    tapped,
    client: (reads = true) => {
      const raw = new RawClient({ port, reads })
      ends.push(() => void raw.socket.destroy())
      return raw
    },
  }
}

describe('effects', () => {
  it('are carried out in their order, and nothing after a cut', async () => {
    const events: string[] = []
    const { client } = await serve(
      () =>
        sessionOf({
          receive: () => [
            { kind: 'publish', event: 'first' },
            close(false),
            { kind: 'publish', event: 'never' },
            send('never'),
          ],
        }),
      { onEvent: (event) => events.push(event) },
    )
    expect(await client().send('x').all()).toBe('')
    expect(events).toEqual(['first'])
  })

  it('a question is answered into the session that asked', async () => {
    const { client } = await serve(
      () =>
        sessionOf({
          open: () => [{ kind: 'ask', id: 7, question: 'who?' }],
          answer: (id, reply) => [send(`${id} ${reply}`), close(true)],
        }),
      { onAsk: async (question) => `${question} me` },
    )
    expect(await client().all()).toBe('7 who? me')
  })

  it('a question that fails cuts its connection and nothing else', async () => {
    const { client, closed } = await serve(
      () => sessionOf({ receive: () => [{ kind: 'ask', id: 1, question: '' }] }),
      { onAsk: () => Promise.reject(new Error('a bug')) },
    )
    expect(await client().send('x').all()).toBe('')
    expect(await client().send('x').all()).toBe('')
    expect(closed).toEqual(['the question was not answered', 'the question was not answered'])
  })

  it('an answer that comes after the peer has gone is dropped', async () => {
    const answer = vi.fn(() => [])
    const late = Promise.withResolvers<string>()
    const asked = Promise.withResolvers<void>()
    const { client, host } = await serve(
      () => sessionOf({ receive: () => [{ kind: 'ask', id: 1, question: '' }], answer }),
      {
        onAsk: () => {
          asked.resolve()
          return late.promise
        },
      },
    )
    const hasty = client().send('x')
    await asked.promise
    hasty.reset()
    await until(() => host.listener.connections === 0)
    late.resolve('')
    await late.promise
    await new Promise((resolve) => setImmediate(resolve))
    expect(answer).not.toHaveBeenCalled()
  })

  it('are seen by the tap, both ways', async () => {
    const { client, tapped, closed } = await serve(() =>
      sessionOf({ open: () => [send('hello')], receive: () => [send('bye'), close(true)] }),
    )
    const one = client()
    await one.length(5)
    await one.send('ping').all()
    await until(() => closed.length === 1)
    expect(tapped).toEqual(['< hello', '> ping', '< bye'])
  })
})

describe('deadlines', () => {
  it('tick the session when they are due, also one that moved', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    let deadline = Date.now() + 5_000
    const ticks: number[] = []
    const start = Date.now()
    const { client } = await serve(() => ({
      ...sessionOf({}),
      receive: () => {
        deadline = Date.now() + 150
        return []
      },
      tick: (now) => {
        ticks.push(now - start)
        if (now < deadline) return []
        deadline = Infinity
        return [send('late'), close(true)]
      },
      open: () => [send('hello')],
      get nextDeadline() {
        return deadline
      },
    }))
    const one = client()
    await one.length(5)
    one.send('x')
    await until(() => deadline === start + 150)
    await vi.advanceTimersByTimeAsync(149)
    expect(ticks).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    await until(() => ticks.length > 0)
    expect(ticks).toEqual([150])
    expect(await one.all()).toBe('hellolate')
  })

  it('do not pass while bytes that came in time wait to be read', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    const heard: string[] = []
    let deadline = Infinity
    const { client } = await serve(() => ({
      ...sessionOf({}),
      receive: (data, now) => {
        heard.push(new TextDecoder().decode(data))
        deadline = heard.length < 2 ? now + 150 : Infinity
        return heard.length < 2 ? [send('go on')] : [close(true)]
      },
      tick: () => {
        heard.push('too late')
        return [close(true)]
      },
      get nextDeadline() {
        return deadline
      },
    }))
    const one = client().send('first')
    await one.length(5)
    // As after a stall: the timer is due, and the bytes are there, but nobody has read them yet.
    setImmediate(() => {
      one.send('second')
      vi.advanceTimersByTime(150)
    })
    await one.all()
    expect(heard).toEqual(['first', 'second'])
  })
})

describe('the end of a connection', () => {
  it('a goodbye arrives although the peer goes on sending', async () => {
    const { client } = await serve(() => sessionOf({ receive: () => [send('no'), close(true)] }))
    const talkers = Array.from({ length: 20 }, () => client().send(new Uint8Array(1_000_000)))
    expect(await Promise.all(talkers.map((one) => one.all()))).toEqual(talkers.map(() => 'no'))
    expect(await Promise.all(talkers.map((one) => one.closed))).toEqual(talkers.map(() => null))
  })

  it('a goodbye arrives although the peer has closed its side', async () => {
    const { client, closed } = await serve(() => sessionOf({ end: () => [send('so long'), close(true)] }))
    expect(await client().halfClose().all()).toBe('so long')
    await until(() => closed.length === 1)
    expect(closed).toEqual(['closed'])
  })

  it('a peer that never closes after the goodbye is cut after a second', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { client, closed, host } = await serve(() => sessionOf({ open: () => [send('bye'), close(true)] }))
    const stubborn = client()
    stubborn.socket.removeAllListeners('end')
    await stubborn.length(3)
    await vi.advanceTimersByTimeAsync(999)
    expect({ closed, connections: host.listener.connections }).toEqual({ closed: [], connections: 1 })
    await vi.advanceTimersByTimeAsync(1)
    expect({ closed, connections: host.listener.connections }).toEqual({
      closed: ['the peer did not close'],
      connections: 0,
    })
  })

  it('a peer that reads nothing does not make us keep what it should read', async () => {
    const chunk = new Uint8Array(64 * 1024)
    let sent = 0
    const { client, closed } = await serve(() =>
      sessionOf({
        receive: () => {
          sent += chunk.length
          return [{ kind: 'send', bytes: chunk }]
        },
      }),
    )
    const deaf = client(false)
    while (closed.length === 0) {
      deaf.send('more')
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(closed).toEqual(['the peer reads nothing'])
    // What the kernel's buffers took, and our own limit.
    expect(sent).toBeLessThan(32 * 1024 * 1024)
  })

  it('a reset ends the session without an event', async () => {
    const end = vi.fn(() => [])
    const { client, closed } = await serve(() => sessionOf({ open: () => [send('hello')], end }))
    const rude = client()
    await rude.length(5)
    rude.reset()
    await until(() => closed.length === 1)
    expect(closed).toEqual(['the connection broke'])
    expect(end).not.toHaveBeenCalled()
  })
})
