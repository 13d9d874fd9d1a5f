import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { StoreError } from '../store.ts'
import { ConnectionPool } from './connection-pool.ts'
import { TimeoutError } from './errors.ts'
import type { Session } from './session.ts'

/** As much of a session as a pool touches. */
class Fake {
  isBroken = false
  isClosed = false
  pings = 0
  answersPings = true

  async ping(): Promise<void> {
    this.pings += 1
    if (!this.answersPings) throw new Error('no answer')
  }

  close(): void {
    this.isClosed = true
  }
}

describe('ConnectionPool', () => {
  let made: Fake[] = []
  let failure: Error | null = null
  const connect = async (): Promise<Session> => {
    if (failure !== null) throw failure
    const fake = new Fake()
    made.push(fake)
    return fake as unknown as Session
  }
  const poolOf = (limit: number, connectWith = connect): ConnectionPool =>
    new ConnectionPool({ connect: connectWith, limit, acquireTimeoutMs: 5_000 })

  beforeEach(() => {
    made = []
    failure = null
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  })
  afterEach(() => {
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })

  it('makes a connection when one is needed, and uses it again', async () => {
    const pool = poolOf(3)
    expect(made).toHaveLength(0)
    await pool.use(async () => undefined)
    await pool.use(async () => undefined)
    expect(made).toHaveLength(1)
    expect(made[0]?.pings).toBe(0)
  })

  it('makes no more than its limit: others wait, and get one in their order', async () => {
    const pool = poolOf(2)
    const done: number[] = []
    const gates = [0, 1, 2, 3].map(() => Promise.withResolvers<void>())
    const uses = gates.map((gate, index) =>
      pool.use(async () => {
        await gate.promise
        done.push(index)
      }),
    )
    for (const gate of gates) gate.resolve()
    await Promise.all(uses)
    expect(made).toHaveLength(2)
    expect(done).toEqual([0, 1, 2, 3])
  })

  it('rejects who has waited for too long, and gives the next one what comes late', async () => {
    const pool = poolOf(1)
    const gate = Promise.withResolvers<void>()
    const holder = pool.use(() => gate.promise)
    const waiting = pool.use(async () => 'never').catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(4_999)
    let outcome: unknown = null
    void waiting.then((error) => (outcome = error))
    await vi.advanceTimersByTimeAsync(0)
    expect(outcome).toBeNull()
    await vi.advanceTimersByTimeAsync(1)
    expect(outcome).toBeInstanceOf(TimeoutError)
    gate.resolve()
    await holder
    expect(await pool.use(async () => 'served')).toBe('served')
    expect(made).toHaveLength(1)
  })

  it('passes a connection on to the next when the first in the queue has given up', async () => {
    const pool = poolOf(1)
    const gate = Promise.withResolvers<void>()
    const holder = pool.use(() => gate.promise)
    const first = pool.use(async () => 'never').catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(3_000)
    const second = pool.use(async () => 'served')
    await vi.advanceTimersByTimeAsync(2_000)
    expect(await first).toBeInstanceOf(TimeoutError)
    gate.resolve()
    expect(await second).toBe('served')
    await holder
  })

  it('keeps a connection that was made too late for the one who asked', async () => {
    const gate = Promise.withResolvers<void>()
    const pool = poolOf(1, async () => {
      await gate.promise
      return connect()
    })
    const first = pool.use(async () => 'never').catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(await first).toBeInstanceOf(TimeoutError)
    gate.resolve()
    expect(await pool.use(async () => 'served')).toBe('served')
    expect(made).toHaveLength(1)
  })

  it('gives up its place when connecting fails, so that others may try', async () => {
    const pool = poolOf(1)
    failure = new Error('refused')
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => pool.use(async () => undefined)))
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    failure = null
    await pool.use(async () => undefined)
    expect(made).toHaveLength(1)
  })

  it('does not use a broken connection again', async () => {
    const pool = poolOf(1)
    await pool.use(async (session) => {
      ;(session as unknown as Fake).isBroken = true
    })
    await pool.use(async () => undefined)
    expect(made.map(({ isClosed }) => isClosed)).toEqual([true, false])
    // One that breaks while nobody uses it.
    if (made[1] !== undefined) made[1].isBroken = true
    await pool.use(async () => undefined)
    expect(made.map(({ isClosed }) => isClosed)).toEqual([true, true, false])
  })

  it('asks a connection that was idle for a second whether it is still there', async () => {
    const pool = poolOf(1)
    await pool.use(async () => undefined)
    await vi.advanceTimersByTimeAsync(999)
    await pool.use(async () => undefined)
    expect(made[0]?.pings).toBe(0)
    await vi.advanceTimersByTimeAsync(1_000)
    await pool.use(async () => undefined)
    expect(made[0]?.pings).toBe(1)
    await vi.advanceTimersByTimeAsync(1_000)
    if (made[0] !== undefined) made[0].answersPings = false
    await pool.use(async () => undefined)
    expect(made.map(({ isClosed }) => isClosed)).toEqual([true, false])
  })

  it('closes what is idle, then what is given back, and gives no more', async () => {
    const pool = poolOf(2)
    const gate = Promise.withResolvers<void>()
    const holder = pool.use(() => gate.promise)
    await pool.use(async () => undefined)
    pool.close()
    expect(made.map(({ isClosed }) => isClosed)).toEqual([false, true])
    await expect(pool.use(async () => undefined)).rejects.toBeInstanceOf(StoreError)
    gate.resolve()
    await holder
    expect(made.map(({ isClosed }) => isClosed)).toEqual([true, true])
  })

  it('rejects those who wait when it is closed', async () => {
    const pool = poolOf(1)
    const gate = Promise.withResolvers<void>()
    const holder = pool.use(() => gate.promise)
    const waiting = pool.use(async () => undefined).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(0)
    pool.close()
    expect(await waiting).toMatchObject({ code: 'away' })
    gate.resolve()
    await holder
  })
})
