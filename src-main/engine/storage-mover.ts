import type { ConnectionTest, EpochMs, TestStep } from '../contract/index.ts'
import { TEST_STEPS } from '../contract/index.ts'
import type { MysqlConnection } from '../storage/mysql/connection.ts'
import { probeConnection } from '../storage/mysql/connection-probe.ts'
import type { Store } from '../storage/store.ts'
import { carryFromMemory } from './carried-memory.ts'
import type { CarriedRows } from './carried-rows.ts'
import { carry, contentOf } from './carried-rows.ts'
import { bringSettings } from './carried-settings.ts'
import type { ConnectionBook } from './connection-book.ts'
import { ExpectedError } from './expected-error.ts'
import type { StorageService } from './storage-service.ts'
import { TableCopy } from './table-copy.ts'

export interface StorageMoverOptions {
  readonly book: ConnectionBook
  readonly storage: StorageService
  readonly open: (connection: MysqlConnection | null) => Promise<Store>
  /** What this console knows now; null while no database has ever been open. */
  readonly carried: () => CarriedRows | null
  /** Ends everything that holds ids of the database in use; nothing that was acknowledged is lost. */
  readonly pauseAll: () => Promise<void>
  /** The console works on another store of the same hosts. */
  readonly onMoved: (store: Store) => Promise<void>
  readonly now: () => EpochMs
}

/** Whatever writes waits this long for a move at most; then everything stays as it was. */
const HOLD_MS = 10_000

/**
 * Tests a database and moves the running console over. Where the database is
 * empty or ours, nothing is interrupted: writes wait for a moment, and go on
 * in the other database. Where it has hosts of its own, what holds ids begins
 * again with those.
 */
export class StorageMover {
  readonly #options: StorageMoverOptions
  /** Opened and proven, for the next opening. */
  #opened: Store | null = null
  #closing: Promise<void> = Promise.resolve()

  constructor(options: StorageMoverOptions) {
    this.#options = options
  }

  /** Opens the database in use; one that a move has just proven is not opened twice. */
  async openInUse(): Promise<Store> {
    const opened = this.#opened
    this.#opened = null
    if (opened !== null) return opened
    const { book, open } = this.#options
    await book.load()
    return open(await book.resolve(book.inUse))
  }

  async test(connection: MysqlConnection | null): Promise<ConnectionTest> {
    const { carried, now } = this.#options
    const steps = connection === null ? null : await probeConnection(connection, now)
    if (steps?.some(({ outcome }) => outcome === 'failed') === true)
      return { passed: false, steps: [...steps], content: null, unknownLogins: [] }
    try {
      const store = await this.#options.open(connection)
      try {
        const ours = carried()
        const content = ours === null ? null : await contentOf(store, ours)
        return {
          passed: store.readOnlyReason === null,
          steps: [...(steps ?? embeddedSteps(store.readOnlyReason))],
          content,
          unknownLogins: ours === null || content !== 'others' ? [] : await unknownLogins(store, ours),
        }
      } finally {
        await store.close()
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      return {
        passed: false,
        steps: failedAt('schema', [...(steps ?? embeddedSteps(null))], reason),
        content: null,
        unknownLogins: [],
      }
    }
  }

  /** Rejects, and everything stays as it was, unless the test passes. */
  async use(id: string, takeOthers: boolean): Promise<void> {
    const { book, storage, open, carried } = this.#options
    if (book.isFixed) throw new ExpectedError('STORAGE_FIXED')
    const { inUse } = book.get(id)
    if (inUse) throw new ExpectedError('CONNECTION_IN_USE', 'This database is in use already.')
    const connection = await book.resolve(id)
    const { passed, steps, content } = await this.test(connection)
    if (!passed) {
      const failed = steps.find(({ outcome }) => outcome === 'failed')
      throw new ExpectedError('CONNECTION_TEST_FAILED', failed?.words ?? 'The database takes no writes.')
    }
    if (content === 'others' && !takeOthers) throw new ExpectedError('STORAGE_OF_OTHERS')
    const store = await open(connection)
    const ours = carried()
    if (ours === null || content === 'others' || content === null || !storage.isOpen) {
      await this.#begin(id, store)
    } else {
      const tables = new TableCopy({ source: storage.gate.current, target: store })
      const isAway = storage.state.state === 'away'
      const bring = async (): Promise<void> => {
        await carry(store, ours)
        if (!isAway) await tables.bring()
      }
      await bring().catch((error: unknown) => closeAndThrow(store, error))
      await this.moveOver(id, store, async () => {
        if (isAway) return carryFromMemory(store, carried() ?? ours)
        await tables.prove()
        await bringSettings(storage.gate.current, store)
      })
    }
  }

  /**
   * The same hosts with the same ids: what is on its way ends in the old store,
   * what comes next begins in the new one. `finish` is done while nothing is written.
   * Closes the store that is not used any more, whichever that is.
   */
  async moveOver(
    id: string,
    store: Store,
    finish: () => Promise<void> = async () => undefined,
  ): Promise<void> {
    const { book, storage, carried, onMoved } = this.#options
    const { gate } = storage
    const deadline = performance.now() + HOLD_MS
    const release = await gate.hold()
    try {
      await within(deadline, async () => {
        await finish()
        const ours = carried()
        if (ours !== null) await carry(store, ours)
      })
      await book.use(id)
      this.#closing = closing(this.#closing, gate.replace(store))
    } catch (error) {
      await closeAndThrow(store, error)
    } finally {
      release()
    }
    storage.noteMoved(store)
    await onMoved(store)
  }

  /** Resolves when stores that are not used any more are closed. */
  closed(): Promise<void> {
    return this.#closing
  }

  async #begin(id: string, store: Store): Promise<void> {
    const { book, storage, pauseAll } = this.#options
    await pauseAll()
    await book.use(id)
    this.#opened = store
    await storage.reopen()
  }
}

async function unknownLogins(store: Store, { credentials }: CarriedRows): Promise<number[]> {
  const there = new Map((await store.credentials()).map((each) => [each.loginId, each.passwordHash]))
  return credentials
    .filter(({ loginId, passwordHash }) => there.get(loginId) !== passwordHash)
    .map(({ loginId }) => loginId)
}

/** Of a file there is little to find out. */
function embeddedSteps(readOnlyReason: string | null): TestStep[] {
  return TEST_STEPS.map((step) => {
    const isWriting = step === 'rights' && readOnlyReason !== null
    return {
      step,
      outcome: isWriting ? 'failed' : 'ok',
      words: isWriting ? readOnlyReason : '',
      remedy: '',
    }
  })
}

function failedAt(step: TestStep['step'], steps: TestStep[], words: string): TestStep[] {
  const at = TEST_STEPS.indexOf(step)
  return steps.map((each, index) => {
    if (index < at) return each
    return index === at
      ? { step, outcome: 'failed', words, remedy: '' }
      : { step: each.step, outcome: 'not-reached', words: '', remedy: '' }
  })
}

async function closing(others: Promise<void>, store: Store): Promise<void> {
  await others
  await store.close().catch(() => undefined)
}

async function closeAndThrow(store: Store, error: unknown): Promise<never> {
  await store.close().catch(() => undefined)
  throw error
}

/** Does the work, or rejects when it is late; what is late has no effect on the console. */
async function within(deadline: number, work: () => Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(
    () =>
      reject(
        new ExpectedError(
          'COPY_REFUSED',
          'The other database was too slow for the move; nothing has changed.',
        ),
      ),
    Math.max(0, deadline - performance.now()),
  )
  try {
    await Promise.race([work(), promise])
  } finally {
    clearTimeout(timer)
  }
}
