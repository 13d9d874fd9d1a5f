import type { EpochMs } from '../../../src-main/contract/index.ts'
import type { Formats } from '../../format/use-format.ts'

/** The clock to the second, with the day where it is not today. */
export function journalTime(at: EpochMs, now: EpochMs, format: Pick<Formats, 'clock' | 'day'>): string {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString()
  return isToday ? format.clock(at) : `${format.day(at)}, ${format.clock(at)}`
}
