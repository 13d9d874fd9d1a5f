import type { EpochMs } from '../../contract/index.ts'
import { MINUTE_MS } from '../../domain/rollup.ts'
import { byLength, filledUp, marks } from './lists.ts'
import type { Row, Session } from './session.ts'
import { DAY_MINUTES, DAY_MS } from './tiers.ts'

/**
 * Raw samples are clustered by (slot, series, time). A slot is either a minute
 * or a whole day, decided for each day anew:
 *
 * - Of a whole day, a series lies in one piece: reading is one seek a day. But
 *   each series fills a page of its own, and all of those pages must stay in
 *   the server's memory, or every commit reads and writes thousands.
 * - Of a minute, a commit touches few pages, whatever the memory; reading is
 *   one seek a minute.
 */
export interface SampleDay {
  /** Days since 1970, UTC. */
  readonly day: number
  readonly slotMinutes: number
  /** Oldest sample of the day. */
  readonly firstAt: EpochMs
}

const PAGE_BYTES = 16_384
/** Share of the server's memory that the pages being filled may take. */
const HOT_SHARE = 0.5

/**
 * Minutes of a slot: a day when a page for each series fits into the memory,
 * otherwise one. The first day is not known yet, and laid out so that nothing
 * can go wrong.
 */
export function chooseSlotMinutes(known: {
  readonly poolBytes: number
  readonly seriesCount: number
  readonly isFirstDay: boolean
}): number {
  const { poolBytes, seriesCount, isFirstDay } = known
  return !isFirstDay && seriesCount * PAGE_BYTES <= poolBytes * HOT_SHARE ? DAY_MINUTES : 1
}

export function dayOf(at: EpochMs): number {
  return Math.floor(at / DAY_MS)
}

/** Number of the slot (the minute in which it begins) that holds a time of the day. */
export function slotOf({ slotMinutes }: SampleDay, at: EpochMs): number {
  return Math.floor(at / (slotMinutes * MINUTE_MS)) * slotMinutes
}

/** Slots of the day that `from`..`to` touches, ascending. */
export function slotsWithin(day: SampleDay, from: EpochMs, to: EpochMs): readonly number[] {
  const first = slotOf(day, Math.max(from, day.firstAt, day.day * DAY_MS))
  const last = slotOf(day, Math.min(to, (day.day + 1) * DAY_MS - 1))
  const slots: number[] = []
  for (let slot = first; slot <= last; slot += day.slotMinutes) slots.push(slot)
  return slots
}

export async function readDays(session: Session): Promise<readonly SampleDay[]> {
  const rows = await session.rows('select day, slot_minutes, first_at from sample_days order by day')
  return rows.map(sampleDay)
}

/** How long a writer relies on what it knows of a day: another console may have thrown it away. */
const TRUSTED_MS = 60_000

/** The days that a writer writes into. */
export class DayBook {
  readonly #poolBytes: number
  readonly #slotMinutes: number | undefined
  readonly #known = new Map<number, { readonly day: SampleDay; readonly readAt: number }>()

  /** `slotMinutes`: for every new day, in place of what would be chosen. */
  constructor(poolBytes: number, slotMinutes?: number) {
    this.#poolBytes = poolBytes
    this.#slotMinutes = slotMinutes
  }

  /**
   * Within a transaction: the layout of each day that samples are written into,
   * made when it is new. `oldest` has the oldest sample of each day. Give the
   * result to `settle` when the transaction is committed.
   */
  async open(
    session: Session,
    oldest: ReadonlyMap<number, EpochMs>,
  ): Promise<ReadonlyMap<number, SampleDay>> {
    const days = new Map<number, SampleDay>()
    const unknown: number[] = []
    for (const [day, firstAt] of oldest) {
      const known = this.#known.get(day)
      const isTrusted = known !== undefined && performance.now() - known.readAt < TRUSTED_MS
      if (isTrusted && known.day.firstAt <= firstAt) days.set(day, known.day)
      else unknown.push(day)
    }
    if (unknown.length === 0) return days
    unknown.sort((left, right) => left - right)
    for (const row of await selectDays(session, unknown)) days.set(row.day, row)
    const firstAtOf = (day: number): EpochMs => oldest.get(day) ?? Infinity
    const changed = unknown.filter((day) => (days.get(day)?.firstAt ?? Infinity) > firstAtOf(day))
    if (changed.length === 0) return days
    const slotMinutes = await this.#choose(session)
    for (const day of changed) await session.execute(PUT_DAY, [day, slotMinutes, firstAtOf(day)])
    // Another console may have been first to make it.
    for (const row of await selectDays(session, changed)) days.set(row.day, row)
    return days
  }

  settle(days: ReadonlyMap<number, SampleDay>): void {
    for (const day of days.values()) {
      if (this.#known.get(day.day)?.day !== day) this.#known.set(day.day, { day, readAt: performance.now() })
    }
  }

  /** Some days may be gone: what is known is read again. */
  forget(): void {
    this.#known.clear()
  }

  async #choose(session: Session): Promise<number> {
    if (this.#slotMinutes !== undefined) return this.#slotMinutes
    const [row] = await session.rows(
      'select (select count(*) from series), exists (select 1 from sample_days)',
    )
    const [seriesCount, hasDays] = row ?? []
    return chooseSlotMinutes({
      poolBytes: this.#poolBytes,
      seriesCount: Number(seriesCount),
      isFirstDay: Number(hasDays) === 0,
    })
  }
}

/** The layout of a day never changes; its beginning may turn out to be earlier. */
const PUT_DAY = `insert into sample_days (day, slot_minutes, first_at) values (?, ?, ?)
  on duplicate key update first_at = least(first_at, values(first_at))`

const selectDaysSql = byLength(
  (length) => `select day, slot_minutes, first_at from sample_days where day in ${marks(length)}`,
)

async function selectDays(session: Session, days: readonly number[]): Promise<readonly SampleDay[]> {
  const found: SampleDay[] = []
  for (let start = 0; start < days.length; start += 512) {
    const list = filledUp(days.slice(start, start + 512))
    found.push(...(await session.rows(selectDaysSql(list.length), list)).map(sampleDay))
  }
  return found
}

function sampleDay([day, slotMinutes, firstAt]: Row): SampleDay {
  return { day: Number(day), slotMinutes: Number(slotMinutes), firstAt: Number(firstAt) }
}
