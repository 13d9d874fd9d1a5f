import type { EpochMs } from '../../contract/index.ts'
import { HOUR_MS } from '../../domain/rollup.ts'
import type { SizeLimit } from '../store.ts'
import type { ConnectionPool } from './connection-pool.ts'
import { type SampleDay, readDays } from './sample-days.ts'
import type { Session } from './session.ts'
import { readTierStarts } from './tier-starts.ts'
import { DAY_MINUTES, DAY_MS } from './tiers.ts'

/** What of the youngest samples always stays. */
const KEPT_RAW_MS = HOUR_MS
const KEPT_MINUTE_MS = DAY_MS

/** Before when samples have to go, so that the rest fits. */
export interface SizeCut {
  readonly rawBefore: EpochMs
  readonly minuteBefore: EpochMs
}

interface DaySize extends Pick<SampleDay, 'day' | 'firstAt'> {
  readonly bytes: number
}

/** Where to cut; null when all fits. Sizes are the server's own, a few seconds old. */
export function sizeCut(pool: ConnectionPool, { maxBytes, now }: SizeLimit): Promise<SizeCut | null> {
  return pool.use(async (session) => {
    // MySQL remembers sizes for a day unless told otherwise; MariaDB does not know the setting.
    await session.command('set session information_schema_stats_expiry = 0').catch(() => undefined)
    const [sizes] = await session.rows(
      `select sum(data_length + index_length),
        sum(case when table_name = 'samples_minute' then data_length + index_length else 0 end)
       from information_schema.tables where table_schema = database()`,
    )
    const excess = Number(sizes?.[0] ?? 0) - maxBytes
    if (excess <= 0) return null
    const { minuteFrom } = await readTierStarts(session)
    return planCut({
      excess,
      days: await daySizes(session),
      minuteBytes: Number(sizes?.[1] ?? 0),
      minuteFrom,
      now,
    })
  })
}

/** Pure part of `sizeCut`: whole days first, then a share of the youngest, then of the minutes. */
export function planCut(known: {
  readonly excess: number
  readonly days: readonly DaySize[]
  readonly minuteBytes: number
  readonly minuteFrom: EpochMs | null
  readonly now: EpochMs
}): SizeCut {
  const { days, minuteBytes, minuteFrom, now } = known
  let { excess } = known
  let rawBefore = 0
  for (const { day, firstAt, bytes } of days) {
    if (excess <= 0) break
    const endsAt = Math.min((day + 1) * DAY_MS, now)
    const isWhole = bytes <= excess && endsAt <= now - KEPT_RAW_MS
    const share = isWhole ? 1 : Math.min(1, excess / Math.max(1, bytes))
    rawBefore = Math.min(firstAt + (endsAt - firstAt) * share, now - KEPT_RAW_MS)
    excess -= bytes * share
  }
  const minuteShare = Math.max(0, Math.min(1, excess / Math.max(1, minuteBytes)))
  const minuteBefore =
    minuteFrom === null || minuteShare === 0
      ? 0
      : Math.min(minuteFrom + (now - minuteFrom) * minuteShare, now - KEPT_MINUTE_MS)
  return { rawBefore: Math.floor(rawBefore), minuteBefore: Math.floor(minuteBefore) }
}

/** Days that share a partition share its size. */
async function daySizes(session: Session): Promise<readonly DaySize[]> {
  const days = await readDays(session)
  const rows = await session.rows(
    `select partition_description, data_length + index_length from information_schema.partitions
     where table_schema = database() and table_name = 'samples_raw' and partition_name is not null
     order by partition_ordinal_position`,
  )
  const partitions = rows.map(([before, bytes]) => ({
    before: before === 'MAXVALUE' ? Infinity : Number(before),
    bytes: Number(bytes),
  }))
  const partitionOf = ({ day }: SampleDay) => partitions.find(({ before }) => day * DAY_MINUTES < before)
  return days.map((day) => {
    const partition = partitionOf(day)
    const sharing = days.filter((other) => partitionOf(other) === partition).length
    return { day: day.day, firstAt: day.firstAt, bytes: (partition?.bytes ?? 0) / sharing }
  })
}
