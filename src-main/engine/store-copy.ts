import type { EpochMs } from '../contract/index.ts'
import { HOUR_MS, MINUTE_MS, bucketStart } from '../domain/rollup.ts'
import {
  addToDigest,
  EMPTY_DIGEST,
  isSameDigest,
  type RowDigest,
  type TierColumns,
} from '../domain/row-digest.ts'
import type { Store } from '../storage/store.ts'
import type { TierCursor, TierName, TierRows } from '../storage/tier-rows.ts'
import type { BatchRelay } from './batch-relay.ts'

/** One tier of one day. */
export interface CopyPart {
  readonly tier: TierName
  readonly from: EpochMs
  readonly before: EpochMs
}

/** What the target keeps of a copy: parts that are there, and how far the next one is. */
export interface CopyMark {
  readonly origin: string
  readonly done: Readonly<Record<string, RowDigest>>
  readonly part: string | null
  readonly after: TierCursor | null
  readonly digest: RowDigest
}

interface StoreCopyOptions {
  readonly source: Store
  readonly target: Store
  readonly origin: string
  readonly startedAt: EpochMs
  /** What is older goes with the next cleaning, on either side: it need not be the same there. */
  readonly keptFrom: Readonly<Record<TierName, EpochMs>>
  readonly now: () => EpochMs
  /** Throws when somebody has cancelled. Called between any two slices. */
  readonly check: () => void
  readonly onRows: (rows: number) => void
  readonly onPart: (kind: 'copied' | 'verified') => void
}

/** Setting of the target. */
export const COPY_MARK = 'copy'

const DAY_MS = 24 * HOUR_MS
/** A clock that is wrong by more is not believed (engine/collectl-service.ts). */
const AHEAD_MS = 5 * MINUTE_MS
const ROWS_PER_SLICE = 10_000
/** A minute has been rolled up so long after its end (storage/…/rollup-writer.ts). */
const GRACE_MS = 5_000

/** Copies what one store holds into another and proves that it is there, a slice at a time. */
export class StoreCopy {
  readonly #options: StoreCopyOptions
  #mark: CopyMark

  constructor(options: StoreCopyOptions) {
    this.#options = options
    this.#mark = { origin: options.origin, done: {}, part: null, after: null, digest: EMPTY_DIGEST }
  }

  /**
   * Goes on where an earlier copy of the same hosts was interrupted; false when
   * there was none. Leaves a mark before anything else is there: what is begun
   * can always be gone on with.
   */
  async resume(): Promise<boolean> {
    const mark = (await this.#options.target.settings())[COPY_MARK] as CopyMark | undefined
    if (mark?.origin !== this.#options.origin) {
      await this.#keep(this.#mark)
      return false
    }
    this.#mark = mark
    return true
  }

  /** Raw samples first: what they are rolled up into is replaced by what the source has. */
  async parts(): Promise<readonly CopyPart[]> {
    const parts: CopyPart[] = []
    for (const tier of ['raw', 'minute', 'hour'] as const) {
      const end = this.#endOf(tier)
      const days = await this.#options.source.tierDays(tier)
      for (const day of days) {
        const before = Math.min((day + 1) * DAY_MS, end)
        if (day * DAY_MS < before) parts.push({ tier, from: day * DAY_MS, before })
      }
    }
    return parts
  }

  /** What came later than this is passed on by the relay, or rolled up by the target itself. */
  #endOf(tier: TierName): EpochMs {
    const { startedAt } = this.#options
    // Senders whose clock is ahead were perhaps stored before the relay began.
    if (tier === 'raw') return startedAt + AHEAD_MS
    return bucketStart(startedAt - GRACE_MS, tier === 'minute' ? MINUTE_MS : HOUR_MS)
  }

  /** Raw samples of the days, and then the rollups as the source has them. */
  async copyAll(parts: readonly CopyPart[]): Promise<void> {
    const { target, now } = this.#options
    await this.#copyTier(parts, ['raw'])
    // Otherwise the target would later put its own sums in the place of those.
    await target.rollUp(now())
    await this.#copyTier(parts, ['minute', 'hour'])
  }

  async #copyTier(parts: readonly CopyPart[], tiers: readonly TierName[]): Promise<void> {
    for (const part of parts.filter(({ tier }) => tiers.includes(tier))) {
      if (this.#mark.done[nameOf(part)] === undefined) await this.copyPart(part)
      this.#options.onPart('copied')
    }
  }

  /** From where it was interrupted, or from its beginning. */
  async copyPart(part: CopyPart): Promise<void> {
    const { source, target, check, onRows } = this.#options
    const name = nameOf(part)
    const isBegun = this.#mark.part === name
    let after = isBegun ? this.#mark.after : null
    let digest = isBegun ? this.#mark.digest : EMPTY_DIGEST
    do {
      check()
      const rows = await source.tierRows({ ...part, after, limit: ROWS_PER_SLICE })
      await put(target, part.tier, rows)
      digest = addToDigest(digest, rows)
      after = rows.next
      // Rows that are put twice are the same rows: the mark may lag behind them.
      if (after !== null) await this.#keep({ ...this.#mark, part: name, after, digest })
      onRows(rows.series.length)
    } while (after !== null)
    await this.#keep({
      ...this.#mark,
      done: { ...this.#mark.done, [name]: digest },
      part: null,
      after: null,
      digest: EMPTY_DIGEST,
    })
  }

  /**
   * Reads the part on both sides; true when count and checksum agree. Rollups of
   * minutes that got late values are left out: each side sums them up itself.
   */
  async verify(part: CopyPart, late: ReadonlySet<EpochMs>): Promise<boolean> {
    const { source, target, startedAt } = this.#options
    // What is younger is on its way through the relay.
    const settled = { ...part, before: Math.min(part.before, startedAt) }
    const [here, there] = await Promise.all([
      this.#digest(source, settled, late),
      this.#digest(target, settled, late),
    ])
    if (!isSameDigest(here, there)) return false
    this.#options.onPart('verified')
    return true
  }

  async #digest(store: Store, part: CopyPart, late: ReadonlySet<EpochMs>): Promise<RowDigest> {
    const keptFrom = this.#options.keptFrom[part.tier]
    const lateBuckets =
      part.tier === 'hour' ? new Set([...late].map((minute) => bucketStart(minute, HOUR_MS))) : late
    let digest = EMPTY_DIGEST
    let after: TierCursor | null = null
    do {
      this.#options.check()
      const rows: TierRows = await store.tierRows({ ...part, after, limit: ROWS_PER_SLICE })
      const isLate = (at: EpochMs): boolean => part.tier !== 'raw' && lateBuckets.has(at)
      digest = addToDigest(
        digest,
        only(rows, (at) => at >= keptFrom && !isLate(at)),
      )
      after = rows.next
    } while (after !== null)
    return digest
  }

  /** Hours that ended meanwhile were perhaps summed up before all of their minutes were there. */
  async rebuildLate(relay: BatchRelay): Promise<void> {
    const { target, now } = this.#options
    await target.rebuild({ from: this.#endOf('hour'), to: now() })
    for (const minute of relay.lateMinutes) await target.rebuild({ from: minute, to: minute + MINUTE_MS - 1 })
  }

  /** It is all there: the next copy begins anew. */
  async forget(): Promise<void> {
    await this.#options.target.putSetting(COPY_MARK, undefined)
  }

  async #keep(mark: CopyMark): Promise<void> {
    await this.#options.target.putSetting(COPY_MARK, mark)
    this.#mark = mark
  }
}

function nameOf({ tier, from }: CopyPart): string {
  return `${tier}/${from / DAY_MS}`
}

async function put(target: Store, tier: TierName, rows: TierRows): Promise<void> {
  if (rows.series.length === 0) return
  if (tier !== 'raw') return target.putRollups(tier, rows)
  const { series, at, values } = rows
  const [value = new Float64Array(series.length)] = values
  await target.commit({
    hosts: [],
    identities: [],
    series: [],
    samples: { series, at, value },
    states: [],
    logins: [],
    profiles: [],
  })
}

/** The rows of these times; the same object when that is all of them. */
function only(rows: TierColumns, isKept: (at: EpochMs) => boolean): TierColumns {
  const kept = [...rows.at.keys()].filter((row) => isKept(rows.at[row] ?? 0))
  if (kept.length === rows.at.length) return rows
  return {
    series: Int32Array.from(kept, (row) => rows.series[row] ?? 0),
    at: Float64Array.from(kept, (row) => rows.at[row] ?? 0),
    values: rows.values.map((column) => Float64Array.from(kept, (row) => column[row] ?? NaN)),
  }
}
