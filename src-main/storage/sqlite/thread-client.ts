import { Worker } from 'node:worker_threads'
import { StoreError } from '../store.ts'
import { errorOf } from './errors.ts'
import { CLOSE, type Greeting, type Request, type Response, type ThreadOptions } from './thread-protocol.ts'

interface Pending {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

interface Thread {
  readonly worker: Worker
  readonly pending: Map<number, Pending>
  /** Rejects when the database cannot be opened. */
  readonly isOpen: Promise<void>
  hasOpened: boolean
  readonly hasEnded: Promise<void>
}

type MethodTable<Methods> = { readonly [Name in keyof Methods]: (...parameters: never) => Promise<unknown> }

/**
 * Calls methods in a thread. A thread that dies rejects all that waits for it
 * with `away`; the next call starts it again.
 */
export class ThreadClient<Methods extends MethodTable<Methods>> {
  readonly #url: URL
  readonly #options: ThreadOptions
  #thread: Thread | null = null
  #refusal: StoreError | null = null
  #nextId = 1
  #unanswered = 0

  constructor(url: URL, options: ThreadOptions) {
    this.#url = url
    this.#options = options
  }

  /** Resolved when the database is open; rejects with the reason why it is not. */
  async start(): Promise<void> {
    await this.#running().isOpen
  }

  /** Calls that wait for their answer. */
  get unanswered(): number {
    return this.#unanswered
  }

  /** From now on every call rejects with this. */
  refuse(refusal: StoreError): void {
    this.#refusal = refusal
  }

  /** `transfer` lists buffers that may be handed over; they are empty afterwards. */
  call<Name extends keyof Methods & string>(
    method: Name,
    parameters: Parameters<Methods[Name]>,
    transfer: readonly ArrayBuffer[] = [],
  ): ReturnType<Methods[Name]> {
    // The thread implements the same table of methods.
    return this.#call(method, parameters, transfer) as ReturnType<Methods[Name]>
  }

  /** Answers what was asked before, closes the database and joins the thread. */
  async close(): Promise<void> {
    this.#refusal ??= new StoreError('away', 'The database is closed.')
    const thread = this.#thread
    if (thread === null) return
    await thread.isOpen.then(() => this.#ask(thread, CLOSE, [], [])).catch(() => undefined)
    await thread.hasEnded
  }

  async #call(
    method: string,
    parameters: readonly unknown[],
    transfer: readonly ArrayBuffer[],
  ): Promise<unknown> {
    if (this.#refusal !== null) throw new StoreError(this.#refusal.code, this.#refusal.message)
    const thread = this.#running()
    this.#unanswered += 1
    try {
      // A commit goes out in this turn: every wait is time that the disk does nothing.
      if (!thread.hasOpened) await thread.isOpen
      return await this.#ask(thread, method, parameters, transfer)
    } finally {
      this.#unanswered -= 1
    }
  }

  #ask(
    { worker, pending }: Thread,
    method: string,
    parameters: readonly unknown[],
    transfer: readonly ArrayBuffer[],
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = this.#nextId++
      pending.set(id, { resolve, reject })
      const request: Request = { id, method, parameters }
      worker.postMessage(request, transfer)
    })
  }

  #running(): Thread {
    return (this.#thread ??= this.#begin())
  }

  #begin(): Thread {
    const worker = new Worker(this.#url, { workerData: this.#options, name: `sqlite-${this.#options.role}` })
    const pending = new Map<number, Pending>()
    const ended = Promise.withResolvers<void>()
    const open = Promise.withResolvers<void>()
    // Nobody may be waiting for it when a thread ends before it is open.
    open.promise.catch(() => undefined)
    const thread: Thread = {
      worker,
      pending,
      isOpen: open.promise,
      hasOpened: false,
      hasEnded: ended.promise,
    }
    let cause = 'it ended by itself'
    worker.on('error', (error) => {
      cause = error instanceof Error ? error.message : String(error)
    })
    worker.on('exit', () => {
      if (this.#thread?.worker === worker) this.#thread = null
      const away = new StoreError('away', `The database thread has ended (${cause}). It is started again.`)
      open.reject(away)
      for (const { reject } of pending.values()) reject(away)
      pending.clear()
      ended.resolve()
    })
    worker.once('message', (greeting: Greeting) => {
      worker.on('message', (response: Response) => settle(pending, response))
      if (greeting.kind === 'open') {
        thread.hasOpened = true
        return open.resolve()
      }
      // It ends by itself; the next call begins a new one.
      if (this.#thread?.worker === worker) this.#thread = null
      open.reject(errorOf(greeting.error))
    })
    return thread
  }
}

function settle(pending: Map<number, Pending>, response: Response): void {
  const asked = pending.get(response.id)
  pending.delete(response.id)
  if ('error' in response) asked?.reject(errorOf(response.error))
  else asked?.resolve(response.result)
}
