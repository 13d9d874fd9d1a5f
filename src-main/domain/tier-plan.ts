import type { EpochMs, Tier } from '../contract/index.ts'
import { HOUR_MS, MINUTE_MS, bucketStart } from './rollup.ts'

/**
 * Rows of one series that one answer may cost, whatever the number of points
 * asked for: a dozen such series are read in a few tens of milliseconds.
 */
export const AFFORDABLE_ROWS = 20_000

/** So many samples a minute make it worth reading minutes; of a series that was not measured nobody knows. */
const FINER_THAN_MINUTES = 2

/** Until a series has been measured, it is taken for one sample a second. */
const ASSUMED_ROWS_PER_HOUR = 3_600

export interface TierQuestion {
  readonly from: EpochMs
  readonly to: EpochMs
  readonly maxPoints: number
  /** Fewer points than that where each stands for several values, as in `DecimateWindow`. */
  readonly maxBuckets?: number | undefined
  /** Oldest time that each tier holds of any series; null while it holds nothing. */
  readonly rawFrom: EpochMs | null
  readonly minuteFrom: EpochMs | null
  readonly hourFrom: EpochMs | null
  /** Measured samples of this series in an hour that has any; null when not known. */
  readonly rowsPerHour: number | null
}

/**
 * The tier that answers a range: raw while it reaches back far enough and is
 * affordable, then minutes, then hours. Where every point will stand for a
 * minute or more, minutes say as much for a fraction of the reading: their
 * extremes are those of the samples. What a tier would miss must be missing
 * in the coarser ones too: so a young database is not taken for one whose raw
 * samples retention has deleted.
 */
export function planTier(question: TierQuestion): Tier {
  const { from, to, maxPoints, rawFrom } = question
  if (rawFrom === null && question.minuteFrom === null && question.hourFrom === null) return 'raw'
  // What is not rolled up yet is rolled up while reading, so an empty tier begins where the finer one does.
  const minuteFrom = question.minuteFrom ?? startOf(rawFrom, MINUTE_MS)
  const hourFrom = question.hourFrom ?? startOf(minuteFrom, HOUR_MS)

  const affordableRows = Math.max(AFFORDABLE_ROWS, maxPoints)
  const rowsPerHour = question.rowsPerHour ?? ASSUMED_ROWS_PER_HOUR
  const minutesPerHour = Math.min(HOUR_MS / MINUTE_MS, rowsPerHour)
  const rowsFrom = (tierFrom: EpochMs, perHour: number): number =>
    (Math.max(0, to - Math.max(from, tierFrom)) / HOUR_MS) * perHour

  const areMinutesFine =
    minuteFrom !== null &&
    (minuteFrom <= from || isNoLaterThan(minuteFrom, hourFrom, HOUR_MS)) &&
    question.rowsPerHour !== null &&
    rowsPerHour > FINER_THAN_MINUTES * minutesPerHour &&
    rowsFrom(minuteFrom, minutesPerHour) >= Math.min(maxPoints, question.maxBuckets ?? maxPoints)

  if (rawFrom !== null && !areMinutesFine && rowsFrom(rawFrom, rowsPerHour) <= affordableRows) {
    const isComplete =
      isNoLaterThan(rawFrom, minuteFrom, MINUTE_MS) && isNoLaterThan(rawFrom, hourFrom, HOUR_MS)
    if (rawFrom <= from || isComplete) return 'raw'
  }
  if (minuteFrom !== null && rowsFrom(minuteFrom, minutesPerHour) <= affordableRows) {
    if (minuteFrom <= from || isNoLaterThan(minuteFrom, hourFrom, HOUR_MS)) return '1m'
  }
  return '1h'
}

function startOf(at: EpochMs | null, bucketMs: number): EpochMs | null {
  return at === null ? null : bucketStart(at, bucketMs)
}

/** A coarser tier that holds the same begins with the bucket that the finer one begins in. */
function isNoLaterThan(tierFrom: EpochMs, coarserFrom: EpochMs | null, coarserMs: number): boolean {
  return coarserFrom === null || bucketStart(tierFrom, coarserMs) <= coarserFrom
}
