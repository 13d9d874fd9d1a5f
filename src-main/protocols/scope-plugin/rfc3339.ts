import type { EpochMs } from '../../contract/index.ts'

const FORM =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9})\d*)?(?:([Zz])|([+-])(\d\d):(\d\d))$/

/**
 * A date of RFC 3339 in epoch milliseconds, rounded down; Go writes up to nine
 * digits after the point, and its zero time `0001-01-01T00:00:00Z` for none.
 * Null for anything else, such as a 30th of February.
 */
export function parseRfc3339(text: string): EpochMs | null {
  // Most samples of a report have the time of the one before.
  if (text !== lastText) {
    lastAt = parse(text)
    lastText = text
  }
  return lastAt
}

let lastText = ''
let lastAt: EpochMs | null = null

function parse(text: string): EpochMs | null {
  const parts = FORM.exec(text)
  if (parts === null) return null
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const milliseconds = Number((parts[7] ?? '').padEnd(3, '0').slice(0, 3))
  // A leap second is the first of the next minute for every clock that counts on.
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 60) return null
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCDate() !== day) return null
  date.setUTCHours(hour, minute, second, milliseconds)
  const offset = offsetMinutes(parts[9], Number(parts[10] ?? 0), Number(parts[11] ?? 0))
  return offset === null || year < 1970 ? null : date.getTime() - offset * 60_000
}

function offsetMinutes(sign: string | undefined, hours: number, minutes: number): number | null {
  if (hours > 23 || minutes > 59) return null
  return (sign === '-' ? -1 : 1) * (hours * 60 + minutes)
}
