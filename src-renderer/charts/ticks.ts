/** A label below a chart. */
export interface TimeTick {
  readonly at: number
  readonly label: string
}

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** Steps below a day divide the hour or the day, so that ticks lie on full minutes and hours. */
const STEPS_MS = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 3, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
]
const STEPS_DAYS = [1, 2, 7, 14, 30, 90, 180, 365, 730]

interface Step {
  /** Below a day. */
  readonly milliseconds: number
  /** A day and more; 0 for less. */
  readonly days: number
}

function stepFor(spanMs: number, maxTicks: number): Step {
  const rough = spanMs / maxTicks
  const milliseconds = STEPS_MS.find((step) => step >= rough)
  if (milliseconds !== undefined) return { milliseconds, days: 0 }
  const days = STEPS_DAYS.find((step) => step * DAY_MS >= rough) ?? Math.ceil(rough / DAY_MS)
  return { milliseconds: 0, days }
}

function startOfDay(at: number): Date {
  const day = new Date(at)
  day.setHours(0, 0, 0, 0)
  return day
}

/** Local times on the step, by the wall clock: a day with a change of the clocks has its ticks on full hours too. */
function timesWithin(from: number, to: number, step: Step): number[] {
  const times: number[] = []
  if (step.days > 0) {
    const day = startOfDay(from)
    // Counted from a fixed local day, so that ticks do not jump while the window moves on.
    const number = Math.round(Date.UTC(day.getFullYear(), day.getMonth(), day.getDate()) / DAY_MS)
    day.setDate(day.getDate() - (number % step.days))
    for (; day.getTime() <= to; day.setDate(day.getDate() + step.days)) {
      if (day.getTime() >= from) times.push(day.getTime())
    }
    return times
  }
  for (const day = startOfDay(from); day.getTime() <= to; day.setDate(day.getDate() + 1)) {
    const start = day.getTime()
    const next = new Date(start)
    next.setDate(next.getDate() + 1)
    if (step.milliseconds < HOUR_MS) {
      const first = start + Math.max(0, Math.ceil((from - start) / step.milliseconds)) * step.milliseconds
      for (let at = first; at < next.getTime() && at <= to; at += step.milliseconds) times.push(at)
      continue
    }
    for (let hour = 0; hour < 24; hour += step.milliseconds / HOUR_MS) {
      const at = new Date(day.getFullYear(), day.getMonth(), day.getDate(), hour).getTime()
      if (at >= from && at <= to && at !== times.at(-1)) times.push(at)
    }
  }
  return times
}

function isSameDay(a: number, b: number): boolean {
  return startOfDay(a).getTime() === startOfDay(b).getTime()
}

export interface TickOptions {
  readonly from: number
  readonly to: number
  readonly maxTicks: number
  readonly locale: string
  /** The console's time: a first tick of another day than today says its date. */
  readonly now: number
}

/**
 * Labels of a time axis: local time, 24 hours, and the date where it changes.
 * At most `maxTicks` of them.
 */
export function timeTicks(options: TickOptions): readonly TimeTick[] {
  const { from, to, locale } = options
  if (!(to > from) || options.maxTicks < 1) return []
  const step = stepFor(to - from, options.maxTicks)
  const times = timesWithin(from, to, step).slice(0, options.maxTicks + 1)
  const date = dateFormat(locale, to - from > 300 * DAY_MS)
  const clock = clockFormat(step.days === 0 && step.milliseconds < MINUTE_MS)
  return times.slice(0, options.maxTicks).map((at, index) => {
    if (step.days > 0) return { at, label: date(at) }
    const before = index === 0 ? options.now : times[index - 1]!
    if (isSameDay(at, before)) return { at, label: clock(at) }
    return { at, label: startOfDay(at).getTime() === at ? date(at) : `${date(at)} ${clock(at)}` }
  })
}

const formats = new Map<string, Intl.DateTimeFormat>()

function dateFormat(locale: string, hasYear: boolean): (at: number) => string {
  const key = `${locale} ${hasYear}`
  let format = formats.get(key)
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale, {
      day: 'numeric',
      month: 'short',
      ...(hasYear ? { year: '2-digit' as const } : {}),
    })
    formats.set(key, format)
  }
  const chosen = format
  return (at) => chosen.format(at)
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}

function clockFormat(hasSeconds: boolean): (at: number) => string {
  return (at) => {
    const time = new Date(at)
    const clock = `${two(time.getHours())}:${two(time.getMinutes())}`
    return hasSeconds ? `${clock}:${two(time.getSeconds())}` : clock
  }
}

/** The full time of a point in words, for the cursor and for exports: `21 Nov 20:45:08`. */
export function pointTime(at: number, options: { locale: string; now: number; spanMs: number }): string {
  const clock = clockFormat(options.spanMs < 2 * DAY_MS)(at)
  return isSameDay(at, options.now) ? clock : `${dateFormat(options.locale, false)(at)} ${clock}`
}
