import { afterEach, beforeEach } from 'vitest'
import type { Store } from '../../src-main/storage/store.ts'
import type { MakeStore, StoreUnderTest } from './store-fixtures.ts'

export interface StoreContext {
  readonly store: Store
  readonly database: StoreUnderTest
}

/** A fresh store before each test of a block, closed after it. */
export function freshStore(make: MakeStore): StoreContext {
  let current: StoreUnderTest | null = null
  beforeEach(async () => {
    current = await make()
  })
  afterEach(async () => {
    await current?.dispose()
    current = null
  })
  const database = (): StoreUnderTest => {
    if (current === null) throw new Error('There is no store outside a test.')
    return current
  }
  return {
    get store() {
      return database().store
    },
    get database() {
      return database()
    },
  }
}
