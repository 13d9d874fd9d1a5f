import type { Finding } from '../../contract/index.ts'
import { PLUGIN_LIMITS } from './limits.ts'

/** Longest piece of a plugin's own text in a finding. */
const QUOTED_LENGTH = 60

/** Collects what is not as it should be: the field, what was expected there, and what was found. */
export class Findings {
  readonly list: Finding[] = []
  total = 0

  add(path: string, expected: string, found: unknown): void {
    this.total++
    if (this.list.length < PLUGIN_LIMITS.findings) this.list.push({ path, expected, found: describe(found) })
  }
}

/** `the text "12"`, `the number 7`, `nothing`, `a list`, … */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (typeof value === 'string') return `the text ${quoted(value)}`
  if (typeof value === 'number') return `the number ${String(value)}`
  if (typeof value === 'boolean') return String(value)
  return Array.isArray(value) ? 'a list' : 'an object'
}

export function quoted(text: string): string {
  return JSON.stringify(text.length > QUOTED_LENGTH ? `${text.slice(0, QUOTED_LENGTH)}…` : text)
}

/** The way to a key: `.key` where it is a plain word, `["key"]` otherwise. */
export function keyed(path: string, key: string): string {
  const isPlain = /^[A-Za-z_][\w-]*$/.test(key)
  if (path === '') return isPlain ? key : `[${quoted(key)}]`
  return isPlain ? `${path}.${key}` : `${path}[${quoted(key)}]`
}
