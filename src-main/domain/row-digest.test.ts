import { describe, expect, it } from 'vitest'
import { addToDigest, EMPTY_DIGEST, isSameDigest, type TierColumns } from './row-digest.ts'

function columns(rows: readonly (readonly [number, number, number])[]): TierColumns {
  return {
    series: Int32Array.from(rows, ([series]) => series),
    at: Float64Array.from(rows, ([, at]) => at),
    values: [Float64Array.from(rows, ([, , value]) => value)],
  }
}

const ROWS = [
  [1, 1_000, 0.5],
  [1, 2_000, NaN],
  [2, 1_000, -3],
] as const

describe('the digest of rows', () => {
  it('is the same in whatever order and in how many pieces the rows come', () => {
    const whole = addToDigest(EMPTY_DIGEST, columns(ROWS))
    const [first, ...others] = [...ROWS].reverse()
    const pieces = addToDigest(
      addToDigest(EMPTY_DIGEST, columns(others)),
      columns(first === undefined ? [] : [first]),
    )
    expect(pieces).toEqual(whole)
    expect(whole.rows).toBe(3)
  })

  it.each([
    ['a series', [[3, 1_000, 0.5], ROWS[1], ROWS[2]]],
    ['a time', [[1, 1_001, 0.5], ROWS[1], ROWS[2]]],
    ['the last bit of a value', [[1, 1_000, 0.5 + Number.EPSILON / 2], ROWS[1], ROWS[2]]],
    ['a value that is not available', [[1, 1_000, 0.5], [1, 2_000, 0], ROWS[2]]],
    ['two values that changed places', [[1, 1_000, NaN], [1, 2_000, 0.5], ROWS[2]]],
    ['a row less', [ROWS[0], ROWS[1]]],
  ] as const)('differs by %s', (_, changed) => {
    const other = addToDigest(EMPTY_DIGEST, columns(changed))
    expect(isSameDigest(addToDigest(EMPTY_DIGEST, columns(ROWS)), other)).toBe(false)
  })

  it('takes for equal what one of the databases cannot keep apart', () => {
    const kept = addToDigest(
      EMPTY_DIGEST,
      columns([
        [1, 1, Number.MAX_VALUE],
        [1, 2, 0],
      ]),
    )
    expect(
      addToDigest(
        EMPTY_DIGEST,
        columns([
          [1, 1, Infinity],
          [1, 2, -0],
        ]),
      ),
    ).toEqual(kept)
  })
})
