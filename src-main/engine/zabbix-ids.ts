import type { IdBlock, Store } from '../storage/store.ts'
import { OneAtATime } from './one-at-a-time.ts'

/** Numbers that a console takes for itself at a time. What is left of them at the end is never used. */
const BLOCK = 1_000
/** Setting: the last number that any row has had, for a console that goes on with this database. */
export const LAST_ID = 'zabbix-last-id'

/**
 * Numbers of proxies, hosts, items and all their rows. A proxy knows them by
 * nothing else, so each is given out once, whichever console on the database
 * does it, and never again (ADR 11, ADR 14).
 */
export class ZabbixIds {
  readonly #consoleId: () => string
  readonly #turn = new OneAtATime()
  #next = 1
  #last = 0
  #usedUpTo = 0

  constructor(consoleId: () => string) {
    this.#consoleId = consoleId
  }

  /** The console goes on with this database. `blocks`: that it took before, `ids`: of every row that is there. */
  begin(
    settings: Readonly<Record<string, unknown>>,
    blocks: readonly IdBlock[],
    ids: Iterable<number>,
  ): void {
    const last = settings[LAST_ID]
    this.#usedUpTo = typeof last === 'number' ? last : 0
    for (const { kind, lastId } of blocks)
      if (kind === 'zabbix') this.#usedUpTo = Math.max(this.#usedUpTo, lastId)
    for (const id of ids) this.#usedUpTo = Math.max(this.#usedUpTo, id)
    this.#next = 1
    this.#last = 0
  }

  /** It goes on with a database that has what this one had; numbers are reserved anew, above all of these. */
  leave(): void {
    this.#usedUpTo = this.last
    this.#next = 1
    this.#last = 0
  }

  /** The largest that was given out or seen. */
  get last(): number {
    return Math.max(this.#last, this.#usedUpTo)
  }

  /** Gives a function that gives `count` numbers. Rejects with a `StoreError` when the database gives none. */
  reserve(store: Store, count: number): Promise<() => number> {
    return this.#turn.run(async () => {
      if (this.#last - this.#next + 1 < count) {
        const wanted = {
          kind: 'zabbix',
          count: Math.max(count, BLOCK),
          consoleId: this.#consoleId(),
        } as const
        const block = await store.reserveIds({ ...wanted, usedUpTo: this.#usedUpTo })
        this.#next = block.firstId
        this.#last = block.lastId
      }
      let next = this.#next
      this.#next += count
      const end = this.#next
      return () => {
        if (next >= end) throw new Error('More numbers are taken than were reserved.')
        return next++
      }
    })
  }
}

/** The number of every row in these, however deep it lies. */
export function* numbersOf(rows: unknown): Generator<number> {
  if (Array.isArray(rows)) for (const row of rows) yield* numbersOf(row)
  else if (typeof rows === 'object' && rows !== null) {
    if ('id' in rows && typeof rows.id === 'number') yield rows.id
    for (const part of Object.values(rows)) if (Array.isArray(part)) yield* numbersOf(part)
  }
}
