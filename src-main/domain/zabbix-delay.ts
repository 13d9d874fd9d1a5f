const SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 }
const LONGEST_SECONDS = 86_400
const MACRO = /^\{\$[A-Z0-9_.]+(:.*)?\}$/
const FLEXIBLE =
  /^(\{\$[A-Z0-9_.]+\}|\d+[smhdw]?)\/(\{\$[A-Z0-9_.]+\}|[1-7](-[1-7])?,\d{1,2}:\d\d-\d{1,2}:\d\d)$/
const SCHEDULED = /^((md|wd|h|m|s)[\d,/-]+)+$/

/** Seconds of a plain time as Zabbix writes it (`90`, `30s`, `5m`); null when it is none. */
export function secondsOf(text: string): number | null {
  const match = /^(\d{1,9})([smhdw]?)$/.exec(text)
  if (match === null) return null
  return Number(match[1]) * (SECONDS[match[2] ?? ''] ?? 1)
}

/**
 * What is wrong with an update interval, in words; null when nothing is. The
 * first part is a time or a macro, parts after a semicolon are flexible
 * (`50s/1-5,09:00-18:00`) or scheduled (`wd1-5h9`).
 */
export function faultOfDelay(delay: string): string | null {
  const [first = '', ...others] = delay.split(';').map((part) => part.trim())
  const isWrong = others.find((part) => !FLEXIBLE.test(part) && !SCHEDULED.test(part) && !MACRO.test(part))
  if (isWrong !== undefined)
    return `“${isWrong}” is no interval; one has the form 50s/1-5,09:00-18:00 or wd1-5h9.`
  if (MACRO.test(first)) return null
  const seconds = secondsOf(first)
  if (seconds === null) return `“${first}” is no time; one has the form 30s, 5m or 1h.`
  if (seconds > LONGEST_SECONDS) return 'An item is measured at least once a day.'
  if (seconds === 0 && others.length === 0) return 'An interval of 0 needs others after a semicolon.'
  return null
}

/** The distance between two values that can be expected; null where a macro or a schedule decides. */
export function expectedSeconds(delay: string): number | null {
  const seconds = secondsOf(delay.split(';', 1)[0]?.trim() ?? '')
  return seconds === 0 ? null : seconds
}
