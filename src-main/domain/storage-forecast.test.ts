import { describe, expect, it } from 'vitest'
import { forecast } from './storage-forecast.ts'

const HOUR = 3_600_000
const NOW = 1_700_000_000_000
const GIB = 1024 ** 3
const KNOWN = {
  now: NOW,
  usedBytes: 10 * GIB,
  history: [],
  retention: { rawDays: 2, minuteDays: 30, hourDays: 730, loginDays: 30, maxSizeBytes: null },
  freeDiskBytes: null,
  samplesPerSecond: 0,
  seriesCount: 0,
  rowBytes: { raw: 20, rollup: 50 },
}
const rising = (bytesPerHour: number) =>
  Array.from({ length: 13 }, (_, hour) => ({
    at: NOW - (12 - hour) * HOUR,
    bytes: 10 * GIB - (12 - hour) * bytesPerHour,
  }))

describe('the forecast of the database', () => {
  it('knows no growth before an hour of sizes', () => {
    const history = rising(GIB).slice(-1)
    expect(forecast({ ...KNOWN, history }).growthBytesPerDay).toBeNull()
  })

  it('measures the growth a day through all points', () => {
    expect(forecast({ ...KNOWN, history: rising(GIB) }).growthBytesPerDay).toBeCloseTo(24 * GIB, -3)
  })

  it('says when the limit is reached at this rate', () => {
    const retention = { ...KNOWN.retention, maxSizeBytes: 22 * GIB }
    const { fullAt, fullBy } = forecast({ ...KNOWN, retention, history: rising(GIB) })
    expect(fullBy).toBe('limit')
    expect((fullAt ?? 0) - NOW).toBeCloseTo(12 * HOUR, -3)
  })

  it('takes the disk for the limit when that is nearer', () => {
    const retention = { ...KNOWN.retention, maxSizeBytes: 22 * GIB }
    const { fullAt, fullBy } = forecast({ ...KNOWN, retention, freeDiskBytes: 6 * GIB, history: rising(GIB) })
    expect(fullBy).toBe('disk')
    expect((fullAt ?? 0) - NOW).toBeCloseTo(6 * HOUR, -3)
  })

  it('is full now when it is past the limit', () => {
    const retention = { ...KNOWN.retention, maxSizeBytes: 5 * GIB }
    expect(forecast({ ...KNOWN, retention })).toMatchObject({ fullAt: NOW, fullBy: 'limit' })
  })

  it('says no time when retention by age stops the growth before', () => {
    const retention = { ...KNOWN.retention, maxSizeBytes: 100 * GIB }
    const known = { ...KNOWN, retention, history: rising(GIB), samplesPerSecond: 100, seriesCount: 1_000 }
    const { steadyBytes, fullAt } = forecast(known)
    // 100 a second for 2 days at 20 bytes; 1,000 series by minutes for 30 days and by hours for 730 at 50 bytes.
    expect(steadyBytes).toBe(100 * 172_800 * 20 + (1_000 * 1_440 * 30 + 1_000 * 24 * 730) * 50)
    expect(fullAt).toBeNull()
  })

  it('counts no more rolled up rows than there are samples', () => {
    const { steadyBytes } = forecast({ ...KNOWN, samplesPerSecond: 1 / 60, seriesCount: 60 })
    expect(steadyBytes).toBe(Math.round(1_440 * 2 * 20 + (1_440 * 30 + 1_440 * 730) * 50))
  })
})
