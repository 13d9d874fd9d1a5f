import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DiskSpool, type SpoolChunk } from './disk-spool.ts'
import { decodeFrame, encodeFrame, type SeriesKey } from './spool-format.ts'

let directory = ''
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'scopedeck-spool-'))))
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const LIMIT = 1_000_000
const open = (limitBytes = LIMIT, segmentBytes?: number): Promise<DiskSpool> =>
  DiskSpool.open({ directory, limitBytes, segmentBytes })

const keyOf = (id: number): SeriesKey => ({
  source: 'collectl',
  identity: 'web01',
  host: 'web01.example.org',
  metric: `m${id}`,
  unit: '%',
  label: `Metric ${id}`,
  type: 'number',
})

function samplesOf(rows: readonly (readonly [number, number, number])[]) {
  return {
    series: Int32Array.from(rows, ([id]) => id),
    at: Float64Array.from(rows, ([, at]) => at),
    value: Float64Array.from(rows, ([, , value]) => value),
  }
}

const oneSample = (at: number) => ({ samples: samplesOf([[1, at, at]]), states: [] })
const timesOf = (chunk: SpoolChunk | null): number[] => [...(chunk?.samples.at ?? [])]
const files = (): string[] => readdirSync(directory).sort()

/** Everything that waits, part by part, confirmed on the way. */
async function drain(spool: DiskSpool, part = 2): Promise<number[]> {
  const all: number[] = []
  for (let chunk = await spool.peek(part); chunk !== null; chunk = await spool.peek(part)) {
    all.push(...timesOf(chunk))
    await spool.confirm()
  }
  return all
}

describe('DiskSpool', () => {
  it('gives back what it took, oldest first, with all that finds the series again', async () => {
    const spool = await open()
    const states = [{ seriesId: 2, at: 5, value: 'on', gapMs: 100 }]
    await spool.append({ samples: samplesOf([[1, 3, NaN], [2, 4, 0.5]]), states }, keyOf) // prettier-ignore
    await spool.append(oneSample(9), keyOf)
    expect(spool.size).toBe(4)
    const chunk = await spool.peek(100)
    expect(timesOf(chunk)).toEqual([3, 4, 9])
    expect([...(chunk?.samples.value ?? [])]).toEqual([NaN, 0.5, 9])
    expect(chunk?.states).toEqual(states)
    expect(chunk?.keys.get(2)).toEqual(keyOf(2))
    await spool.confirm()
    expect([await spool.peek(1), spool.size, files()]).toEqual([null, 0, []])
    await spool.close()
  })

  it('gives a part again until it is confirmed, and goes on in order while more comes', async () => {
    const spool = await open()
    for (const at of [1, 2, 3]) await spool.append(oneSample(at), keyOf)
    expect(timesOf(await spool.peek(2))).toEqual([1, 2])
    await spool.append(oneSample(4), keyOf)
    expect(timesOf(await spool.peek(2))).toEqual([1, 2])
    await spool.confirm()
    expect(await drain(spool)).toEqual([3, 4])
    await spool.close()
  })

  it('keeps what waits for the next start, whether it was closed or killed', async () => {
    const killed = await open()
    await killed.append(oneSample(1), keyOf)
    const again = await open()
    expect(again.size).toBe(1)
    await again.append(oneSample(2), keyOf)
    await again.close()
    expect(await drain(await open())).toEqual([1, 2])
    await killed.close()
  })

  it('gives an unconfirmed part again after a restart', async () => {
    const spool = await open()
    await spool.append(oneSample(1), keyOf)
    await spool.peek(1)
    await spool.close()
    expect(await drain(await open())).toEqual([1])
  })

  it('leaves out values of series that are gone', async () => {
    const spool = await open()
    const samples = samplesOf([[1, 1, 1], [2, 2, 2]]) // prettier-ignore
    const states = [{ seriesId: 1, at: 3, value: null }]
    await spool.append({ samples, states }, (id) => (id === 2 ? keyOf(2) : null))
    const chunk = await spool.peek(10)
    expect([timesOf(chunk), chunk?.states]).toEqual([[2], []])
    await spool.close()
  })

  it('drops the oldest file when the next would not fit, and counts it', async () => {
    const spool = await open(1_000, 200)
    for (let at = 1; at <= 40; at += 1) await spool.append(oneSample(at), keyOf)
    expect(spool.sizeBytes).toBeLessThanOrEqual(1_000)
    expect(spool.dropped).toBeGreaterThan(0)
    expect(spool.dropped + spool.size).toBe(40)
    const left = await drain(spool)
    expect(left).toEqual(Array.from({ length: left.length }, (_, index) => 41 - left.length + index))
    await spool.close()
  })

  it('forgets the part that was read when its file had to go', async () => {
    const spool = await open(1_000, 200)
    await spool.append(oneSample(0), keyOf)
    await spool.peek(1)
    for (let at = 1; at <= 40; at += 1) await spool.append(oneSample(at), keyOf)
    await spool.confirm()
    const left = await drain(spool)
    expect(left).not.toContain(0)
    expect(left.at(-1)).toBe(40)
    await spool.close()
  })

  describe('after a kill in the middle of a write', () => {
    it('has all that was there before, wherever the end was torn', async () => {
      const spool = await open()
      for (const at of [1, 2]) await spool.append(oneSample(at), keyOf)
      const [name = ''] = files()
      const whole = readFileSync(join(directory, name))
      await spool.append(oneSample(3), keyOf)
      await spool.close()
      const torn = readFileSync(join(directory, name))
      for (let length = whole.length; length < torn.length; length += 1) {
        writeFileSync(join(directory, name), torn.subarray(0, length))
        const again = await open()
        expect(await drain(again)).toEqual([1, 2])
        await again.close()
      }
    })

    it('goes on in a file of its own', async () => {
      const spool = await open()
      await spool.append(oneSample(1), keyOf)
      await spool.close()
      appendFileSync(join(directory, files()[0] ?? ''), Buffer.from([1, 2, 3]))
      const again = await open()
      await again.append(oneSample(2), keyOf)
      await again.close()
      expect(await drain(await open())).toEqual([1, 2])
    })
  })

  it('believes no byte that has changed: the rest of that file is given up, the next one is whole', async () => {
    const spool = await open(LIMIT, 400)
    for (let at = 1; at <= 12; at += 1) await spool.append(oneSample(at), keyOf)
    await spool.close()
    const first = join(directory, files()[0] ?? '')
    const bytes = readFileSync(first)
    const middle = bytes.length >> 1
    bytes.writeUInt8((bytes[middle] ?? 0) ^ 1, middle)
    writeFileSync(first, bytes)
    const left = await drain(await open(LIMIT, 400))
    expect(left.at(-1)).toBe(12)
    expect(left.length).toBeLessThan(12)
    expect(left).toEqual([...left].sort((a, b) => a - b))
  })

  it('never throws on files of any content', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (garbage) => {
        writeFileSync(
          join(directory, 'spool-0000000001.log'),
          Buffer.concat([Buffer.from('SDSPOOL1'), garbage]),
        )
        writeFileSync(join(directory, 'spool-0000000002.log'), garbage)
        writeFileSync(join(directory, 'not ours'), garbage)
        const spool = await open()
        expect(await drain(spool)).toEqual([])
        await spool.close()
      }),
      { seed: 3, numRuns: 50 },
    )
    expect(statSync(join(directory, 'not ours')).size).toBeLessThanOrEqual(200)
  })

  it('says why when its folder cannot be used', async () => {
    const file = join(directory, 'file')
    writeFileSync(file, '')
    await expect(DiskSpool.open({ directory: file, limitBytes: LIMIT })).rejects.toThrow('EEXIST')
  })
})

describe('a frame', () => {
  it('is read as it was written, wherever it stands, and not when a byte is missing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 2 ** 30 }), fc.double(), fc.double())),
        fc.nat(7),
        (rows, offset) => {
          const frame = { kind: 'samples' as const, samples: samplesOf(rows) }
          const bytes = Buffer.concat([Buffer.alloc(offset), encodeFrame(frame)])
          expect(decodeFrame(bytes, offset)).toEqual({ frame, end: bytes.length })
          expect(decodeFrame(bytes.subarray(0, -1), offset)).toBeNull()
        },
      ),
      { seed: 3 },
    )
  })

  it('of a newer program, or with a length that nothing has, is the end', () => {
    const bytes = encodeFrame({ kind: 'states', states: [] })
    const huge = Buffer.from(bytes)
    huge.writeUInt32LE(2 ** 31, 0)
    expect(decodeFrame(huge, 0)).toBeNull()
    expect(decodeFrame(bytes, bytes.length)).toBeNull()
  })
})
