import type { EpochMs, Tier } from '../contract/index.ts'
import { HOUR_MS, MINUTE_MS, bucketStart } from './rollup.ts'

/** Oldest time that each tier holds of any series; null while it holds nothing. */
export interface TierBeginnings {
  readonly rawFrom: EpochMs | null
  readonly minuteFrom: EpochMs | null
  readonly hourFrom: EpochMs | null
}

/**
 * The tiers to look into, the finest first, for samples after `since`. A
 * coarser one is only needed where it reaches further back than the finer one:
 * a bucket also knows what came after the moment, so it must not speak where
 * the samples themselves are there to be silent.
 */
export function momentTiers({ rawFrom, minuteFrom, hourFrom }: TierBeginnings, since: EpochMs): Tier[] {
  if (isEnough(rawFrom, minuteFrom, MINUTE_MS, since) && isEnough(rawFrom, hourFrom, HOUR_MS, since))
    return ['raw']
  if (isEnough(minuteFrom, hourFrom, HOUR_MS, since)) return ['raw', '1m']
  return ['raw', '1m', '1h']
}

/** Whether a tier holds all that is asked for, or all that the coarser one holds. */
function isEnough(
  from: EpochMs | null,
  coarserFrom: EpochMs | null,
  coarserMs: number,
  since: EpochMs,
): boolean {
  if (coarserFrom === null) return true
  return from !== null && (from <= since || bucketStart(from, coarserMs) <= coarserFrom)
}
