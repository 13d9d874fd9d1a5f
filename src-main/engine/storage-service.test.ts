import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Store, StoreError } from '../storage/store.ts'
import { StorageService } from './storage-service.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function setUp(
  open: () => Promise<Store>,
  onOpened: (store: Store) => Promise<void> = () => Promise.resolve(),
) {
  const states: string[] = []
  const service = new StorageService({
    open,
    engine: 'sqlite',
    location: '/data/scopedeck.sqlite',
    now: () => Date.now(),
    onState: ({ state, reason }) => states.push(reason === null ? state : `${state}: ${reason}`),
    onOpened,
  })
  return { service, states }
}

function store(readOnlyReason: string | null = null) {
  const close = vi.fn(() => Promise.resolve())
  return {
    store: { readOnlyReason, close, sizeBytes: () => Promise.resolve(4_096) } as unknown as Store,
    close,
  }
}

describe('StorageService', () => {
  it('has no store before it is open', async () => {
    const { service, states } = setUp(() => Promise.resolve(store().store))
    expect(service.state.state).toBe('starting')
    expect(() => service.store).toThrow(StoreError)
    await service.start()
    expect(() => service.store).not.toThrow()
    expect(states).toEqual(['ok'])
    await vi.advanceTimersByTimeAsync(0)
    expect(service.state).toMatchObject({ state: 'ok', reason: null, sizeBytes: 4_096 })
    await service.stop()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('tells why it cannot be opened, and tries again after five seconds', async () => {
    const { store: opened } = store()
    const open = vi.fn<() => Promise<Store>>().mockRejectedValueOnce(new StoreError('away', 'no disk'))
    open.mockResolvedValue(opened)
    const { service, states } = setUp(open)
    await service.start()
    expect(states).toEqual(['away: no disk'])
    expect(() => service.store).toThrow('no disk')
    await vi.advanceTimersByTimeAsync(4_999)
    expect(open).toHaveBeenCalledOnce()
    await vi.advanceTimersByTimeAsync(1)
    expect(states).toEqual(['away: no disk', 'ok'])
    await service.stop()
  })

  it('closes what it opened when the beginning fails, and begins anew', async () => {
    const { store: opened, close } = store()
    const begin = vi.fn(() => Promise.resolve()).mockRejectedValueOnce(new Error('damaged table'))
    const { service, states } = setUp(() => Promise.resolve(opened), begin)
    await service.start()
    expect([states, close.mock.calls.length]).toEqual([['away: damaged table'], 1])
    await vi.advanceTimersByTimeAsync(5_000)
    expect(begin).toHaveBeenCalledTimes(2)
    expect(service.state.state).toBe('ok')
    await service.stop()
    expect(close).toHaveBeenCalledTimes(2)
  })

  it('opens one that can only be read, and says why', async () => {
    const { service, states } = setUp(() => Promise.resolve(store('newer schema').store))
    await service.start()
    expect(states).toEqual(['read-only: newer schema Once that is mended, start the console again.'])
    await service.stop()
  })

  it.each([
    ['full', 'full'],
    ['read-only', 'read-only'],
    ['newer-schema', 'read-only'],
    ['away', 'away'],
    ['damaged', 'away'],
  ] as const)('shows a write that failed with %s as %s, until one succeeds', async (code, state) => {
    const { service, states } = setUp(() => Promise.resolve(store().store))
    await service.start()
    service.noteFailure(new StoreError(code, 'words'))
    service.noteFailure(new StoreError(code, 'words'))
    service.noteSuccess()
    expect(states).toEqual(['ok', `${state}: words`, 'ok'])
    await service.stop()
  })

  it('does not blame the database for a conflict', async () => {
    const { service, states } = setUp(() => Promise.resolve(store().store))
    await service.start()
    service.noteFailure(new StoreError('conflict', 'twice'))
    expect(states).toEqual(['ok'])
    await service.stop()
  })

  it('waits at its end for what is being opened, and closes that', async () => {
    const { store: opened, close } = store()
    const gate = Promise.withResolvers<Store>()
    const begin = vi.fn(() => Promise.resolve())
    const { service } = setUp(() => gate.promise, begin)
    void service.start()
    const stopped = service.stop()
    gate.resolve(opened)
    await stopped
    expect(begin).not.toHaveBeenCalled()
    expect(close).toHaveBeenCalledOnce()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('does not try again once it is stopped', async () => {
    const open = vi.fn(() => Promise.reject(new Error('no')))
    const { service } = setUp(open)
    await service.start()
    await service.stop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(open).toHaveBeenCalledOnce()
  })
})
