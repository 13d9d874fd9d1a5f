import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { storageWith } from '../../test/support/store-double.ts'
import { StoreError } from '../storage/store.ts'
import { MaintenanceService } from './maintenance-service.ts'

const NOW = 1_800_000_000_000
const DAY_MS = 86_400_000

beforeEach(() => void vi.useFakeTimers({ now: NOW }))
afterEach(() => void vi.useRealTimers())

function setUp() {
  const rollUp = vi.fn((now: number) => Promise.resolve({ rolledUpTo: now }))
  const deleteOlderThan = vi.fn(() => Promise.resolve(0))
  const lines: string[] = []
  const service = new MaintenanceService({
    storage: storageWith({ rollUp, deleteOlderThan }),
    retention: () => ({ rawDays: 2, minuteDays: 30, hourDays: 730, loginDays: 7, maxSizeBytes: null }),
    now: () => Date.now(),
    log: (line) => lines.push(line),
  })
  return { service, rollUp, deleteOlderThan, lines }
}

describe('MaintenanceService', () => {
  it('rolls up every ten seconds and cleans every ten minutes, beginning at once', async () => {
    const { service, rollUp, deleteOlderThan } = setUp()
    service.start()
    await vi.advanceTimersByTimeAsync(0)
    expect([rollUp.mock.calls.length, deleteOlderThan.mock.calls.length]).toEqual([1, 1])
    await vi.advanceTimersByTimeAsync(599_999)
    expect([rollUp.mock.calls.length, deleteOlderThan.mock.calls.length]).toEqual([60, 1])
    await vi.advanceTimersByTimeAsync(1)
    expect([rollUp.mock.calls.length, deleteOlderThan.mock.calls.length]).toEqual([61, 2])
    await service.stop()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('deletes by the age that the settings say, after it has rolled up', async () => {
    const { service, rollUp, deleteOlderThan } = setUp()
    service.start()
    await vi.advanceTimersByTimeAsync(0)
    expect(deleteOlderThan).toHaveBeenCalledWith({
      rawBefore: NOW - 2 * DAY_MS,
      minuteBefore: NOW - 30 * DAY_MS,
      hourBefore: NOW - 730 * DAY_MS,
      loginsBefore: NOW - 7 * DAY_MS,
    })
    expect(rollUp.mock.invocationCallOrder[0]).toBeLessThan(deleteOlderThan.mock.invocationCallOrder[0] ?? 0)
    await service.stop()
  })

  it('cleans with the next turn when the settings have changed', async () => {
    const { service, deleteOlderThan } = setUp()
    service.start()
    await vi.advanceTimersByTimeAsync(0)
    service.cleanSoon()
    await vi.advanceTimersByTimeAsync(0)
    expect(deleteOlderThan).toHaveBeenCalledTimes(2)
    await service.stop()
  })

  it('cleans right after the work that is under way when the settings change meanwhile', async () => {
    const { service, deleteOlderThan } = setUp()
    const gate = Promise.withResolvers<number>()
    deleteOlderThan.mockReturnValueOnce(gate.promise)
    service.start()
    await vi.advanceTimersByTimeAsync(0)
    service.cleanSoon()
    expect(deleteOlderThan).toHaveBeenCalledOnce()
    gate.resolve(0)
    await vi.advanceTimersByTimeAsync(0)
    expect(deleteOlderThan).toHaveBeenCalledTimes(2)
    await service.stop()
  })

  it('never works twice at a time, and its end waits for the work', async () => {
    const { service, rollUp } = setUp()
    const gate = Promise.withResolvers<{ rolledUpTo: number }>()
    rollUp.mockReturnValueOnce(gate.promise)
    service.start()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(rollUp).toHaveBeenCalledOnce()
    const stopped = vi.fn()
    void service.stop().then(stopped)
    await vi.advanceTimersByTimeAsync(0)
    expect(stopped).not.toHaveBeenCalled()
    gate.resolve({ rolledUpTo: NOW })
    await vi.advanceTimersByTimeAsync(0)
    expect(stopped).toHaveBeenCalled()
    service.cleanSoon()
    expect(rollUp).toHaveBeenCalledOnce()
  })

  it('goes on after a failure, and speaks only of what is not the state of the database', async () => {
    const { service, rollUp, lines } = setUp()
    rollUp.mockRejectedValueOnce(new StoreError('full', 'no space'))
    rollUp.mockRejectedValueOnce(new Error('a bug'))
    service.start()
    await vi.advanceTimersByTimeAsync(20_000)
    expect(rollUp).toHaveBeenCalledTimes(3)
    expect(lines).toEqual(['Maintenance: a bug'])
    await service.stop()
  })
})
