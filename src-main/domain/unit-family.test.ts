import { describe, expect, it } from 'vitest'
import { unitFamilyOf } from './unit-family.ts'

describe('unitFamilyOf', () => {
  it.each([
    ['KB', 'B', 1024],
    ['B', 'B', 1],
    ['MiB', 'B', 1024 ** 2],
    ['kbytes', 'B', 1024],
    ['GB', 'B', 1024 ** 3],
    ['KB/s', 'B/s', 1024],
    ['Bps', 'B/s', 1],
  ])('puts %s with %s, times %i', (unit, name, factor) => {
    expect(unitFamilyOf(unit)).toEqual({ name, factor })
  })

  it.each(['%', '/s', '', 'ms', 'MHz', 'bananas', 'd'])('leaves %j alone', (unit) => {
    expect(unitFamilyOf(unit)).toEqual({ name: unit, factor: 1 })
  })
})
