import type { EpochMs, Login } from '../contract/index.ts'
import type { IngestService } from './ingest-service.ts'
import type { LiveHub } from './live-hub.ts'
import type { LoginQuery } from '../storage/store.ts'
import type { StorageService } from './storage-service.ts'

interface LoginJournalOptions {
  readonly ingest: IngestService
  readonly storage: StorageService
  readonly hub: LiveHub
  readonly now: () => EpochMs
}

type LoginRow = Omit<Login, 'id'>

interface Fold {
  readonly row: LoginRow
  count: number
  readonly from: EpochMs
}

/** Identical refusals of one address within a minute that get a row each; what follows is folded. */
const ROWS_BEFORE_FOLDING = 20
const FOLD_MS = 60_000
const MAX_FOLDS = 10_000

/**
 * Every login and refusal becomes a row. A flood of the same refusal from one
 * address is folded into one row a minute that says how many it stands for.
 */
export class LoginJournal {
  readonly #options: LoginJournalOptions
  readonly #folds = new Map<string, Fold>()
  #refusedToday = 0
  #day = 0
  #timer: NodeJS.Timeout | null = null

  constructor(options: LoginJournalOptions) {
    this.#options = options
  }

  start(refusedToday: number): void {
    this.#day = dayOf(this.#options.now())
    this.#refusedToday = refusedToday
    this.#timer = setInterval(() => this.#closeFolds(this.#options.now() - FOLD_MS), FOLD_MS / 6)
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#closeFolds(Infinity)
  }

  get refusedToday(): number {
    this.#turnDay()
    return this.#refusedToday
  }

  add(login: Omit<LoginRow, 'at' | 'repeats'>): void {
    const row: LoginRow = { ...login, at: this.#options.now(), repeats: 1 }
    if (row.outcome === 'refused') {
      this.#turnDay()
      this.#refusedToday++
      if (this.#isFolded(row)) return
    }
    this.#write(row)
  }

  /** Newest first, with everything that has happened so far, as far as the database takes it. */
  async list(query: LoginQuery): Promise<readonly Login[]> {
    const { ingest, storage } = this.#options
    await ingest.settleJournal().catch(() => undefined)
    return storage.store.logins(query)
  }

  #isFolded(row: LoginRow): boolean {
    const key = `${row.protocol} ${row.address} ${row.identity ?? ''} ${row.reason ?? ''}`
    const fold = this.#folds.get(key)
    if (fold === undefined || fold.from <= row.at - FOLD_MS) {
      if (fold !== undefined) this.#close(key, fold)
      this.#folds.set(key, { row, count: 1, from: row.at })
      if (this.#folds.size > MAX_FOLDS) this.#closeFolds(Infinity)
      return false
    }
    fold.count++
    return fold.count > ROWS_BEFORE_FOLDING
  }

  #closeFolds(before: EpochMs): void {
    for (const [key, fold] of this.#folds) if (fold.from <= before) this.#close(key, fold)
  }

  #close(key: string, fold: Fold): void {
    this.#folds.delete(key)
    const repeats = fold.count - ROWS_BEFORE_FOLDING
    if (repeats > 0) this.#write({ ...fold.row, at: this.#options.now(), repeats })
  }

  #write(row: LoginRow): void {
    this.#options.ingest.journal(row)
    this.#options.hub.publishTopic('logins')
  }

  #turnDay(): void {
    const day = dayOf(this.#options.now())
    if (day === this.#day) return
    this.#day = day
    this.#refusedToday = 0
  }
}

/** The local day, because "today" is the reader's. */
export function startOfToday(now: EpochMs): EpochMs {
  return new Date(now).setHours(0, 0, 0, 0)
}

function dayOf(now: EpochMs): number {
  return startOfToday(now)
}
