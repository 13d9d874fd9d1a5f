import type { StorageService } from '../../src-main/engine/storage-service.ts'
import type { Renamed, Store, WriteBatch } from '../../src-main/storage/store.ts'

/** A storage service whose store has only the methods that a test gives it. */
export function storageWith(store: Partial<Store>): StorageService {
  const storage: Pick<StorageService, 'store' | 'noteSuccess' | 'noteFailure'> = {
    store: store as Store,
    noteSuccess: () => undefined,
    noteFailure: () => undefined,
  }
  return storage as StorageService
}

interface HeldCommit {
  readonly batch: WriteBatch
  /** `renamed`: what another console has stored first. */
  readonly succeed: (renamed?: Partial<Renamed>) => void
  readonly fail: (error: Error) => void
}

/** Commits that end when the test says so, and how it says. */
export class HeldCommits {
  readonly all: HeldCommit[] = []

  readonly commit = (batch: WriteBatch): Promise<Renamed> =>
    new Promise((resolve, reject) => {
      const succeed = (renamed: Partial<Renamed> = {}): void =>
        resolve({ identities: [], series: [], ...renamed })
      this.all.push({ batch, succeed, fail: reject })
    })

  get last(): HeldCommit {
    const last = this.all.at(-1)
    if (last === undefined) throw new Error('nothing was committed')
    return last
  }
}
