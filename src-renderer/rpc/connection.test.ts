import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  connect,
  ConnectionLost,
  FIRST_RETRY_MS,
  LAST_RETRY_MS,
  LinkRefused,
  type OpenLink,
} from './connection.ts'

interface Gate {
  readonly link: OpenLink
  readonly breakDown: () => void
}

function gate(answer: unknown): Gate {
  let breakDown = (): void => {}
  const closed = new Promise<void>((resolve) => (breakDown = resolve))
  return { link: { link: { call: () => Promise.resolve(answer) }, closed, close: breakDown }, breakDown }
}

const flush = (): Promise<void> => vi.advanceTimersByTimeAsync(0).then(() => undefined)
const call = (connection: ReturnType<typeof connect>): Promise<unknown> =>
  connection.link.call(['status', 'get'], undefined, { context: {} })

describe('the connection to the console', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_000 })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('lets calls wait for the first connection', async () => {
    const { link } = gate('answer')
    const connection = connect(
      () => Promise.resolve(link),
      () => 0,
    )
    expect(connection.state.value).toEqual({ kind: 'connecting' })
    await expect(call(connection)).resolves.toBe('answer')
    expect(connection.state.value).toEqual({ kind: 'on', generation: 1 })
    connection.stop()
  })

  it('says when it was lost and when the next try comes, and refuses calls at once', async () => {
    const { link, breakDown } = gate('answer')
    const connection = connect(
      () => Promise.resolve(link),
      () => 0,
    )
    await flush()
    breakDown()
    await flush()
    expect(connection.state.value).toEqual({
      kind: 'lost',
      since: 1_000_000,
      reason: 'network',
      nextTryAt: 1_000_000 + FIRST_RETRY_MS,
    })
    await expect(call(connection)).rejects.toThrow(ConnectionLost)
    connection.stop()
  })

  it('comes back with a new generation', async () => {
    const first = gate(1)
    const second = gate(2)
    const open = vi.fn().mockResolvedValueOnce(first.link).mockResolvedValueOnce(second.link)
    const connection = connect(open, () => 0)
    await flush()
    first.breakDown()
    await vi.advanceTimersByTimeAsync(FIRST_RETRY_MS)
    expect(connection.state.value).toEqual({ kind: 'on', generation: 2 })
    await expect(call(connection)).resolves.toBe(2)
    connection.stop()
  })

  it('waits longer after each failure, up to the limit, and remembers since when', async () => {
    const open = vi.fn().mockRejectedValue(new LinkRefused('unauthorized'))
    const connection = connect(open, () => 0)
    const pauses: number[] = []
    for (let failure = 0; failure < 8; failure += 1) {
      await flush()
      const state = connection.state.value
      if (state.kind !== 'lost' || state.nextTryAt === null) throw new Error('not lost')
      expect(state.since).toBe(1_000_000)
      expect(state.reason).toBe('unauthorized')
      pauses.push(state.nextTryAt - Date.now())
      await vi.advanceTimersByTimeAsync(state.nextTryAt - Date.now())
    }
    expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, LAST_RETRY_MS, LAST_RETRY_MS, LAST_RETRY_MS])
    connection.stop()
  })

  it('tries at once when asked', async () => {
    const { link } = gate('answer')
    const open = vi.fn().mockRejectedValueOnce(new Error('refused')).mockResolvedValueOnce(link)
    const connection = connect(open, () => 0)
    await flush()
    connection.retryNow()
    await flush()
    expect(connection.state.value.kind).toBe('on')
    connection.stop()
  })

  it('stops: no further try, the link closed', async () => {
    const { link } = gate('answer')
    const open = vi.fn().mockResolvedValue(link)
    const close = vi.spyOn(link, 'close')
    const connection = connect(open, () => 0)
    await flush()
    connection.stop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(open).toHaveBeenCalledTimes(1)
    expect(close).toHaveBeenCalledTimes(1)
    await expect(call(connection)).rejects.toThrow(ConnectionLost)
  })
})
