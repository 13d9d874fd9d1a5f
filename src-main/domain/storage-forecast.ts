import type { EpochMs, Settings, StorageForecast } from '../contract/index.ts'

export interface SizePoint {
  readonly at: EpochMs
  readonly bytes: number
}

interface Known {
  readonly now: EpochMs
  readonly usedBytes: number | null
  readonly history: readonly SizePoint[]
  readonly retention: Settings['retention']
  /** Left on the disk of the embedded database; null where nobody knows. */
  readonly freeDiskBytes: number | null
  readonly samplesPerSecond: number
  readonly seriesCount: number
  readonly rowBytes: RowBytes
}

/** What one row costs, indexes and half-filled pages included. */
export interface RowBytes {
  readonly raw: number
  readonly rollup: number
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Growth is measured over this; older points tell of another time. */
const WINDOW_MS = 2 * DAY_MS
/** A forecast beyond this says no more than "not soon". */
const HORIZON_MS = 3650 * DAY_MS

/** How large the database will be, and when it is full. */
export function forecast(known: Known): StorageForecast {
  const growthBytesPerDay = growthOf(known)
  const steadyBytes = steadyOf(known)
  return { growthBytesPerDay, steadyBytes, ...fullOf(known, growthBytesPerDay, steadyBytes) }
}

/** Slope of the straight line through the points (least squares); null for less than an hour of them. */
function growthOf({ history, now }: Known): number | null {
  const points = history.filter(({ at }) => at > now - WINDOW_MS)
  const [first] = points
  const last = points.at(-1)
  if (first === undefined || last === undefined || last.at - first.at < HOUR_MS) return null
  const meanAt = points.reduce((sum, { at }) => sum + at, 0) / points.length
  const meanBytes = points.reduce((sum, { bytes }) => sum + bytes, 0) / points.length
  let above = 0
  let below = 0
  for (const { at, bytes } of points) {
    above += (at - meanAt) * (bytes - meanBytes)
    below += (at - meanAt) ** 2
  }
  return (above / below) * DAY_MS
}

/** Once as much is deleted as comes in: each tier holds its days. */
function steadyOf({ retention, samplesPerSecond, seriesCount, rowBytes }: Known): number | null {
  if (samplesPerSecond <= 0) return null
  const { rawDays, minuteDays, hourDays } = retention
  const raw = samplesPerSecond * 86_400 * rawDays * rowBytes.raw
  // No series has more rolled up rows than it has samples.
  const minutesPerDay = Math.min(seriesCount * 1_440, samplesPerSecond * 86_400)
  const hoursPerDay = Math.min(seriesCount * 24, samplesPerSecond * 86_400)
  return Math.round(raw + (minutesPerDay * minuteDays + hoursPerDay * hourDays) * rowBytes.rollup)
}

function fullOf(
  { now, usedBytes, retention, freeDiskBytes }: Known,
  growth: number | null,
  steadyBytes: number | null,
): Pick<StorageForecast, 'fullAt' | 'fullBy'> {
  const nothing = { fullAt: null, fullBy: null }
  if (usedBytes === null) return nothing
  const limit = retention.maxSizeBytes
  const room = [
    ...(limit === null ? [] : [{ fullBy: 'limit' as const, bytes: limit - usedBytes }]),
    ...(freeDiskBytes === null ? [] : [{ fullBy: 'disk' as const, bytes: freeDiskBytes }]),
  ].sort((one, other) => one.bytes - other.bytes)[0]
  if (room === undefined) return nothing
  if (room.bytes <= 0) return { fullAt: now, fullBy: room.fullBy }
  // Retention by age will have stopped the growth before that.
  if (steadyBytes !== null && steadyBytes <= usedBytes + room.bytes) return nothing
  if (growth === null || growth <= 0) return nothing
  const inMs = (room.bytes / growth) * DAY_MS
  return inMs > HORIZON_MS ? nothing : { fullAt: Math.round(now + inMs), fullBy: room.fullBy }
}
