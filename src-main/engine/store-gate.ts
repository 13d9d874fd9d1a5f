import type { Store, WriteBatch } from '../storage/store.ts'

/**
 * What the services write into and read from: always the store in use, also
 * after a move to another one. Commits can be held for a moment, in which they
 * wait and nobody's value is lost; and be listened to, which a copy does.
 */
export class StoreGate {
  #current: Store
  #released: Promise<void> | null = null
  readonly #running = new Set<Promise<unknown>>()
  readonly #listeners = new Set<(batch: WriteBatch) => void>()
  /** For the services; has the same methods as any store. */
  readonly store: Store

  constructor(first: Store) {
    this.#current = first
    const commit = (batch: WriteBatch): ReturnType<Store['commit']> => this.#commit(batch)
    this.store = new Proxy(first, {
      get: (_, name) => {
        if (name === 'commit') return commit
        const value: unknown = Reflect.get(this.#current, name, this.#current)
        return typeof value === 'function' ? (value.bind(this.#current) as unknown) : value
      },
    })
  }

  get current(): Store {
    return this.#current
  }

  /** From now on everything goes here; gives the store that was in use. */
  replace(next: Store): Store {
    const before = this.#current
    this.#current = next
    return before
  }

  /** Commits begun are ended; further ones wait until the function that this gives is called. */
  async hold(): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#released = promise
    await Promise.allSettled(this.#running)
    return () => {
      this.#released = null
      resolve()
    }
  }

  /** Told of every batch once it is committed. Gives the end of it. */
  listen(listener: (batch: WriteBatch) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async #commit(batch: WriteBatch): ReturnType<Store['commit']> {
    while (this.#released !== null) await this.#released
    // A copy is read after the caller has its columns back.
    const kept = this.#listeners.size === 0 ? null : copyOf(batch)
    const commit = this.#current.commit(batch)
    this.#running.add(commit)
    try {
      const result = await commit
      if (kept !== null) for (const listener of this.#listeners) listener(kept)
      return result
    } finally {
      this.#running.delete(commit)
    }
  }
}

function copyOf(batch: WriteBatch): WriteBatch {
  const { series, at, value } = batch.samples
  return { ...batch, samples: { series: series.slice(), at: at.slice(), value: value.slice() } }
}
