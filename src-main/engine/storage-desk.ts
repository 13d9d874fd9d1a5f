import { randomUUID } from 'node:crypto'
import { statfs } from 'node:fs/promises'
import type {
  ConnectionFields,
  ConnectionTest,
  CopyState,
  DatabaseConnection,
  EpochMs,
  Settings,
  Status,
  StorageView,
} from '../contract/index.ts'
import { forecast, type RowBytes } from '../domain/storage-forecast.ts'
import type { Rebuilt, Store, StoreFacts } from '../storage/store.ts'
import { ORIGIN } from './carried-rows.ts'
import type { ConnectionBook, ConnectionChange } from './connection-book.ts'
import type { CopyService } from './copy-service.ts'
import { ExpectedError } from './expected-error.ts'
import { OneAtATime } from './one-at-a-time.ts'
import { SizeHistory } from './size-history.ts'
import type { StorageMover } from './storage-mover.ts'
import type { StorageService } from './storage-service.ts'

interface StorageDeskOptions {
  readonly book: ConnectionBook
  readonly storage: StorageService
  readonly mover: StorageMover
  readonly copies: CopyService
  readonly directory: string
  readonly retention: () => Settings['retention']
  readonly ingest: () => Status['ingest']
  readonly seriesCount: () => number
  readonly rollUpSoon: () => void
  readonly now: () => EpochMs
  readonly onChange: () => void
}

/** Measured with 400,000 raw and 240,000 rolled up rows of 2,000 series: a row with its share of the pages. */
const ROW_BYTES: Readonly<Record<'sqlite' | 'mysql', RowBytes>> = {
  sqlite: { raw: 26, rollup: 64 },
  mysql: { raw: 62, rollup: 112 },
}
const NOTE_SIZE_EVERY_MS = 60_000

/** The Storage page: which database is in use, how it is, and everything that can be done with it. */
export class StorageDesk {
  readonly #options: StorageDeskOptions
  readonly #history = new SizeHistory()
  /** Moves and copies exclude one another. */
  readonly #turn = new OneAtATime()
  #origin: string | null = null
  #timer: NodeJS.Timeout | null = null

  constructor(options: StorageDeskOptions) {
    this.#options = options
  }

  /** Of the database that was open first; null while none has been. */
  get origin(): string | null {
    return this.#origin
  }

  /** The database in use has just been opened. */
  async load(store: Store): Promise<void> {
    const kept = (await store.settings())[ORIGIN]
    this.#origin = typeof kept === 'string' ? kept : (this.#origin ?? randomUUID())
    if (kept === undefined && store.readOnlyReason === null) await store.putSetting(ORIGIN, this.#origin)
    await this.#history.load(store)
  }

  start(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = setInterval(() => void this.#noteSize(), NOTE_SIZE_EVERY_MS)
    void this.#noteSize()
  }

  /** What is under way has ended; nothing further begins. */
  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
    await this.#options.copies.stop()
    await this.#turn.settled()
    await this.#options.mover.closed()
  }

  async get(): Promise<StorageView> {
    const { book, storage, copies, ingest } = this.#options
    const { engine, location, state, reason, since, sizeBytes } = storage.state
    const facts = await this.#facts()
    const freeDiskBytes = await this.#freeDiskBytes()
    const { spooled, dropped } = ingest()
    return {
      engine,
      location,
      state,
      reason,
      since,
      warnings: [...((storage.isOpen ? storage.gate.current.warnings : undefined) ?? [])],
      schemaVersion: facts?.schemaVersion ?? null,
      sizeBytes,
      usedBytes: facts?.usedBytes ?? null,
      maxSizeBytes: this.#options.retention().maxSizeBytes,
      freeDiskBytes,
      forecast: this.#forecast(facts, freeDiskBytes),
      history: [...this.#history.points],
      spool: { spooled, dropped },
      connections: book.list(),
      secrets: book.secretsKind,
      copy: copies.state,
    }
  }

  connections(): DatabaseConnection[] {
    return this.#options.book.list()
  }

  add(fields: ConnectionFields): Promise<DatabaseConnection> {
    return this.#changed(() => this.#options.book.add(fields))
  }

  update(id: string, change: ConnectionChange): Promise<DatabaseConnection> {
    return this.#changed(() => this.#options.book.update(id, change))
  }

  remove(id: string): Promise<DatabaseConnection> {
    const { copies, book } = this.#options
    return this.#changed(() => {
      if (copies.isRunning && copies.state.toId === id)
        throw new ExpectedError('CONNECTION_IN_USE', 'A copy to this database is under way.')
      return book.remove(id)
    })
  }

  async test(id: string): Promise<ConnectionTest> {
    const { book, mover, storage } = this.#options
    const connection = await book.resolve(id)
    if (connection === null && book.get(id).inUse) {
      // The file is open: opening it once more would tell nothing new.
      await storage.store.facts()
    }
    return mover.test(connection)
  }

  async tryOut({ id, ...fields }: ConnectionFields & { id?: string | undefined }): Promise<ConnectionTest> {
    const { book, mover } = this.#options
    return mover.test(await book.resolveFields(fields, id))
  }

  use(id: string, takeOthers: boolean): Promise<StorageView> {
    const { copies, mover } = this.#options
    return this.#turn.run(async () => {
      if (copies.isRunning)
        throw new ExpectedError('COPY_REFUSED', 'A copy is under way: cancel it first, or wait for its end.')
      await mover.use(id, takeOthers)
      this.#options.onChange()
      return this.get()
    })
  }

  copy(wanted: { toId: string; thenUse: boolean }): Promise<CopyState> {
    return this.#turn.run(() => this.#options.copies.start(wanted))
  }

  get copyState(): CopyState {
    return this.#options.copies.state
  }

  cancelCopy(): CopyState {
    return this.#options.copies.cancel()
  }

  async rebuild(range: { readonly from: EpochMs; readonly to: EpochMs }): Promise<Rebuilt> {
    if (range.from > range.to)
      throw new ExpectedError('BAD_REQUEST', 'The range ends before it begins: from must not lie after to.')
    const rebuilt = await this.#options.storage.store.rebuild(range)
    this.#options.rollUpSoon()
    return rebuilt
  }

  async #changed<Result>(work: () => Promise<Result> | Result): Promise<Result> {
    await this.#options.book.load()
    const result = await work()
    this.#options.onChange()
    return result
  }

  #forecast(facts: StoreFacts | null, freeDiskBytes: number | null): StorageView['forecast'] {
    const { retention, ingest, seriesCount, now, storage } = this.#options
    return forecast({
      now: now(),
      usedBytes: facts?.usedBytes ?? null,
      history: this.#history.points,
      retention: retention(),
      freeDiskBytes,
      samplesPerSecond: ingest().samplesPerSecond,
      seriesCount: seriesCount(),
      rowBytes: ROW_BYTES[storage.state.engine],
    })
  }

  async #facts(): Promise<StoreFacts | null> {
    try {
      return await this.#options.storage.store.facts()
    } catch {
      // That it is away is in the state.
      return null
    }
  }

  /** Of a server nobody but itself knows. */
  async #freeDiskBytes(): Promise<number | null> {
    const { storage, directory } = this.#options
    if (storage.state.engine !== 'sqlite') return null
    const disk = await statfs(directory).catch(() => null)
    return disk === null ? null : disk.bavail * disk.bsize
  }

  async #noteSize(): Promise<void> {
    try {
      const { store } = this.#options.storage
      await this.#history.note(store, this.#options.now(), (await store.facts()).usedBytes)
    } catch {
      // It is noted the next time.
    }
  }
}
