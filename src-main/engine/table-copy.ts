import type { Store } from '../storage/store.ts'
import { type CopiedTableName, copiedTables, planOf } from '../storage/table-plan.ts'
import type { TableKey, TableRange, TableRow } from '../storage/table-rows.ts'

interface TableCopyOptions {
  readonly source: Store
  readonly target: Store
  /** Throws when somebody has cancelled. Called between any two pages. */
  readonly check?: () => void
  readonly onRows?: (rows: number) => void
}

/** A page that still differs after so many copies is being written to at this moment. */
const ATTEMPTS = 3
const WHOLE = { after: null, upTo: null } as const

/**
 * Makes tables of one store what they are in another: boards, annotations,
 * what Zabbix proxies are told, journals. Each page is read on both sides,
 * replaced where it differs, and read again; what is the same is only compared,
 * so an interrupted copy goes on and a repeated one does next to nothing.
 */
export class TableCopy {
  readonly #options: TableCopyOptions
  #lastLogin: TableKey | null = null
  /** Of the states that were not touched meanwhile. */
  #isHistoryProved = false

  constructor(options: TableCopyOptions) {
    this.#options = options
  }

  /** What comes along with every move. True when all of it was proved to be the same. */
  async bring(onTable: (table: CopiedTableName) => void = () => undefined): Promise<boolean> {
    let isSame = true
    for (const table of copiedTables('always')) {
      isSame = (await this.#same({ table, ...WHOLE })) && isSame
      onTable(table)
    }
    return isSame
  }

  /** The same while nothing else writes into the source. Rejects when it cannot be proved. */
  async prove(onTable: (table: CopiedTableName) => void = () => undefined): Promise<void> {
    for (const table of copiedTables('always')) {
      await this.#mustBeSame({ table, ...WHOLE })
      onTable(table)
    }
  }

  /** Journal and states. What is written meanwhile is for `proveHistory`. */
  async bringHistory(onTable: (table: CopiedTableName) => void = () => undefined): Promise<void> {
    this.#isHistoryProved = true
    for (const table of copiedTables('with-history')) {
      if (!(await this.#same({ table, ...WHOLE }))) this.#isHistoryProved = false
      onTable(table)
    }
  }

  /** The same for what came since `bringHistory`, while nothing else writes into the source. */
  async proveHistory(touchedTexts: ReadonlySet<number>): Promise<void> {
    if (!this.#isHistoryProved) {
      for (const table of copiedTables('with-history')) await this.#mustBeSame({ table, ...WHOLE })
      return
    }
    await this.#mustBeSame({ table: 'logins', after: this.#lastLogin, upTo: null })
    for (const id of touchedTexts) {
      const after = [id, Number.MIN_SAFE_INTEGER]
      await this.#mustBeSame({ table: 'states', after, upTo: [id, Number.MAX_SAFE_INTEGER] })
    }
  }

  async #mustBeSame(range: TableRange): Promise<void> {
    if (!(await this.#same(range)))
      throw new Error(`The rows of ${range.table} differ on the two sides after ${ATTEMPTS} copies.`)
  }

  async #same({ table, after, upTo }: TableRange): Promise<boolean> {
    let isSame = true
    let from = after
    do {
      this.#options.check?.()
      const page = await this.#samePage({ table, after: from, upTo })
      isSame = page.isSame && isSame
      from = page.next
      // A journal only grows: what was compared need not be compared again.
      if (table === 'logins') this.#lastLogin = page.last ?? this.#lastLogin
    } while (from !== null)
    return isSame
  }

  async #samePage(
    range: TableRange,
  ): Promise<{ isSame: boolean; next: TableKey | null; last: TableKey | null }> {
    const { source, target, onRows } = this.#options
    const { key, rowsPerPage } = planOf(range.table)
    for (let attempt = 0; ; attempt += 1) {
      const { rows, next } = await source.tableRows({ ...range, limit: rowsPerPage })
      const page = { ...range, upTo: next ?? range.upTo }
      // One more, so that what is too much there is seen.
      const there = await target.tableRows({ ...page, limit: rows.length + 1 })
      const isSame = isSameRows(rows, there.rows)
      const last = rows.at(-1)
      if (isSame || attempt === ATTEMPTS)
        return { isSame, next, last: last === undefined ? null : key.map((column) => last[column] ?? 0) }
      await target.replaceTableRows({ ...page, rows })
      onRows?.(rows.length)
    }
  }
}

function isSameRows(here: readonly TableRow[], there: readonly TableRow[]): boolean {
  return here.length === there.length && here.every((row, index) => isSameRow(row, there[index] ?? {}))
}

/** Whatever the order of the columns. */
function isSameRow(one: TableRow, other: TableRow): boolean {
  const columns = Object.keys(one)
  return (
    columns.length === Object.keys(other).length && columns.every((column) => one[column] === other[column])
  )
}
