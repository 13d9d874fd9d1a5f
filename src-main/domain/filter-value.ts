import type { SearchNumber } from '../contract/index.ts'
import { unitFamilyOf } from './unit-family.ts'

const NUMBER = /^([+-]?(?:\d+(?:[.,]\d+)?|\.\d+))(.*)$/u
const TIMES: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, g: 1e9, t: 1e12 }

/**
 * The number that a person typed behind an operator, in the unit of the
 * column: `80`, `80%`, `1.5GB`, `500MB/s`, `2k`. The `/s` of a rate may be left
 * out. A bare number of bytes is bytes.
 *
 * @param unit family of the column's unit: `B`, `B/s`, `%`, …
 */
export function parseFilterValue(text: string, unit: string): SearchNumber {
  const [, digits, rest = ''] = NUMBER.exec(text.trim()) ?? []
  if (digits === undefined) return { problem: 'number-expected', part: text }
  const number = Number(digits.replace(',', '.'))
  const suffix = rest.trim()
  if (suffix === '' || suffix.toLowerCase() === unit.toLowerCase()) return { value: number }
  const isBytes = unit === 'B' || unit === 'B/s'
  if (isBytes) {
    // `500M` means megabytes where bytes are counted.
    for (const spelling of [suffix, `${suffix}B`]) {
      const family = unitFamilyOf(spelling)
      if (family.name === unit || (unit === 'B/s' && family.name === 'B'))
        return { value: number * family.factor }
    }
  } else {
    const factor = TIMES[suffix.slice(0, 1).toLowerCase()]
    const behind = suffix.slice(1).trim()
    if (factor !== undefined && (behind === '' || behind.toLowerCase() === unit.toLowerCase()))
      return { value: number * factor }
  }
  return { problem: 'unknown-unit', part: suffix }
}
