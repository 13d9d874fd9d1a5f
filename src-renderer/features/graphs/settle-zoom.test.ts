import { describe, expect, it } from 'vitest'
import { settleZoom } from './settle-zoom.ts'

const now = 1_000_000
const current = { from: 900_000, to: 1_000_000 }

describe('a zoom', () => {
  it('into the past is just that', () => {
    expect(settleZoom({ from: 910_000, to: 920_000 }, current, true, now)).toEqual({
      kind: 'absolute',
      from: 910_000,
      to: 920_000,
    })
    expect(settleZoom({ from: 910_000, to: now }, current, true, now).kind).toBe('absolute')
  })

  it('out of a live range stays live', () => {
    expect(settleZoom({ from: 880_000, to: 1_020_000 }, current, true, now)).toEqual({
      kind: 'relative',
      spanMs: 140_000,
    })
  })

  it('never shows what is to come', () => {
    expect(settleZoom({ from: 880_000, to: 1_020_000 }, current, false, now)).toEqual({
      kind: 'absolute',
      from: 860_000,
      to: now,
    })
    expect(settleZoom({ from: 930_000, to: 1_030_000 }, current, true, now)).toEqual({
      kind: 'absolute',
      from: 900_000,
      to: now,
    })
  })
})
