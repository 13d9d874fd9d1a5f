import { NOTHING_RECEIVED, type ReceivedRows } from '../storage/received-records.ts'

/** What several packets told, for one transaction; of two rows with one key the later counts. */
export function together(parts: readonly ReceivedRows[]): ReceivedRows {
  if (parts.length === 1) return parts[0] ?? NOTHING_RECEIVED
  return {
    cursors: parts.flatMap(({ cursors }) => cursors),
    positions: parts.flatMap(({ positions }) => positions),
    availability: parts.flatMap(({ availability }) => availability),
    discovered: parts.flatMap(({ discovered }) => discovered),
    registrations: parts.flatMap(({ registrations }) => registrations),
  }
}
