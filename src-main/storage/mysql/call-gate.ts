import { StoreError } from '../store.ts'
import { storeErrorOf } from './errors.ts'

type Method = (...parameters: never[]) => Promise<unknown>

/** Every call of the store goes through here: so errors are told in words, and closing waits for what was asked. */
export class CallGate {
  readonly #running = new Set<Promise<unknown>>()
  #isClosed = false

  /** The same methods; with a refusal, each rejects with it. */
  guard<Methods extends object>(methods: Methods, refusal: StoreError | null): Methods {
    const guarded = Object.entries(methods as Readonly<Record<string, Method>>).map(
      ([name, method]) =>
        [name, (...parameters: never[]) => this.#call(() => method(...parameters), refusal)] as const,
    )
    return Object.fromEntries(guarded) as Methods
  }

  /** No further call; resolves when those under way have ended, one way or the other. */
  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.allSettled(this.#running)
  }

  async #call(method: () => Promise<unknown>, refusal: StoreError | null): Promise<unknown> {
    if (this.#isClosed) throw new StoreError('away', 'The database is closed.')
    if (refusal !== null) throw new StoreError(refusal.code, refusal.message)
    const running = method()
    this.#running.add(running)
    try {
      return await running
    } catch (error) {
      throw storeErrorOf(error)
    } finally {
      this.#running.delete(running)
    }
  }
}
