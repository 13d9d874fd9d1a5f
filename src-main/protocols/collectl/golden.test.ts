import { describe, expect, it } from 'vitest'
import { readFileSync } from 'node:fs'
import {
  readRecording,
  recordingNames,
  recordsOf,
  replay,
  valuesOf,
} from '../../../test/support/collectl-recording.ts'

interface Golden {
  readonly format: string
  readonly host?: string
  readonly records: number
  readonly dropped?: number
  /** Values in the first record. */
  readonly values: number
  /** Times of the first and the last record; the last is left out where arrival decides. */
  readonly from: string
  readonly to?: string
  readonly first: Record<string, number | string>
  readonly last: Record<string, number | string>
}

/** Read off the recordings by eye. The bytes of formats without a zone arrive at the first record's time. */
const GOLDEN: Readonly<Record<string, Golden>> = JSON.parse(
  readFileSync(new URL('../../../test/fixtures/collectl/golden.json', import.meta.url), 'utf8'),
)

describe('recordings of the real collectl', () => {
  it('each has its golden values, but the one that holds nothing but an error', () => {
    expect(recordingNames().filter((name) => !(name in GOLDEN))).toEqual(['client-err'])
  })

  it.each(Object.entries(GOLDEN))('%s is read', (name, golden) => {
    const events = replay([readRecording(name)], Date.parse(golden.from))
    const records = recordsOf(events)
    const detected = events.filter((event) => event.kind === 'detected').at(-1)
    expect(detected).toEqual({ kind: 'detected', format: golden.format, host: golden.host ?? null })
    expect(records).toHaveLength(golden.records)
    expect(events.filter(({ kind }) => kind === 'dropped')).toHaveLength(golden.dropped ?? 0)
    if (golden.records === 0) return
    expect(records[0]?.readings).toHaveLength(golden.values)
    expect(new Date(records[0]?.at ?? 0)).toEqual(new Date(golden.from))
    if (golden.to !== undefined) expect(new Date(records.at(-1)?.at ?? 0)).toEqual(new Date(golden.to))
    expect(valuesOf(records[0])).toMatchObject(golden.first)
    expect(valuesOf(records.at(-1))).toMatchObject(golden.last)
  })

  it('tell their clock against ours only where they have a zone', () => {
    for (const [name, { from, format }] of Object.entries(GOLDEN)) {
      const records = recordsOf(replay([readRecording(name)], Date.parse(from) + 40))
      const hasZone =
        format === 'lexpr' ||
        name.startsWith('plot-oU') ||
        (format === 'verbose' && !name.startsWith('table'))
      for (const record of records.slice(0, 1))
        expect([name, record.clockSkewMs]).toEqual([name, hasZone ? -40 : null])
    }
  })

  it('never name a metric twice in a record, and give every one a label', () => {
    for (const name of recordingNames()) {
      for (const { readings } of recordsOf(replay([readRecording(name)], 1_795_203_000_000))) {
        expect(new Set(readings.map(({ metric }) => metric)).size).toBe(readings.length)
        expect(readings.filter(({ label }) => label === '')).toEqual([])
      }
    }
  })
})
