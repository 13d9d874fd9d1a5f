import { mkdir, open, readdir, readFile, rm, stat, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { SampleBatch } from '../domain/sample.ts'
import { BatchBuilder } from './batch-builder.ts'
import { OneAtATime } from './one-at-a-time.ts'
import { decodeFrame, encodeFrame, type SeriesKey, SPOOL_MARK, type SpooledState } from './spool-format.ts'

interface DiskSpoolOptions {
  /** Made when it is missing; holds nothing else. */
  readonly directory: string
  /** All files together; the oldest goes when the next would not fit. */
  readonly limitBytes: number
  /** A file that has grown so large is followed by the next. */
  readonly segmentBytes?: number | undefined
}

/** What the database has not taken yet, in the ids of the catalogue. */
export interface Unstored {
  readonly samples: SampleBatch
  readonly states: readonly SpooledState[]
}

/** A part of the spool, oldest first. The ids are those of `keys` and of nothing else. */
export interface SpoolChunk extends Unstored {
  readonly keys: ReadonlyMap<number, SeriesKey>
}

interface Segment {
  readonly sequence: number
  readonly path: string
  bytes: number
  /** Samples and states that are not confirmed yet. */
  waiting: number
}

/** The segment that is read, as far as it was written then. */
interface Reading {
  readonly segment: Segment
  readonly bytes: Buffer
  readonly keys: Map<number, SeriesKey>
  offset: number
}

const SEGMENT_SHARE = 16
const MAX_SEGMENT_BYTES = 16 * 1024 * 1024
const NAME = /^spool-(\d{10})\.log$/

/**
 * Values without an acknowledgement on disk, while the database takes none:
 * append-only files with a checksum a record, bounded by size, oldest out first
 * and counted. A kill, a torn end and a full disk cost at most what was being
 * written. A part is given again and again until it is confirmed; storing it
 * twice changes nothing, so it counts once (ADR 13).
 */
export class DiskSpool {
  readonly #directory: string
  readonly #limitBytes: number
  readonly #segmentBytes: number
  readonly #turn = new OneAtATime()
  #segments: Segment[] = []
  #writer: { readonly segment: Segment; readonly file: FileHandle; readonly named: Set<number> } | null = null
  #reading: Reading | null = null
  /** What `peek` gave last, and where it ends. */
  #pending: { readonly chunk: SpoolChunk; readonly end: number } | null = null
  #dropped = 0

  private constructor({ directory, limitBytes, segmentBytes }: DiskSpoolOptions) {
    this.#directory = directory
    this.#limitBytes = limitBytes
    this.#segmentBytes = segmentBytes ?? Math.min(MAX_SEGMENT_BYTES, limitBytes / SEGMENT_SHARE)
  }

  /** Finds what an earlier run has left. Rejects when the folder cannot be used. */
  static async open(options: DiskSpoolOptions): Promise<DiskSpool> {
    const spool = new DiskSpool(options)
    await mkdir(options.directory, { recursive: true })
    for (const name of (await readdir(options.directory)).sort()) await spool.#find(name)
    return spool
  }

  /** Samples and states that wait. */
  get size(): number {
    return this.#segments.reduce((sum, { waiting }) => sum + waiting, 0)
  }

  get sizeBytes(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /** Samples and states that were given up to make room. */
  get dropped(): number {
    return this.#dropped
  }

  /**
   * Resolves when it lies on the disk. Rejects with the system's error when it
   * does not; then nothing of it was kept.
   *
   * @param keyOf names a series; null: it is gone, and so are its values
   */
  append(unstored: Unstored, keyOf: (seriesId: number) => SeriesKey | null): Promise<void> {
    return this.#turn.run(() => this.#append(unstored, keyOf))
  }

  /** The oldest part, of about so many samples; the same one until it is confirmed. Null: there is none. */
  peek(samples: number): Promise<SpoolChunk | null> {
    return this.#turn.run(() => this.#peek(samples))
  }

  /** The part that `peek` gave is stored, or is not wanted any more. */
  confirm(): Promise<void> {
    return this.#turn.run(() => this.#confirm())
  }

  close(): Promise<void> {
    return this.#turn.run(() => this.#endWriting())
  }

  async #find(name: string): Promise<void> {
    const sequence = Number(NAME.exec(name)?.[1] ?? NaN)
    if (Number.isNaN(sequence)) return
    const path = join(this.#directory, name)
    const segment = { sequence, path, bytes: (await stat(path)).size, waiting: 0 }
    const bytes = await readFile(path)
    for (let next = decodeFrame(bytes, SPOOL_MARK.length); next !== null;) {
      segment.waiting += weightOf(next.frame)
      next = decodeFrame(bytes, next.end)
    }
    const isOurs = bytes.subarray(0, SPOOL_MARK.length).equals(SPOOL_MARK)
    if (isOurs && segment.waiting > 0) this.#segments.push(segment)
    else await rm(path, { force: true })
  }

  async #append({ samples, states }: Unstored, keyOf: (id: number) => SeriesKey | null): Promise<void> {
    if (this.#writer !== null && this.#writer.segment.bytes >= this.#segmentBytes) await this.#endWriting()
    const writer = (this.#writer ??= await this.#beginWriting())
    const { segment, file, named } = writer
    const keys = new Map<number, SeriesKey>()
    const isKnown = (id: number): boolean => {
      if (named.has(id) || keys.has(id)) return true
      const key = keyOf(id)
      if (key !== null) keys.set(id, key)
      return key !== null
    }
    const kept = samples.series.every(isKnown) ? samples : filtered(samples, isKnown)
    const keptStates = states.filter(({ seriesId }) => isKnown(seriesId))
    const bytes = Buffer.concat([
      ...(keys.size > 0 ? [encodeFrame({ kind: 'series', keys: [...keys] })] : []),
      ...(kept.series.length > 0 ? [encodeFrame({ kind: 'samples', samples: kept })] : []),
      ...(keptStates.length > 0 ? [encodeFrame({ kind: 'states', states: keptStates })] : []),
    ])
    if (bytes.length === 0) return
    await this.#makeRoom(bytes.length)
    try {
      await writeAll(file, bytes, segment.bytes)
      await file.datasync()
    } catch (error) {
      // What follows must not stand behind half a frame.
      await file.truncate(segment.bytes).catch(() => this.#endWriting())
      throw error
    }
    for (const id of keys.keys()) named.add(id)
    segment.bytes += bytes.length
    segment.waiting += kept.series.length + keptStates.length
  }

  async #beginWriting() {
    const sequence = 1 + (this.#segments.at(-1)?.sequence ?? 0)
    const path = join(this.#directory, `spool-${String(sequence).padStart(10, '0')}.log`)
    const file = await open(path, 'w')
    try {
      await writeAll(file, SPOOL_MARK, 0)
    } catch (error) {
      await file.close().catch(() => undefined)
      await rm(path, { force: true })
      throw error
    }
    const segment: Segment = { sequence, path, bytes: SPOOL_MARK.length, waiting: 0 }
    this.#segments.push(segment)
    return { segment, file, named: new Set<number>() }
  }

  async #endWriting(): Promise<void> {
    const writer = this.#writer
    this.#writer = null
    await writer?.file.close().catch(() => undefined)
    if (writer?.segment.waiting === 0) await this.#remove(writer.segment)
  }

  /** Drops the oldest files until the next bytes fit; never the one that is written. */
  async #makeRoom(bytes: number): Promise<void> {
    while (this.sizeBytes + bytes > this.#limitBytes) {
      const [oldest] = this.#segments
      if (oldest === undefined || oldest === this.#writer?.segment) return
      this.#dropped += oldest.waiting
      await this.#remove(oldest)
    }
  }

  async #remove(segment: Segment): Promise<void> {
    this.#segments = this.#segments.filter((other) => other !== segment)
    if (this.#reading?.segment === segment) {
      this.#reading = null
      this.#pending = null
    }
    await rm(segment.path, { force: true })
  }

  async #peek(samples: number): Promise<SpoolChunk | null> {
    if (this.#pending !== null) return this.#pending.chunk
    for (let oldest = this.#segments[0]; oldest !== undefined; oldest = this.#segments[0]) {
      // What is read is not written any more, so it is read once.
      if (oldest === this.#writer?.segment) await this.#endWriting()
      if (this.#reading?.segment !== oldest && this.#segments.includes(oldest)) {
        const bytes = await readFile(oldest.path)
        this.#reading = { segment: oldest, bytes, keys: new Map(), offset: SPOOL_MARK.length }
      }
      const found = this.#reading === null ? null : nextChunk(this.#reading, samples)
      if (found !== null) return (this.#pending = found).chunk
      this.#dropped += oldest.waiting
      await this.#remove(oldest)
    }
    return null
  }

  async #confirm(): Promise<void> {
    const [pending, reading] = [this.#pending, this.#reading]
    this.#pending = null
    // The file may have been dropped meanwhile to make room.
    if (pending === null || reading === null) return
    reading.offset = pending.end
    const { samples, states } = pending.chunk
    reading.segment.waiting -= samples.series.length + states.length
    if (reading.segment.waiting <= 0) await this.#remove(reading.segment)
  }
}

/** Null when nothing more can be read of it. */
function nextChunk(reading: Reading, limit: number): { chunk: SpoolChunk; end: number } | null {
  const samples = new BatchBuilder()
  const states: SpooledState[] = []
  let end = reading.offset
  while (samples.size < limit && states.length < limit) {
    const next = decodeFrame(reading.bytes, end)
    if (next === null) break
    end = next.end
    const { frame } = next
    if (frame.kind === 'series') for (const [id, key] of frame.keys) reading.keys.set(id, key)
    else if (frame.kind === 'samples') samples.addBatch(frame.samples)
    else states.push(...frame.states)
  }
  if (samples.size === 0 && states.length === 0) return null
  return { chunk: { samples: samples.take(), states, keys: reading.keys }, end }
}

function weightOf(frame: NonNullable<ReturnType<typeof decodeFrame>>['frame']): number {
  if (frame.kind === 'series') return 0
  return frame.kind === 'samples' ? frame.samples.series.length : frame.states.length
}

function filtered({ series, at, value }: SampleBatch, isWanted: (id: number) => boolean): SampleBatch {
  const kept = new BatchBuilder()
  series.forEach((id, index) => {
    if (isWanted(id)) kept.add(id, at[index] ?? NaN, value[index] ?? NaN)
  })
  return kept.take()
}

async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written)
    written += bytesWritten
  }
}
