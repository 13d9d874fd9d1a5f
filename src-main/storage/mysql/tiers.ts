import { HOUR_MS, MINUTE_MS } from '../../domain/rollup.ts'
import type { TierLayout } from '../tiers.ts'

export const DAY_MS = 24 * HOUR_MS
export const DAY_MINUTES = DAY_MS / MINUTE_MS

/**
 * The coarser tiers as MySQL keeps them, clustered as on SQLite by a stretch of
 * time and then by series (../tiers.ts). The stretch is longer: commits do not
 * write into these, and a page here is four times as large.
 */
export const MINUTE_TIER: TierLayout = { table: 'samples_minute', slotMs: HOUR_MS, stepMs: MINUTE_MS }
export const HOUR_TIER: TierLayout = { table: 'samples_hour', slotMs: DAY_MS, stepMs: HOUR_MS }
/** The slot of a raw sample is a number of minutes, whether it is a minute long or a day (sample-days.ts). */
export const RAW_TIER: TierLayout = { table: 'samples_raw', slotMs: MINUTE_MS, stepMs: 1 }
export const MYSQL_TIERS = { raw: RAW_TIER, minute: MINUTE_TIER, hour: HOUR_TIER } as const
