import type { Parameter } from './session.ts'

/**
 * Lists in statements come in few lengths, so that statements stay prepared: a
 * shorter list is filled up with its last entry, which changes nothing for `in`
 * and for rows that are inserted or updated.
 */
export const LARGEST_LIST = 512

/** Smallest of the lengths that takes `count` entries; `count` is at most the largest. */
export function listLength(count: number, largest = LARGEST_LIST): number {
  let length = 1
  while (length < count) length *= 2
  return Math.min(length, largest)
}

/** `values` filled up to their length in a statement; at least one, at most the largest. */
export function filledUp<Value extends Parameter>(values: readonly Value[]): readonly Value[] {
  const last = values.at(-1)
  if (last === undefined) throw new Error('A list in a statement has at least one entry.')
  const missing = listLength(values.length) - values.length
  return missing === 0 ? values : [...values, ...new Array<Value>(missing).fill(last)]
}

/** `(?, ?, ?)` */
export function marks(count: number): string {
  return `(${new Array<string>(count).fill('?').join(', ')})`
}

/** Texts of statements, made once for each length of their list. */
export function byLength(sqlOf: (length: number) => string): (length: number) => string {
  const known = new Map<number, string>()
  return (length) => {
    let sql = known.get(length)
    if (sql === undefined) known.set(length, (sql = sqlOf(length)))
    return sql
  }
}
