import { describe, expect, it } from 'vitest'
import type { IdBlock, Store } from '../storage/store.ts'
import { IdSource, PROVISIONAL } from './id-source.ts'

const block = (kind: IdBlock['kind'], firstId: number, lastId: number, deletedId = 0): IdBlock => ({
  kind,
  firstId,
  lastId,
  deletedId,
})
const NONE = (): number[] => []

/** A database that gives blocks one after the other, or refuses. */
function database() {
  const state = {
    isAway: false,
    asked: [] as { kind: string; count: number; usedUpTo: number }[],
    next: 1_000,
  }
  const reserveIds: Store['reserveIds'] = async ({ kind, count, usedUpTo }) => {
    if (state.isAway) throw new Error('away')
    state.asked.push({ kind, count, usedUpTo })
    const firstId = state.next
    state.next += count
    return block(kind, firstId, firstId + count - 1)
  }
  return { state, store: { reserveIds } as Store }
}

describe('IdSource', () => {
  it('counts on from what is there while it is alone', () => {
    const ids = new IdSource()
    ids.noteUsed('host', 7)
    expect([ids.next('host'), ids.next('host'), ids.next('series')]).toEqual([8, 9, 1])
    expect(ids.last).toEqual({ host: 9, identity: 0, series: 1 })
  })

  it('goes on in its own newest block, behind what was used or deleted of it', () => {
    const ids = new IdSource()
    const blocks = [block('host', 1, 100), block('host', 201, 300, 205), block('series', 1, 50)]
    ids.begin(blocks, (kind) => (kind === 'host' ? [3, 203, 450] : [10]))
    expect(ids.next('host')).toBe(206)
    expect(ids.next('series')).toBe(11)
  })

  it('takes a reserve in time, and none while there is enough', async () => {
    const { state, store } = database()
    const ids = new IdSource()
    ids.begin([block('host', 1, 100), block('identity', 1, 500), block('series', 1, 20_000)], NONE)
    await ids.refill(store, 'me')
    expect(state.asked).toEqual([])
    for (let count = 0; count < 50; count += 1) ids.next('host')
    await ids.refill(store, 'me')
    expect(state.asked).toEqual([{ kind: 'host', count: 100, usedUpTo: 50 }])
    const next = Array.from({ length: 51 }, () => ids.next('host'))
    expect([next[0], next[49], next[50]]).toEqual([51, 100, 1_000])
  })

  it('gives out provisional ids when none are left, and never stores under them', async () => {
    const { state, store } = database()
    state.isAway = true
    const ids = new IdSource()
    ids.begin([block('series', 1, 1)], NONE)
    await expect(ids.refill(store, 'me')).rejects.toThrow('away')
    expect([ids.next('series'), ids.next('series'), ids.next('series')]).toEqual([
      1,
      PROVISIONAL,
      PROVISIONAL + 1,
    ])
    expect([ids.hasProvisional, ids.isProvisional(PROVISIONAL)]).toEqual([true, true])
    expect(ids.last.series).toBe(1)
    state.isAway = false
    await ids.refill(store, 'me')
    expect(state.asked.find(({ kind }) => kind === 'series')?.count).toBe(20_002)
    ids.settleProvisional()
    expect(ids.hasProvisional).toBe(false)
    expect(ids.isProvisional(ids.next('series'))).toBe(false)
  })
})
