import type { EpochMs } from '../../contract/index.ts'

/** `YYYY-MM-DD HH:MM:SS` in UTC, as the `datetime` columns of the documented table hold it. */
export function sqlDateTime(at: EpochMs): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ')
}

/** Null for what is not such a text. */
export function epochOfSqlDateTime(text: string | null): EpochMs | null {
  if (text === null || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/.test(text)) return null
  const at = Date.parse(`${text.slice(0, 10)}T${text.slice(11, 19)}Z`)
  return Number.isNaN(at) ? null : at
}
