import type { EpochMs } from '../../../src-main/contract/index.ts'

export type ExpiryChoice = 'never' | 'hour' | 'day' | 'week' | 'date'
export const EXPIRY_CHOICES: readonly ExpiryChoice[] = ['never', 'hour', 'day', 'week', 'date']

const LENGTH_MS = { hour: 3_600_000, day: 86_400_000, week: 7 * 86_400_000 } as const

/**
 * When a block ends: epoch milliseconds, null for never, `invalid` for a date
 * that is missing or over.
 *
 * @param date from the date field, null while it is not complete
 */
export function expiryOf(
  choice: ExpiryChoice,
  date: EpochMs | null,
  now: EpochMs,
): EpochMs | null | 'invalid' {
  if (choice === 'never') return null
  if (choice !== 'date') return now + LENGTH_MS[choice]
  return date === null || date <= now ? 'invalid' : date
}
