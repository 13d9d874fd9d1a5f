import { ZABBIX_LIMITS } from './limits.ts'

/** An object of JSON, of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>

const INTEGER = /^-?\d{1,19}$/

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A whole number, written as one or as a text (zabbix.md §14: the document writes texts, the programs numbers). */
export function integerOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : null
  if (typeof value !== 'string' || !INTEGER.test(value)) return null
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : null
}

/** A text, or a number written as one; null for anything else. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value
  return typeof value === 'number' ? String(value) : null
}

/** Text that is shown to people and stored: cut to what a column holds, and empty when it is missing. */
export function wordsOf(value: unknown): string {
  return (textOf(value) ?? '').slice(0, ZABBIX_LIMITS.wordsLength)
}

/** The rows of a section; one that is missing or no list has none (zabbix.md §5: dropped silently). */
export function rowsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
