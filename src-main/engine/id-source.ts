import type { IdBlock, IdKind, Store } from '../storage/store.ts'

type CatalogueKind = Exclude<IdKind, 'endpoint' | 'run' | 'zabbix'>

/**
 * Ids that a console takes for itself at a time. Host ids are what ScopePort
 * clients are configured with, so they stay small; one collectl may bring
 * thousands of series.
 */
const BLOCK_SIZES: Readonly<Record<CatalogueKind, number>> = { host: 100, identity: 500, series: 20_000 }
const KINDS = Object.keys(BLOCK_SIZES) as readonly CatalogueKind[]
/**
 * From here on an id is one that was given while none were left, because the
 * database was away. It exists in memory only: it is replaced before anything
 * is stored under it.
 */
export const PROVISIONAL = 2 ** 30
/** Share of a block that is kept in reserve for a database that is away. */
const LOW_SHARE = 0.5

export interface UsedIds {
  readonly host: number
  readonly identity: number
  readonly series: number
}

interface Supply {
  last: number
  /** Next ids, oldest block first; null: nobody else gives any out. */
  blocks: { next: number; readonly lastId: number }[] | null
  provisional: number
}

/**
 * Gives out ids that no other console on the same database gives out (ADR 14).
 * Without `begin` it is alone, as on a database that can only be read.
 */
export class IdSource {
  readonly #supplies = new Map<CatalogueKind, Supply>(
    KINDS.map((kind) => [kind, { last: 0, blocks: null, provisional: PROVISIONAL }]),
  )

  /** The largest that was given out or seen; what is deleted must not come back as something else. */
  get last(): UsedIds {
    const last = (kind: CatalogueKind): number => this.#supply(kind).last
    return { host: last('host'), identity: last('identity'), series: last('series') }
  }

  /** The console goes on with another database, which has ids of its own. */
  clear(): void {
    for (const kind of KINDS) this.#supplies.set(kind, { last: 0, blocks: null, provisional: PROVISIONAL })
  }

  /** True while ids are out that no database may see. */
  get hasProvisional(): boolean {
    return KINDS.some((kind) => this.#supply(kind).provisional > PROVISIONAL)
  }

  isProvisional(id: number): boolean {
    return id >= PROVISIONAL
  }

  next(kind: CatalogueKind): number {
    const supply = this.#supply(kind)
    if (supply.blocks === null) return ++supply.last
    const [block] = supply.blocks
    if (block === undefined) return supply.provisional++
    const id = block.next
    block.next += 1
    if (block.next > block.lastId) supply.blocks.shift()
    supply.last = Math.max(supply.last, id)
    return id
  }

  /** An id that is there, or was. */
  noteUsed(kind: CatalogueKind, id: number): void {
    if (this.isProvisional(id)) return
    const supply = this.#supply(kind)
    supply.last = Math.max(supply.last, id)
    if (supply.blocks === null) return
    for (const block of supply.blocks) if (id >= block.next && id <= block.lastId) block.next = id + 1
    supply.blocks = supply.blocks.filter(({ next, lastId }) => next <= lastId)
  }

  /** As an older console has kept them. */
  noteUsedUpTo(last: Partial<UsedIds>): void {
    for (const kind of KINDS) this.noteUsed(kind, last[kind] ?? 0)
  }

  /** From now on ids come from this console's blocks; goes on in the last ones that it took. */
  begin(blocks: readonly IdBlock[], used: (kind: CatalogueKind) => Iterable<number>): void {
    for (const kind of KINDS) {
      const supply = this.#supply(kind)
      const newest = blocks.filter((block) => block.kind === kind).at(-1)
      supply.blocks = newest === undefined ? [] : [{ next: newest.firstId, lastId: newest.lastId }]
      for (const id of used(kind)) this.noteUsed(kind, id)
      if (newest !== undefined) this.noteUsed(kind, newest.deletedId)
    }
  }

  /** Takes what is missing, and a reserve. Rejects with a `StoreError` when the database gives none. */
  async refill(store: Store, consoleId: string): Promise<void> {
    for (const kind of KINDS) {
      const supply = this.#supply(kind)
      if (supply.blocks === null) continue
      const left = supply.blocks.reduce((sum, { next, lastId }) => sum + lastId - next + 1, 0)
      const owed = supply.provisional - PROVISIONAL
      if (left - owed > BLOCK_SIZES[kind] * LOW_SHARE) continue
      const count = owed + BLOCK_SIZES[kind]
      const block = await store.reserveIds({ kind, count, consoleId, usedUpTo: supply.last })
      supply.blocks.push({ next: block.firstId, lastId: block.lastId })
    }
  }

  /** Every provisional id has been replaced. */
  settleProvisional(): void {
    for (const kind of KINDS) this.#supply(kind).provisional = PROVISIONAL
  }

  #supply(kind: CatalogueKind): Supply {
    const supply = this.#supplies.get(kind)
    if (supply === undefined) throw new Error(`There are no ids of ${kind}.`)
    return supply
  }
}
