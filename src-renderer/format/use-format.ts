import type { EpochMs } from '../../src-main/contract/index.ts'
import { currentLocale, translate } from '../i18n/i18n.ts'
import { agePartsOf } from './age.ts'
import {
  formatBytes,
  formatCompact,
  formatCount,
  formatFixed,
  formatNumber,
  formatValue,
  type FormattedValue,
} from './number.ts'
import { formatAbsolute, formatClock, formatDay, formatMoment, formatRange } from './time.ts'

export interface Formats {
  count(value: number): string
  number(value: number): string
  /** With exactly so many digits after the point. */
  fixed(value: number, digits: number): string
  compact(value: number): string
  bytes(value: number): FormattedValue
  value(value: number | null, unit: string): FormattedValue
  /** `4 min`, for a length of time in milliseconds. */
  span(lengthMs: number): string
  /** `4 min ago`. */
  ago(at: EpochMs, now: EpochMs): string
  /** `in 4 s`. */
  ahead(at: EpochMs, now: EpochMs): string
  clock(at: EpochMs): string
  day(at: EpochMs): string
  moment(at: EpochMs, now: EpochMs): string
  /** `14:55 – 15:10`, with days where it is not today. */
  range(range: { from: EpochMs; to: EpochMs }, now: EpochMs): string
  /** The same where there is little room. */
  briefRange(range: { from: EpochMs; to: EpochMs }, now: EpochMs): string
  /** The same with minutes on every day, and seconds today. */
  exactRange(range: { from: EpochMs; to: EpochMs }, now: EpochMs): string
  absolute(at: EpochMs): string
}

const HALF_MS = { seconds: 0, minutes: 30_000, hours: 1_800_000, days: 43_200_000 } as const

/** What is to come is not rounded down: a week less a second is "in 7 days". */
function nearestSpan(lengthMs: number): string {
  return span(lengthMs + HALF_MS[agePartsOf(lengthMs).unit])
}

function span(lengthMs: number): string {
  if (lengthMs > 0 && lengthMs < 1_000) {
    return translate('ui.milliseconds', { count: Math.round(lengthMs) })
  }
  const { unit, count } = agePartsOf(lengthMs)
  return translate(`ui.${unit}`, { count })
}

const formats: Formats = {
  count: (value) => formatCount(value, currentLocale()),
  number: (value) => formatNumber(value, currentLocale()),
  fixed: (value, digits) => formatFixed(value, digits, currentLocale()),
  compact: (value) => formatCompact(value, currentLocale()),
  bytes: (value) => formatBytes(value, currentLocale()),
  value: (value, unit) => formatValue(value, unit, currentLocale()),
  span,
  ago: (at, now) => translate('ui.ago', { age: span(Math.max(1_000, now - at)) }),
  ahead: (at, now) =>
    at <= now ? translate('ui.now') : translate('ui.ahead', { age: nearestSpan(at - now) }),
  clock: (at) => formatClock(at, currentLocale()),
  day: (at) => formatDay(at, currentLocale()),
  moment: (at, now) => formatMoment(at, now, currentLocale()),
  range: (range, now) => formatRange(range, now, currentLocale()),
  exactRange: (range, now) => formatRange(range, now, currentLocale(), 'exact'),
  briefRange: (range, now) => formatRange(range, now, currentLocale(), 'brief'),
  absolute: (at) => formatAbsolute(at, currentLocale()),
}

/** Numbers and times in the language in use; reactive in templates and computed. */
export function useFormat(): Formats {
  return formats
}
