import type { DatabaseSync } from 'node:sqlite'

/** Bytes of the pages that hold something. The file never shrinks: what is deleted is used again. */
export function usedBytes(database: DatabaseSync): number {
  const of = (name: string): number => Number(database.prepare(`pragma ${name}`).get()?.[name] ?? 0)
  return (of('page_count') - of('freelist_count')) * of('page_size')
}
