import type { DatabaseSync } from 'node:sqlite'

/** Bytes of the pages that hold something. The file never shrinks: what is deleted is used again. */
export function usedBytes(database: DatabaseSync): number {
  const of = (pragma: string): number => Number(Object.values(database.prepare(pragma).get() ?? {})[0] ?? 0)
  return (of('pragma page_count') - of('pragma freelist_count')) * of('pragma page_size')
}
