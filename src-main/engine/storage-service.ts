import type { EpochMs, Status } from '../contract/index.ts'
import { type Store, StoreError } from '../storage/store.ts'

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
  #store: Store | null = null
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
    if (this.#store === null || !this.#isReady)
      throw new StoreError('away', this.#state.reason ?? 'The database is not open yet.')
    return this.#store
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
    await this.#store?.close()
    this.#store = null
  }

  async #open(): Promise<void> {
    try {
      this.#store = await this.#options.open()
      if (this.#isStopped) return
      const { readOnlyReason } = this.#store
      this.#isReady = true
      await this.#options.onOpened(this.#store)
      if (readOnlyReason === null) this.#set('ok', null)
      else this.#set('read-only', `${readOnlyReason} Once that is mended, start the console again.`)
      void this.#measure()
      this.#sizeTimer = setInterval(() => void this.#measure(), SIZE_EVERY_MS)
    } catch (error) {
      await this.#store?.close().catch(() => undefined)
      this.#store = null
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
    const sizeBytes = await this.#store?.sizeBytes().catch(() => null)
    if (sizeBytes !== undefined && !this.#isStopped) this.#state = { ...this.#state, sizeBytes }
  }

  #set(state: StorageState['state'], reason: string | null): void {
    if (this.#state.state === state && this.#state.reason === reason) return
    const since = this.#state.state === state ? this.#state.since : this.#options.now()
    this.#state = { ...this.#state, state, reason, since }
    this.#options.onState(this.#state)
  }
}
