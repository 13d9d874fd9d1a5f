import { describe, expect, it } from 'vitest'
import { buildOption, structureOf, type OptionInput } from './build-option.ts'
import type { ChartTheme } from './chart-theme.ts'
import { toColumns } from './merge-live.ts'
import { plotArea } from './plot-area.ts'
import type { ChartSeries, Threshold } from './types.ts'
import { valueAxes } from './value-axes.ts'

const theme: ChartTheme = {
  series: ['#1', '#2', '#3', '#4', '#5', '#6', '#7', '#8'],
  text: '#t',
  textMuted: '#m',
  textFaint: '#f',
  lineSoft: '#l',
  surface: '#s',
  background: '#g',
  accent: '#a',
  warn: '#w',
  bad: '#b',
  stale: '#d',
  font: 'Inter',
}
const range = { from: 0, to: 60_000 }
const size = { width: 600, height: 190 }

interface Drawn {
  readonly id: string
  readonly type: string
  readonly data: Float64Array
  readonly yAxisIndex: number
  readonly areaStyle?: object
  readonly lineStyle: { width: number; color: string; type: unknown }
}

function series(id: number, unit: string, v: (number | null)[], color = id - 1): ChartSeries {
  const t = v.map((_, index) => index * 10_000)
  return { id, label: `series ${id}`, unit, color, columns: toColumns({ t, v }), gapMs: 15_000 }
}

function input(all: readonly ChartSeries[], thresholds: readonly Threshold[] = []): OptionInput {
  const axes = valueAxes(all, range, thresholds)
  return {
    series: all,
    range,
    thresholds,
    marks: [],
    axes,
    plot: plotArea(size, axes, 'en'),
    widthPx: size.width,
    pixelRatio: 1,
    theme,
    locale: 'en',
    now: 60_000,
  }
}

function drawn(from: OptionInput): readonly Drawn[] {
  return buildOption(from).series as unknown as readonly Drawn[]
}

describe('the picture of a chart', () => {
  it('has a thin line for each series and a soft area for the first only', () => {
    const lines = drawn(input([series(1, '%', [1, 2]), series(2, '%', [3, 4])]))
    expect(lines.map((line) => line.lineStyle)).toEqual([
      { width: 1.5, color: '#1', type: 'solid', join: 'bevel' },
      { width: 1.5, color: '#2', type: 'solid', join: 'bevel' },
    ])
    expect(lines.map((line) => line.areaStyle !== undefined)).toEqual([true, false])
  })

  it('has a thinner line where there is a point for every other pixel', () => {
    const widths = [200, 400].map((points) => {
      const t = Array.from({ length: points }, (_, index) => (index * 60_000) / points)
      const one = { ...series(1, '%', []), columns: toColumns({ t, v: t }) }
      return drawn(input([one]))[0]!.lineStyle.width
    })
    expect(widths).toEqual([1.5, 1])
  })

  it('dashes the ninth series, whose colour is the first again', () => {
    const [line] = drawn(input([series(1, '%', [1, 2], 8)]))
    expect(line!.lineStyle).toMatchObject({ color: '#1', type: [6, 3] })
  })

  it('shows a point that stands alone, and nothing for the others', () => {
    const all = drawn(input([series(1, '%', [1, 2, null, 4, null, 6, 7])]))
    expect(all.map((one) => one.id)).toEqual(['line-1', 'alone-1'])
    expect([...all[1]!.data]).toEqual([30_000, 4])
  })

  it('draws minimum and maximum as a band below the line', () => {
    const banded = {
      ...series(1, '%', []),
      columns: toColumns({ t: [0, 1], v: [2, 3], min: [1, 1], max: [9, 9] }),
    }
    expect(drawn(input([banded])).map((one) => one.id)).toEqual(['band-1', 'line-1'])
  })

  it('draws a threshold dashed, on the axis of its unit, and none of another unit', () => {
    const thresholds = [
      { value: 90, unit: '%', level: 'bad' as const },
      { value: 5, unit: 'ms', level: 'warn' as const },
    ]
    const all = drawn(input([series(1, '/s', [5]), series(2, '%', [50])], thresholds))
    const dashed = all.filter((one) => /^threshold-\d/u.test(one.id))
    expect(dashed).toHaveLength(1)
    expect(dashed[0]).toMatchObject({ yAxisIndex: 1, lineStyle: { color: '#b', type: [4, 4] } })
    expect([...dashed[0]!.data]).toEqual([0, 90, 60_000, 90])
  })

  it('puts values of one family on one axis, in one unit', () => {
    const all = drawn(input([series(1, 'KB', [1024]), series(2, 'MB', [1])]))
    expect(all.filter((one) => one.type === 'line').map((one) => one.data[1])).toEqual([1_048_576, 1_048_576])
    expect(all.every((one) => one.yAxisIndex === 0)).toBe(true)
  })

  it('labels two axes and hides a third', () => {
    const option = buildOption(input([series(1, '%', [1]), series(2, '/s', [2]), series(3, 'ms', [3])]))
    expect(
      (option.yAxis as { show: boolean; position: string }[]).map((axis) => [axis.show, axis.position]),
    ).toEqual([
      [true, 'left'],
      [true, 'right'],
      [false, 'left'],
    ])
  })

  it('never has more than five hairlines', () => {
    for (const top of [1, 7, 33, 99, 101, 12_345]) {
      const [axis] = buildOption(input([series(1, '', [0, top])])).yAxis as {
        min: number
        max: number
        interval: number
      }[]
      expect(Math.round((axis!.max - axis!.min) / axis!.interval) + 1).toBeLessThanOrEqual(5)
    }
  })

  it('has the same structure while only data come, and another one with another series', () => {
    const before = structureOf(buildOption(input([series(1, '%', [1, 2])])))
    expect(structureOf(buildOption(input([series(1, '%', [1, 2, 3])])))).toBe(before)
    expect(structureOf(buildOption(input([series(2, '%', [1, 2])])))).not.toBe(before)
  })

  it('leaves out a time whose label would be cut at an edge', () => {
    const noon = new Date(2026, 10, 21, 12, 0, 0).getTime()
    const minutes = (from: number): readonly number[] => {
      const one = { ...input([series(1, '', [5])]), range: { from, to: from + 15 * 60_000 }, now: noon }
      const axis = buildOption(one).xAxis as { axisLabel: { customValues: number[] } }
      return axis.axisLabel.customValues.map((time) => (time - noon) / 60_000)
    }
    expect(minutes(noon)).toEqual([0, 3, 6, 9, 12, 15])
    // A clock has room at the right edge, a date has not.
    const midnight = new Date(2026, 10, 22, 0, 0, 0).getTime()
    const one = {
      ...input([series(1, '', [5])]),
      range: { from: midnight - 6 * 3_600_000, to: midnight },
      now: midnight - 1,
    }
    const wide = buildOption({
      ...one,
      locale: 'de',
      range: { from: midnight - 5 * 86_400_000, to: midnight },
    })
    const labels = (wide.xAxis as { axisLabel: { customValues: number[] } }).axisLabel.customValues
    expect(labels).not.toContain(midnight)
  })

  it('has room for the labels of large numbers', () => {
    const narrow = input([series(1, '', [5])]).plot.left
    expect(input([series(1, '', [99_000])]).plot.left).toBeGreaterThanOrEqual(narrow)
    expect(input([series(1, '', [5]), series(2, '%', [5])]).plot.width).toBeLessThan(
      input([series(1, '', [5])]).plot.width,
    )
  })
})
