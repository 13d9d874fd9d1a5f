import type { ChartThreshold } from '../../../src-main/contract/index.ts'

/** A threshold as it is typed. */
export interface ThresholdRow {
  readonly key: number
  readonly level: ChartThreshold['level']
  readonly value: string
  readonly unit: string
}

/** A number with a point or a comma; null for anything else. */
export function parseDecimal(text: string): number | null {
  const trimmed = text.trim()
  if (!/^[-+]?\d+(?:[.,]\d+)?$/u.test(trimmed)) return null
  const value = Number(trimmed.replace(',', '.'))
  return Number.isFinite(value) ? value : null
}

export function toRows(thresholds: readonly ChartThreshold[]): readonly ThresholdRow[] {
  return thresholds.map(({ level, value, unit }, index) => ({
    key: index + 1,
    level,
    value: String(value),
    unit,
  }))
}

/** The thresholds that rows stand for, without those that are empty; null when one is not a number. */
export function fromRows(rows: readonly ThresholdRow[]): readonly ChartThreshold[] | null {
  const filled = rows.filter(({ value }) => value.trim() !== '')
  const parsed = filled.map(({ level, value, unit }) => ({ level, value: parseDecimal(value), unit }))
  if (parsed.some(({ value }) => value === null)) return null
  return parsed.map(({ level, value, unit }) => ({ level, value: value ?? 0, unit }))
}
