import type { StorageService } from '../../src-main/engine/storage-service.ts'
import type { Store, WriteBatch } from '../../src-main/storage/store.ts'

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
  readonly succeed: () => void
  readonly fail: (error: Error) => void
}

/** Commits that end when the test says so, and how it says. */
export class HeldCommits {
  readonly all: HeldCommit[] = []

  readonly commit = (batch: WriteBatch): Promise<void> =>
    new Promise((resolve, reject) => this.all.push({ batch, succeed: resolve, fail: reject }))

  get last(): HeldCommit {
    const last = this.all.at(-1)
    if (last === undefined) throw new Error('nothing was committed')
    return last
  }
}
