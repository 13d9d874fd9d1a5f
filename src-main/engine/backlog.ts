import type { EpochMs } from '../contract/index.ts'
import type { SampleBatch } from '../domain/sample.ts'
import { BatchBuilder } from './batch-builder.ts'
import type { Catalogue } from './catalogue.ts'
import type { IdentityState, SeriesState } from './catalogue-state.ts'
import type { DiskSpool, SpoolChunk, Unstored } from './disk-spool.ts'
import { SampleSpool } from './sample-spool.ts'
import type { SeriesKey, SpooledState } from './spool-format.ts'

interface BacklogOptions {
  readonly catalogue: Catalogue
  readonly now: () => EpochMs
  readonly log: (line: string) => void
}

/** The memory in front of the disk: what a disk that is slow or full lets wait. */
const MEMORY_SAMPLES = 1_000_000
const MEMORY_STATES = 20_000
/** Samples that go to the disk at a time: a disk that is full is asked again and again, and costs little. */
const DISK_CHUNK = 50_000

/**
 * Values without an acknowledgement that the database has not taken: a moment
 * in memory, then on disk, where a kill does not reach them. Without a disk
 * they stay in memory, up to a bound.
 */
export class Backlog {
  readonly #options: BacklogOptions
  readonly #memory = new SampleSpool(MEMORY_SAMPLES)
  #states: SpooledState[] = []
  #disk: DiskSpool | null = null
  #isWriting = false
  /** Why the disk took nothing the last time. */
  #diskFault: string | null = null
  #dropped = 0
  /** Identities whose host was removed → when; what is older is not wanted any more. */
  readonly #removed = new Map<string, EpochMs>()

  constructor(options: BacklogOptions) {
    this.#options = options
  }

  useDisk(disk: DiskSpool): void {
    this.#disk = disk
    if (disk.size > 0) this.#options.log(`Spool: ${disk.size} values wait for the database.`)
  }

  get hasDisk(): boolean {
    return this.#disk !== null
  }

  /** Why what waits is in memory only, in words; null while the disk takes it, or nothing waits. */
  get diskFault(): string | null {
    return this.memorySize === 0 ? null : this.#diskFault
  }

  get memorySize(): number {
    return this.#memory.size + this.#states.length
  }

  get size(): number {
    return this.memorySize + (this.#disk?.size ?? 0)
  }

  get dropped(): number {
    return this.#dropped + this.#memory.dropped + (this.#disk?.dropped ?? 0)
  }

  push({ samples, states }: Unstored): void {
    if (samples.series.length > 0) this.#memory.push(samples)
    this.#keepStates([...this.#states, ...states])
  }

  /** Takes back what a commit could not store; it is the oldest. */
  unshift({ samples, states }: Unstored): void {
    if (samples.series.length > 0) this.#memory.unshift(samples)
    this.#keepStates([...states, ...this.#states])
  }

  /** About so many samples of the memory, and all its states. */
  take(limit: number): Unstored {
    const taken = new BatchBuilder()
    while (taken.size < limit) {
      const batch = this.#memory.shift()
      if (batch === null) break
      taken.addBatch(batch)
    }
    const states = this.#states
    this.#states = []
    return { samples: taken.take(), states }
  }

  /** The oldest part on disk, in the ids of this catalogue; the same one until `confirm`. */
  async nextOfDisk(limit: number): Promise<Unstored | null> {
    if (this.#disk === null || this.#disk.size === 0) return null
    try {
      const chunk = await this.#disk.peek(limit)
      return chunk === null ? null : this.#here(chunk)
    } catch (error) {
      this.#options.log(`Spool: it cannot be read: ${messageOf(error)}`)
      this.#dropped += this.#disk.size + this.#disk.dropped
      this.#disk = null
      return null
    }
  }

  async confirm(): Promise<void> {
    await this.#disk?.confirm().catch((error: unknown) => {
      this.#options.log(`Spool: what is stored cannot be removed: ${messageOf(error)}`)
    })
  }

  /** Moves the memory to the disk. Where that fails it stays, and is tried again by the next call. */
  async writeToDisk(): Promise<void> {
    if (this.#disk === null || this.#isWriting || this.memorySize === 0) return
    this.#isWriting = true
    try {
      // What comes meanwhile is for the next call.
      for (let left = this.memorySize; left > 0 && this.memorySize > 0;) {
        const unstored = this.take(Math.min(left, DISK_CHUNK))
        left -= unstored.samples.series.length + unstored.states.length
        if (!(await this.#append(this.#disk, unstored))) break
      }
    } finally {
      this.#isWriting = false
    }
  }

  /** False when it stays in memory. */
  async #append(disk: DiskSpool, unstored: Unstored): Promise<boolean> {
    try {
      await disk.append(unstored, (id) => this.#keyOf(id))
      if (this.#diskFault !== null) this.#options.log('Spool: it can be written again.')
      this.#diskFault = null
      return true
    } catch (error) {
      this.unshift(unstored)
      if (this.#diskFault === null) this.#options.log(`Spool: it cannot be written: ${messageOf(error)}`)
      this.#diskFault = messageOf(error)
      return false
    }
  }

  async close(): Promise<void> {
    await this.#disk?.close()
  }

  /** A person has removed the host: what waits of it must not bring it back. */
  forget(identities: Iterable<IdentityState>): void {
    for (const { record } of identities)
      this.#removed.set(identityKey(record.source, record.name), this.#options.now())
  }

  #keepStates(states: SpooledState[]): void {
    this.#dropped += Math.max(0, states.length - MEMORY_STATES)
    this.#states = states.slice(-MEMORY_STATES)
  }

  #keyOf(seriesId: number): SeriesKey | null {
    const series = this.#options.catalogue.series(seriesId)
    if (series === null) return null
    const { record, identity } = series
    const { source, name } = identity.record
    const { metric, unit, label, type } = record
    return { source, identity: name, host: identity.host.record.name, metric, unit, label, type }
  }

  #here({ samples, states, keys }: SpoolChunk): Unstored {
    const known = new Map<number, SeriesState | null>()
    const seriesOf = (id: number, at: EpochMs): SeriesState | null => {
      const key = keys.get(id)
      if (key === undefined) return null
      if (at <= (this.#removed.get(identityKey(key.source, key.identity)) ?? -Infinity)) return null
      const found = known.get(id)
      if (found !== undefined) return found
      const series = this.#seriesOfKey(key)
      known.set(id, series)
      return series
    }
    const here = new BatchBuilder()
    for (let row = 0; row < samples.series.length; row += 1) {
      const at = samples.at[row] ?? 0
      const series = seriesOf(samples.series[row] ?? 0, at)
      if (series !== null) here.add(series.id, at, samples.value[row] ?? NaN)
    }
    const hereStates = states.flatMap((state) => {
      const series = seriesOf(state.seriesId, state.at)
      return series === null ? [] : [{ ...state, seriesId: series.id }]
    })
    return { samples: here.take(), states: hereStates }
  }

  #seriesOfKey({ source, identity, host, metric, unit, label, type }: SeriesKey): SeriesState | null {
    const { catalogue } = this.#options
    const value = type === 'text' ? '' : 0
    return catalogue.seriesOf(catalogue.identity(source, identity, host), { metric, unit, label, value })
  }
}

export const NOTHING_UNSTORED: Unstored = {
  samples: emptyBatch(),
  states: [],
}

function emptyBatch(): SampleBatch {
  return { series: new Int32Array(0), at: new Float64Array(0), value: new Float64Array(0) }
}

function identityKey(source: string, name: string): string {
  return `${source} ${name.toLowerCase()}`
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
