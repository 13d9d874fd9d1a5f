import type { Store, WritableStore, WriteBatch } from '../storage/store.ts'

/** The upkeep changes nothing that a copy has not proved; everything else that writes may be held. */
const WRITES: Readonly<Record<keyof WritableStore, 'held' | 'upkeep'>> = {
  commit: 'held',
  insertHost: 'held',
  updateHost: 'held',
  deleteHost: 'held',
  putCredential: 'held',
  moveIdentities: 'held',
  moveCredentials: 'held',
  mergeHosts: 'held',
  insertEndpoint: 'held',
  updateEndpoint: 'held',
  deleteEndpoint: 'held',
  claimEndpoint: 'held',
  putCollectlRun: 'held',
  deleteCollectlRun: 'held',
  putSetting: 'held',
  insertBlacklisted: 'held',
  deleteBlacklisted: 'held',
  addBlacklistHits: 'held',
  insertBoard: 'held',
  putBoard: 'held',
  deleteBoard: 'held',
  insertAnnotation: 'held',
  updateAnnotation: 'held',
  deleteAnnotation: 'held',
  closeAnnotations: 'held',
  beat: 'held',
  reserveIds: 'held',
  putProxy: 'held',
  deleteProxy: 'held',
  noteProxiesSeen: 'held',
  putZabbixHosts: 'held',
  deleteZabbixHost: 'held',
  putDiscoveryRule: 'held',
  deleteDiscoveryRule: 'held',
  putRegistrationRule: 'held',
  deleteRegistrationRule: 'held',
  insertTask: 'held',
  changeTasks: 'held',
  putRollups: 'held',
  replaceTableRows: 'held',
  rollUp: 'upkeep',
  deleteOlderThan: 'upkeep',
  deleteOverSize: 'upkeep',
  rebuild: 'upkeep',
}

/**
 * What the services write into and read from: always the store in use, also
 * after a move to another one. Writes can be held for a moment, in which they
 * wait and nothing of them is lost; commits can be listened to, which a copy does.
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
        if (isHeld(name))
          return (...parameters: readonly unknown[]) => this.#write(() => this.#call(name, parameters))
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

  /** Writes begun are ended; further ones wait until the function that this gives is called. */
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

  #commit(batch: WriteBatch): ReturnType<Store['commit']> {
    return this.#write(async () => {
      // A copy is read after the caller has its columns back.
      const kept = this.#listeners.size === 0 ? null : copyOf(batch)
      const result = await this.#current.commit(batch)
      if (kept !== null) for (const listener of this.#listeners) listener(kept)
      return result
    })
  }

  async #write<Result>(work: () => Promise<Result>): Promise<Result> {
    while (this.#released !== null) await this.#released
    const running = work()
    this.#running.add(running)
    try {
      return await running
    } finally {
      this.#running.delete(running)
    }
  }

  async #call(name: keyof WritableStore, parameters: readonly unknown[]): Promise<unknown> {
    return Reflect.apply(this.#current[name], this.#current, parameters) as unknown
  }
}

function isHeld(name: string | symbol): name is keyof WritableStore {
  return typeof name === 'string' && name in WRITES && WRITES[name as keyof WritableStore] === 'held'
}

function copyOf(batch: WriteBatch): WriteBatch {
  const { series, at, value } = batch.samples
  return { ...batch, samples: { series: series.slice(), at: at.slice(), value: value.slice() } }
}
