import { rename } from 'node:fs/promises'
import { type CopyState, EMBEDDED_ID, type EpochMs } from '../contract/index.ts'
import type { RetentionLimits, Store } from '../storage/store.ts'
import { copiedTables } from '../storage/table-plan.ts'
import { BatchRelay } from './batch-relay.ts'
import { carry, type CarriedRows, contentOf } from './carried-rows.ts'
import { bringSettings } from './carried-settings.ts'
import type { ConnectionBook } from './connection-book.ts'
import { ExpectedError } from './expected-error.ts'
import type { StorageMover, StorageMoverOptions } from './storage-mover.ts'
import type { StorageService } from './storage-service.ts'
import { COPY_MARK, type CopyPart, StoreCopy } from './store-copy.ts'
import { TableCopy } from './table-copy.ts'

interface CopyServiceOptions {
  readonly book: ConnectionBook
  readonly storage: StorageService
  readonly mover: StorageMover
  readonly open: StorageMoverOptions['open']
  readonly carried: () => CarriedRows | null
  readonly embeddedFile: string
  /** While it copies, nothing old is deleted. Gives the end of it. */
  readonly pauseCleaning: () => () => void
  /** What cleaning leaves. */
  readonly limits: () => RetentionLimits
  readonly now: () => EpochMs
  readonly onChange: () => void
}

class Cancelled extends Error {}

const NOTHING: CopyState = {
  state: 'none',
  toId: null,
  thenUse: false,
  startedAt: null,
  endedAt: null,
  rowsCopied: 0,
  partsDone: 0,
  partsTotal: 0,
  partsVerified: 0,
  resumed: false,
  reason: null,
}
const TABLES = [...copiedTables('always'), ...copiedTables('with-history')]
/** A part that still differs after so many copies is not about to be the same. */
const ATTEMPTS = 3

/**
 * "Move my data": copies everything into another database while values go on
 * coming in, proves each part by count and checksum, and then moves the console
 * over when that was asked for. Interrupted, it goes on from a mark in the target.
 */
export class CopyService {
  readonly #options: CopyServiceOptions
  #state = NOTHING
  #isCancelled = false
  #running: Promise<void> = Promise.resolve()

  constructor(options: CopyServiceOptions) {
    this.#options = options
  }

  get state(): CopyState {
    return this.#state
  }

  get isRunning(): boolean {
    return ['copying', 'catching-up', 'verifying'].includes(this.#state.state)
  }

  /** Begins; how it goes is in `state`. Rejects when it cannot even begin. */
  async start({ toId, thenUse }: { toId: string; thenUse: boolean }): Promise<CopyState> {
    const { book, storage, now } = this.#options
    if (this.isRunning) throw new ExpectedError('COPY_REFUSED', 'A copy is under way already.')
    if (book.get(toId).inUse)
      throw new ExpectedError('COPY_REFUSED', 'This is the database in use: choose another one.')
    if (thenUse && book.isFixed) throw new ExpectedError('STORAGE_FIXED')
    const { gate } = storage
    this.#isCancelled = false
    this.#set({ ...NOTHING, state: 'copying', toId, thenUse, startedAt: now() })
    const begun = Promise.withResolvers<void>()
    this.#running = this.#run(gate.current, toId, begun.resolve).catch((error: unknown) => this.#end(error))
    await Promise.race([begun.promise, this.#running])
    return this.#state
  }

  cancel(): CopyState {
    this.#isCancelled = true
    return this.#state
  }

  async stop(): Promise<void> {
    this.cancel()
    await this.#running
  }

  /** Resolves when the copy under way has ended, one way or the other. */
  settled(): Promise<void> {
    return this.#running
  }

  async #run(source: Store, toId: string, onBegun: () => void): Promise<void> {
    const { storage, mover, carried, now, pauseCleaning } = this.#options
    const ours = carried()
    if (ours === null) throw new ExpectedError('COPY_REFUSED', 'No database has been open yet.')
    const goOnCleaning = pauseCleaning()
    const limits = this.#options.limits()
    const target = await this.#openTarget(toId, ours)
    let isMoved = false
    const startedAt = now()
    const relay = new BatchRelay(target, startedAt)
    const endRelay = storage.gate.listen((batch) => relay.add(batch))
    const check = (): void => this.#check()
    const onRows = (rows: number): void =>
      this.#set({ ...this.#state, rowsCopied: this.#state.rowsCopied + rows })
    const onPart = (kind: 'copied' | 'verified'): void =>
      this.#set(
        kind === 'copied'
          ? { ...this.#state, partsDone: this.#state.partsDone + 1 }
          : { ...this.#state, partsVerified: this.#state.partsVerified + 1 },
      )
    const copy = new StoreCopy({
      source,
      target,
      origin: ours.origin,
      startedAt,
      keptFrom: { raw: limits.rawBefore, minute: limits.minuteBefore, hour: limits.hourBefore },
      now,
      check,
      onRows,
      onPart,
    })
    const tables = new TableCopy({ source, target, check, onRows })
    try {
      onBegun()
      this.#set({ ...this.#state, resumed: await copy.resume() })
      await carry(target, ours)
      relay.open()
      // So that of the range that is copied every bucket is rolled up.
      await source.rollUp(startedAt)
      const parts = await copy.parts()
      this.#set({ ...this.#state, partsTotal: parts.length + TABLES.length })
      await tables.bring(() => onPart('copied'))
      await copy.copyAll(parts)
      await tables.bringHistory(() => onPart('copied'))
      this.#set({ ...this.#state, state: 'catching-up' })
      await relay.drained()
      this.#set({ ...this.#state, state: 'verifying' })
      await this.#prove(copy, parts, relay, target)
      await tables.bring()
      await tables.bringHistory(() => onPart('verified'))
      const finish = async (): Promise<void> => {
        await relay.drained()
        await tables.prove(() => onPart('verified'))
        await tables.proveHistory(relay.touchedTexts)
        await bringSettings(source, target)
        await copy.rebuildLate(relay)
      }
      if (this.#state.thenUse) {
        isMoved = true
        await mover.moveOver(toId, target, finish)
        // Not before: a console that is ended in between finds a copy that it can go on with.
        await copy.forget()
      } else {
        await this.#withoutWrites(async () => {
          await finish()
          await carry(target, carried() ?? ours)
          await copy.forget()
        })
      }
      this.#set({ ...this.#state, state: 'done', endedAt: now() })
    } finally {
      endRelay()
      goOnCleaning()
      if (!isMoved) await target.close().catch(() => undefined)
    }
  }

  async #withoutWrites(work: () => Promise<void>): Promise<void> {
    const release = await this.#options.storage.gate.hold()
    try {
      await work()
    } finally {
      release()
    }
  }

  /** Each part is read on both sides; one that differs (values came late, a host was removed) is copied again. */
  async #prove(copy: StoreCopy, parts: readonly CopyPart[], relay: BatchRelay, target: Store): Promise<void> {
    for (const part of parts) {
      for (let attempt = 1; !(await copy.verify(part, relay.lateMinutes)); attempt += 1) {
        if (attempt === ATTEMPTS)
          throw new Error(
            `The ${part.tier} rows of ${new Date(part.from).toISOString().slice(0, 10)} differ on the two sides after ${ATTEMPTS} copies.`,
          )
        const ours = this.#options.carried()
        if (ours !== null) await carry(target, ours)
        await relay.drained()
        await copy.copyPart(part)
      }
    }
  }

  /** An embedded database with anything in it that was no copy under way is put aside, and nothing is lost. */
  async #openTarget(toId: string, ours: CarriedRows): Promise<Store> {
    const { book, open, embeddedFile, now } = this.#options
    const connection = await book.resolve(toId)
    let target = await open(connection)
    const content = await contentOf(target, ours)
    if (content === 'empty' || (await isUnderWay(target, ours.origin))) return target
    await target.close()
    if (toId !== EMBEDDED_ID) {
      throw new ExpectedError(
        'COPY_REFUSED',
        'That database holds hosts already: make an empty one on that server, and a connection to it.',
      )
    }
    const aside = `${embeddedFile}.${new Date(now()).toISOString().replaceAll(/[:.]/g, '-')}`
    await rename(embeddedFile, aside)
    target = await open(null)
    this.#set({ ...this.#state, reason: `What the embedded database held before lies in ${aside}.` })
    return target
  }

  #check(): void {
    if (this.#isCancelled) throw new Cancelled()
  }

  #end(error: unknown): void {
    const { now } = this.#options
    const ended = { ...this.#state, endedAt: now() }
    if (error instanceof Cancelled) this.#set({ ...ended, state: 'cancelled' })
    else
      this.#set({ ...ended, state: 'failed', reason: error instanceof Error ? error.message : String(error) })
  }

  #set(state: CopyState): void {
    this.#state = state
    this.#options.onChange()
  }
}

async function isUnderWay(target: Store, origin: string): Promise<boolean> {
  const mark = (await target.settings())[COPY_MARK] as { readonly origin?: unknown } | undefined
  return mark?.origin === origin
}
