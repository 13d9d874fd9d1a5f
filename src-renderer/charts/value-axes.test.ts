import { describe, expect, it } from 'vitest'
import { toColumns } from './merge-live.ts'
import type { ChartSeries } from './types.ts'
import { tickLabel, valueAxes } from './value-axes.ts'

const range = { from: 0, to: 100 }

function series(unit: string, v: (number | null)[]): ChartSeries {
  return {
    id: 1,
    label: unit,
    unit,
    color: 0,
    columns: toColumns({ t: v.map((_, index) => index * 10), v }),
    gapMs: 99,
  }
}

describe('axes of a chart', () => {
  it('are one for series of one family, scaled to its greatest value', () => {
    const axes = valueAxes([series('KB', [1024 * 512, 1024 * 700]), series('MB', [2048])], range, [])
    expect(axes).toHaveLength(1)
    expect(axes[0]!.scale.name).toBe('GB')
    expect(tickLabel(axes[0]!.axis.max, axes[0]!, 'en')).toBe('2.0')
    expect(tickLabel(0, axes[0]!, 'de')).toBe('0,0')
  })

  it('are two for two units, in the order of the series', () => {
    expect(valueAxes([series('%', [1]), series('/s', [5000])], range, []).map((axis) => axis.family)).toEqual(
      ['%', '/s'],
    )
  })

  it('share their hairlines when there are two', () => {
    const axes = valueAxes([series('/s', [0, 262]), series('%', [98])], range, [])
    expect(axes.map(({ axis }) => [axis.max, axis.step])).toEqual([
      [400, 100],
      [100, 25],
    ])
  })

  it('hold a threshold, and only one of their own unit', () => {
    const thresholds = [
      { value: 90, unit: '%', level: 'warn' as const },
      { value: 9000, unit: 'ms', level: 'bad' as const },
    ]
    const [axis] = valueAxes([series('%', [5, 20])], range, thresholds)
    expect(axis!.axis.max).toBe(100)
  })

  it('hold the band of points that stand for several values', () => {
    const one = { ...series('', []), columns: toColumns({ t: [10], v: [5], min: [1], max: [95] }) }
    expect(valueAxes([one], range, [])[0]!.axis.max).toBe(100)
  })

  it('do not care for values outside the window', () => {
    const one = { ...series('', []), columns: toColumns({ t: [-20, -10, 50, 200], v: [900, 8, 7, 900] }) }
    expect(valueAxes([one], range, [])[0]!.axis.max).toBe(8)
  })

  it('are none for a unit without a value beside one that has some', () => {
    expect(valueAxes([series('', [null]), series('%', [5])], range, []).map((axis) => axis.family)).toEqual([
      '%',
    ])
  })

  it('are there without a value too', () => {
    expect(valueAxes([series('%', [null])], range, [])[0]!.axis.max).toBe(1)
  })
})
