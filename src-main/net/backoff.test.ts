import { describe, expect, it } from 'vitest'
import { Backoff } from './backoff.ts'

const delays = (backoff: Backoff, count: number): number[] =>
  Array.from({ length: count }, () => backoff.nextDelayMs())

describe('Backoff', () => {
  it('doubles from a second to half a minute', () => {
    expect(delays(new Backoff(() => 0.5), 7)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
  })

  it('begins anew after a success', () => {
    const backoff = new Backoff(() => 0.5)
    delays(backoff, 4)
    backoff.reset()
    expect(backoff.nextDelayMs()).toBe(1_000)
  })

  it('spreads by a fifth to both sides', () => {
    expect(new Backoff(() => 0).nextDelayMs()).toBe(800)
    expect(new Backoff(() => 0.999_999).nextDelayMs()).toBe(1_200)
  })

  it('stays finite however long nothing answers', () => {
    const last = delays(new Backoff(() => 1 - Number.EPSILON), 5_000).at(-1)
    expect(last).toBe(36_000)
  })
})
