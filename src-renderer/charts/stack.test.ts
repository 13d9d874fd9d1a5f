import { describe, expect, it } from 'vitest'
import { stackSeries } from './stack.ts'
import type { ChartSeries } from './types.ts'

function series(id: number, points: readonly (readonly [number, number])[], unit = '%'): ChartSeries {
  const t = Float64Array.from(points, ([at]) => at)
  const v = Float64Array.from(points, ([, value]) => value)
  return { id, label: `s${id}`, unit, color: id, columns: { t, v, min: null, max: null }, gapMs: 25 }
}

/** `time: lower edge – upper edge`, without the times at which a series adds nothing. */
function edges({ columns: { t, v, min } }: ChartSeries): string[] {
  return Array.from(t, (at, index) => `${at}: ${min?.[index]} – ${v[index]}`).filter(
    (line) => !line.endsWith('NaN'),
  )
}

describe('stacked series', () => {
  it('stand on each other, the first at the bottom', () => {
    const [low, high] = stackSeries([
      series(1, [
        [0, 10],
        [10, 20],
      ]),
      series(2, [
        [0, 1],
        [10, 2],
      ]),
    ])
    expect(edges(low!)).toEqual(['0: 0 – 10', '10: 0 – 20'])
    expect(edges(high!)).toEqual(['0: 10 – 11', '10: 20 – 22'])
  })

  it('are filled in along their lines at the times of the others', () => {
    const [low, high] = stackSeries([
      series(1, [
        [0, 10],
        [20, 30],
      ]),
      series(2, [
        [0, 1],
        [10, 1],
        [20, 1],
      ]),
    ])
    expect(edges(low!)).toEqual(['0: 0 – 10', '10: 0 – 20', '20: 0 – 30'])
    expect(edges(high!)).toEqual(['0: 10 – 11', '10: 20 – 21', '20: 30 – 31'])
  })

  it('add nothing in a gap, and have no line across it', () => {
    const [low, high] = stackSeries([
      series(1, [
        [0, 5],
        [10, 5],
        [100, 5],
      ]),
      {
        ...series(2, [
          [0, 1],
          [100, 1],
        ]),
        gapMs: 1_000,
      },
    ])
    expect(edges(low!)).toEqual(['0: 0 – 5', '10: 0 – 5', '100: 0 – 5'])
    expect(low!.columns.v[low!.columns.t.indexOf(11)]).toBeNaN()
    expect(edges(high!)).toEqual(['0: 5 – 6', '10: 5 – 6', '11: 0 – 1', '100: 5 – 6'])
  })

  it('stand only on series of their own kind of unit, in its own unit', () => {
    const [kilobytes, percent, bytes] = stackSeries([
      series(1, [[0, 2]], 'KB'),
      series(2, [[0, 50]], '%'),
      series(3, [[0, 100]], 'B'),
    ])
    expect(edges(kilobytes!)).toEqual(['0: 0 – 2048'])
    expect(edges(percent!)).toEqual(['0: 0 – 50'])
    expect(edges(bytes!)).toEqual(['0: 2048 – 2148'])
    expect([kilobytes, percent, bytes].map((one) => one!.unit)).toEqual(['B', '%', 'B'])
  })

  it('leave an earlier period as it is', () => {
    const earlier: ChartSeries = { ...series(-1, [[0, 7]]), look: 'earlier' }
    expect(stackSeries([series(1, [[0, 2]]), earlier])[1]).toBe(earlier)
  })
})
