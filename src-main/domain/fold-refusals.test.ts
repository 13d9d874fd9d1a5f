import { describe, expect, it } from 'vitest'
import { foldRefusals } from './fold-refusals.ts'

const refusal = (at: number, address = '192.0.2.1', repeats = 1) => ({ at, address, repeats })

describe('refused logins on a time axis', () => {
  it('are one burst while each comes soon after the one before, and count what folded rows stand for', () => {
    const newestFirst = [refusal(25, '192.0.2.2'), refusal(20), refusal(10, '192.0.2.2', 40), refusal(0)]
    expect(foldRefusals(newestFirst, 10)).toEqual([
      { from: 0, to: 25, count: 43, addresses: ['192.0.2.1', '192.0.2.2'] },
    ])
  })

  it('are two when one comes later than that', () => {
    expect(foldRefusals([refusal(21), refusal(10), refusal(0)], 10)).toEqual([
      { from: 0, to: 10, count: 2, addresses: ['192.0.2.1'] },
      { from: 21, to: 21, count: 1, addresses: ['192.0.2.1'] },
    ])
  })

  it('are none when there are none', () => {
    expect(foldRefusals([], 10)).toEqual([])
  })
})
