import { describe, expect, it } from 'vitest'
import { touchedTimes } from './sample-writer.ts'

const START = Date.UTC(2026, 2, 4)
const DAY = START / 86_400_000

function batch(rows: readonly (readonly [series: number, at: number])[]) {
  return {
    series: Int32Array.from(rows, ([series]) => series),
    at: Float64Array.from(rows, ([, at]) => at),
    value: new Float64Array(rows.length),
  }
}

describe('touchedTimes', () => {
  it('finds the oldest sample of each day and the series of each minute, ascending', () => {
    const { days, minutes } = touchedTimes(
      batch([
        [5, START + 60_000],
        [3, START + 59_999],
        [9, START + 61_000],
        [4, START + 1],
        [7, START - 1],
      ]),
    )
    expect([...days]).toEqual([
      [DAY, START + 1],
      [DAY - 1, START - 1],
    ])
    expect([...minutes]).toEqual([
      [START - 60_000, { first: 7, last: 7 }],
      [START, { first: 3, last: 4 }],
      [START + 60_000, { first: 5, last: 9 }],
    ])
  })

  it('finds nothing in an empty batch', () => {
    const { days, minutes } = touchedTimes(batch([]))
    expect([days.size, minutes.size]).toEqual([0, 0])
  })
})
