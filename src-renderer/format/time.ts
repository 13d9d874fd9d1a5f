import type { EpochMs } from '../../src-main/contract/index.ts'

const DAY_MS = 86_400_000
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`
  let found = formatters.get(key)
  if (found === undefined) {
    // 24 hours in every language: this is a console, and journals are compared.
    found = new Intl.DateTimeFormat(locale, { hourCycle: 'h23', ...options })
    formatters.set(key, found)
  }
  return found
}

/** `20:51:08`. */
export function formatClock(at: EpochMs, locale: string): string {
  return formatter(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at)
}

/** `20 Nov`. */
export function formatDay(at: EpochMs, locale: string): string {
  return formatter(locale, { day: 'numeric', month: 'short' }).format(at)
}

/** Day and time to the second with the zone: what stands on hover. */
export function formatAbsolute(at: EpochMs, locale: string): string {
  return formatter(locale, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  }).format(at)
}

/** The clock alone within a day of `now`, with the day otherwise. */
export function formatMoment(at: EpochMs, now: EpochMs, locale: string): string {
  return Math.abs(now - at) < DAY_MS
    ? formatClock(at, locale)
    : formatter(locale, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(at)
}

const MINUTES = { hour: '2-digit', minute: '2-digit' } as const
const DAYS = { day: 'numeric', month: 'short' } as const

/**
 * A stretch of time, each end as exact as it has to be: `14:55 – 15:10` today,
 * `19 Nov, 22:00 – 20 Nov, 04:00` on other days, `19 – 26 Nov` over several. `exact`
 * always has the minutes, and the seconds today; `brief` has only days but today.
 */
export function formatRange(
  range: { readonly from: EpochMs; readonly to: EpochMs },
  now: EpochMs,
  locale: string,
  precision: 'brief' | 'usual' | 'exact' = 'usual',
): string {
  const [from, to, today] = [range.from, range.to, now].map((at) => new Date(at))
  const isToday = [from, to].every((day) => day?.toDateString() === today?.toDateString())
  const isThisYear = [from, to].every((day) => day?.getFullYear() === today?.getFullYear())
  const isLong = precision === 'brief' || range.to - range.from >= 2 * DAY_MS
  const days = isThisYear ? DAYS : ({ ...DAYS, year: 'numeric' } as const)
  const parts = { ...(isToday ? {} : days), ...(isLong && precision !== 'exact' && !isToday ? {} : MINUTES) }
  const seconds = isToday && precision === 'exact' ? ({ second: '2-digit' } as const) : {}
  return formatter(locale, { ...parts, ...seconds }).formatRange(range.from, range.to)
}

/** `2026-11-20T20:51` in this machine's zone, as an `<input type="datetime-local">` wants it. */
export function toLocalInput(at: EpochMs): string {
  const date = new Date(at)
  const two = (value: number): string => String(value).padStart(2, '0')
  return (
    `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}` +
    `T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
  )
}

/** Back from a `datetime-local` field; null while it is not complete. */
export function fromLocalInput(text: string): EpochMs | null {
  const at = new Date(text).getTime()
  return Number.isNaN(at) ? null : at
}
