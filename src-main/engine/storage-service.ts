import type { EpochMs, Status } from '../contract/index.ts'
import { type Store, StoreError } from '../storage/store.ts'
import { StoreGate } from './store-gate.ts'

type StorageState = Status['storage']

interface StorageServiceOptions {
  readonly open: () => Promise<Store>
  readonly engine: StorageState['engine']
  /** As a person would name it; without a password. */
  readonly location: string
  readonly now: () => EpochMs
  readonly onState: (state: StorageState) => void
  /** Called when the database has been opened. What it rejects with counts as a failure to open. */
  readonly onOpened: (store: Store) => Promise<void>
}

const REOPEN_MS = 5_000
const SIZE_EVERY_MS = 10_000

/** Keeps the database open, and knows in words how it is. */
export class StorageService {
  readonly #options: StorageServiceOptions
  #gate: StoreGate | null = null
  #isReady = false
  #state: StorageState
  #retry: NodeJS.Timeout | null = null
  #sizeTimer: NodeJS.Timeout | null = null
  #isStopped = false
  #opening: Promise<void> = Promise.resolve()

  constructor(options: StorageServiceOptions) {
    this.#options = options
    const { engine, location, now } = options
    this.#state = {
      engine,
      state: 'starting',
      reason: null,
      since: now(),
      location,
      sizeBytes: null,
    }
  }

  get state(): StorageState {
    return this.#state
  }

  /** The open store. Throws `StoreError('away')` while there is none. */
  get store(): Store {
    return this.gate.store
  }

  /** False while there is no store to read from or to write into. */
  get isOpen(): boolean {
    return this.#gate !== null && this.#isReady
  }

  /** For whoever moves the console over. Throws `StoreError('away')` while no store is open. */
  get gate(): StoreGate {
    if (this.#gate === null || !this.#isReady)
      throw new StoreError('away', this.#state.reason ?? 'The database is not open yet.')
    return this.#gate
  }

  /** The console has been moved to this store, and it is in order. */
  noteMoved({ engine, location }: Pick<Store, 'engine' | 'location'>): void {
    this.#state = { ...this.#state, engine, location, sizeBytes: null }
    this.#set('ok', null)
    this.#options.onState(this.#state)
    void this.#measure()
  }

  /** Ends the store in use, of which no more is wanted, and opens the one that is in use now. */
  async reopen(): Promise<void> {
    await this.stopOpening()
    if (this.#sizeTimer !== null) clearInterval(this.#sizeTimer)
    this.#isReady = false
    await this.#gate?.current.close().catch(() => undefined)
    this.#gate = null
    this.#isStopped = false
    const { engine, location } = this.#options
    this.#state = { ...this.#state, engine, location, sizeBytes: null }
    await this.start()
  }

  /** Resolves after the first try, whatever came of it. */
  start(): Promise<void> {
    this.#opening = this.#open()
    return this.#opening
  }

  /** No further try; resolves when the one under way is over. */
  async stopOpening(): Promise<void> {
    this.#isStopped = true
    if (this.#retry !== null) clearTimeout(this.#retry)
    await this.#opening
  }

  async stop(): Promise<void> {
    await this.stopOpening()
    if (this.#sizeTimer !== null) clearInterval(this.#sizeTimer)
    this.#isReady = false
    await this.#gate?.current.close()
    this.#gate = null
  }

  async #open(): Promise<void> {
    try {
      this.#gate = new StoreGate(await this.#options.open())
      if (this.#isStopped) return
      const { readOnlyReason, engine, location } = this.#gate.current
      this.#state = { ...this.#state, engine, location }
      this.#isReady = true
      await this.#options.onOpened(this.#gate.store)
      if (readOnlyReason === null) this.#set('ok', null)
      else this.#set('read-only', `${readOnlyReason} Once that is mended, start the console again.`)
      void this.#measure()
      this.#sizeTimer = setInterval(() => void this.#measure(), SIZE_EVERY_MS)
    } catch (error) {
      await this.#gate?.current.close().catch(() => undefined)
      this.#gate = null
      this.#isReady = false
      if (this.#isStopped) return
      this.#set('away', error instanceof Error ? error.message : String(error))
      this.#retry = setTimeout(() => void this.start(), REOPEN_MS)
    }
  }

  /** Whoever wrote tells how it went; the state follows. */
  noteSuccess(): void {
    if (this.#state.state !== 'ok') this.#set('ok', null)
  }

  noteFailure(error: unknown): void {
    const code = error instanceof StoreError ? error.code : 'away'
    const reason = error instanceof Error ? error.message : String(error)
    if (code === 'full') this.#set('full', reason)
    else if (code === 'read-only' || code === 'newer-schema') this.#set('read-only', reason)
    else if (code !== 'conflict') this.#set('away', reason)
  }

  async #measure(): Promise<void> {
    const sizeBytes = await this.#gate?.store.sizeBytes().catch(() => null)
    if (sizeBytes !== undefined && !this.#isStopped) this.#state = { ...this.#state, sizeBytes }
  }

  #set(state: StorageState['state'], reason: string | null): void {
    if (this.#state.state === state && this.#state.reason === reason) return
    const since = this.#state.state === state ? this.#state.since : this.#options.now()
    const { engine, location } = this.#gate?.current ?? this.#options
    this.#state = { ...this.#state, engine, location, state, reason, since }
    this.#options.onState(this.#state)
  }
}
