import { describe, expect, it } from 'vitest'
import { fileName, toCsv } from './csv.ts'
import { toColumns } from './merge-live.ts'
import type { ChartSeries } from './types.ts'

const T = Date.UTC(2026, 10, 21, 20, 45, 0)
const range = { from: T, to: T + 2_000 }

function series(
  label: string,
  unit: string,
  v: (number | null)[],
  t = [T - 1_000, T, T + 1_000, T + 2_000],
): ChartSeries {
  return { id: 1, label, unit, color: 0, columns: toColumns({ t, v }), gapMs: 5_000 }
}

function rows(csv: string): string[] {
  return csv.trimEnd().split('\r\n')
}

describe('CSV of what is visible', () => {
  it('has one row a time, only of the visible range', () => {
    expect(rows(toCsv([series('db02 CPU', '%', [1, 2.5, 3, 4])], range))).toEqual([
      'time [UTC],epoch_ms,db02 CPU [%]',
      `2026-11-21T20:45:00.000Z,${T},2.5`,
      `2026-11-21T20:45:01.000Z,${T + 1_000},3`,
      `2026-11-21T20:45:02.000Z,${T + 2_000},4`,
    ])
  })

  it('leaves a cell empty where there was no value, and never writes a zero for it', () => {
    const csv = toCsv([series('a', '', [0, 0, null, 4]), series('b', '', [7], [T + 500])], range)
    expect(rows(csv).slice(1)).toEqual([
      `2026-11-21T20:45:00.000Z,${T},0,`,
      `2026-11-21T20:45:00.500Z,${T + 500},,7`,
      `2026-11-21T20:45:02.000Z,${T + 2_000},4,`,
    ])
  })

  it('has the extremes of points that stand for several values', () => {
    const one: ChartSeries = {
      ...series('a', 'KB', []),
      columns: toColumns({ t: [T], v: [5], min: [1], max: [9] }),
    }
    expect(rows(toCsv([one], range))).toEqual([
      'time [UTC],epoch_ms,a [KB],a [KB] min,a [KB] max',
      `2026-11-21T20:45:00.000Z,${T},5,1,9`,
    ])
  })

  it('has the words of a text series where they begin', () => {
    const states = [
      {
        label: 'web01 state',
        spans: [
          { from: T - 60_000, to: T + 999, value: 'ok, "fine"' },
          { from: T + 1_000, to: T + 90_000, value: 'down' },
          { from: T + 90_000, to: T + 91_000, value: 'later' },
        ],
      },
    ]
    expect(rows(toCsv([], range, states)).slice(1)).toEqual([
      `2026-11-21T20:45:00.000Z,${T},"ok, ""fine"""`,
      `2026-11-21T20:45:01.000Z,${T + 1_000},down`,
    ])
  })

  it.each(['=1+1', '+1', '-1', '@a'])('does not let %s run as a formula', (label) => {
    expect(rows(toCsv([series(label, '', [], [])], range))[0]).toBe(`time [UTC],epoch_ms,'${label}`)
  })
})

describe('the name of a file', () => {
  it('has letters, digits and the end of the range', () => {
    expect(fileName('CPU busy: db02/web', range, 'csv')).toBe('CPU-busy-db02-web_2026-11-21T204502Z.csv')
    expect(fileName('Größe', range, 'png')).toBe('Größe_2026-11-21T204502Z.png')
    expect(fileName('///', range, 'csv')).toBe('scopedeck_2026-11-21T204502Z.csv')
  })
})
