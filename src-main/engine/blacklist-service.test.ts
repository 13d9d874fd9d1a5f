import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { storageWith } from '../../test/support/store-double.ts'
import { type BlacklistEntry, DEFAULT_SETTINGS, type Settings } from '../contract/index.ts'
import type { Store } from '../storage/store.ts'
import { BlacklistService } from './blacklist-service.ts'
import { ChangeLog } from './change-log.ts'
import { LiveHub } from './live-hub.ts'

const START = 1_700_000_000_000
const MINUTE_MS = 60_000
const ATTACKER = '10.1.2.3'

beforeEach(() => void vi.useFakeTimers({ now: START }))
afterEach(() => void vi.useRealTimers())

/** The table in memory; `isAway` lets every write fail. */
class Table {
  rows: BlacklistEntry[] = []
  isAway = false
  inserted = 0
  #lastId = 0

  readonly store: Partial<Store> = {
    blacklist: async () => [...this.rows],
    insertBlacklisted: async (entry) => {
      this.#write()
      this.inserted++
      this.rows = [{ id: ++this.#lastId, ...entry }, ...this.rows]
      return this.#lastId
    },
    deleteBlacklisted: async (id) => {
      this.#write()
      this.rows = this.rows.filter((row) => row.id !== id)
    },
    addBlacklistHits: async (hits) => {
      this.#write()
      this.rows = this.rows.map((row) => {
        const added = hits.find(({ id }) => id === row.id)
        return added === undefined ? row : { ...row, hits: row.hits + added.hits, lastHitAt: added.lastHitAt }
      })
    },
  }

  /** As another tool on the same database does it. */
  addForeign(host: string): void {
    const none = { reason: null, expiresAt: null, lastHitAt: null }
    this.rows = [
      { id: ++this.#lastId, host, ...none, createdAt: START, hits: 0, origin: 'other' },
      ...this.rows,
    ]
  }

  #write(): void {
    if (this.isAway) throw new Error('the disk is full')
  }
}

async function start(rules: Partial<Settings['blacklist']> = {}) {
  const table = new Table()
  const hub = new LiveHub(Date.now)
  const blacklist = new BlacklistService({
    storage: storageWith(table.store),
    hub,
    changes: new ChangeLog({ hub, now: Date.now }),
    rules: () => ({ ...DEFAULT_SETTINGS.blacklist, ...rules }),
    now: Date.now,
  })
  await blacklist.start(table.store as Store)
  const fail = (times: number, address = ATTACKER): void => {
    for (let time = 0; time < times; time++) blacklist.noteFailure(address, 'ScopePort', 'wrong password')
  }
  return { blacklist, table, fail }
}

describe('the rule', () => {
  it('takes three failures, and is in force at the third', async () => {
    const { blacklist, fail } = await start()
    fail(2)
    expect(blacklist.find(ATTACKER)).toBeNull()
    fail(1)
    // Not a turn of the loop later: the next connection may be there already.
    expect(blacklist.find(ATTACKER)).not.toBeNull()
  })

  it('writes down why', async () => {
    const { blacklist, table, fail } = await start()
    fail(3)
    await vi.advanceTimersByTimeAsync(0)
    expect(table.rows).toMatchObject([
      {
        host: ATTACKER,
        reason: '3 failures within 10 min on ScopePort, the last: wrong password',
        createdAt: START,
        expiresAt: null,
        origin: 'rule',
      },
    ])
    expect(blacklist.list()).toMatchObject([{ id: 1, host: ATTACKER, hits: 0 }])
  })

  it('counts ten minutes back, and no longer', async () => {
    const { blacklist, fail } = await start()
    fail(2)
    await vi.advanceTimersByTimeAsync(10 * MINUTE_MS - 1)
    fail(1)
    expect(blacklist.find(ATTACKER)).not.toBeNull()
    fail(2, '10.9.9.9')
    await vi.advanceTimersByTimeAsync(10 * MINUTE_MS)
    fail(1, '10.9.9.9')
    expect(blacklist.find('10.9.9.9')).toBeNull()
  })

  it('counts each address for itself', async () => {
    const { blacklist, fail } = await start()
    fail(2, '10.0.0.1')
    fail(2, '10.0.0.2')
    expect([blacklist.find('10.0.0.1'), blacklist.find('10.0.0.2')]).toEqual([null, null])
  })

  it('puts nobody on the list twice, however many fail at once', async () => {
    const { table, fail } = await start()
    fail(30)
    await vi.advanceTimersByTimeAsync(0)
    fail(3)
    await vi.advanceTimersByTimeAsync(0)
    expect(table.inserted).toBe(1)
  })

  it('never puts anybody on the list who is allowed', async () => {
    const { blacklist, fail } = await start({ allow: ['10.1.0.0/16'] })
    fail(30)
    fail(30, '10.2.0.1')
    expect([blacklist.find(ATTACKER), blacklist.find('10.2.0.1')?.host]).toEqual([null, '10.2.0.1'])
  })

  it('does nothing when it is off', async () => {
    const { blacklist, fail } = await start({ enabled: false })
    fail(30)
    expect(blacklist.find(ATTACKER)).toBeNull()
  })

  it('lets somebody off when the entry has expired', async () => {
    const { blacklist, table, fail } = await start({ expiryMinutes: 30 })
    fail(3)
    await vi.advanceTimersByTimeAsync(30 * MINUTE_MS - 1)
    expect(blacklist.find(ATTACKER)).toMatchObject({ expiresAt: START + 30 * MINUTE_MS })
    await vi.advanceTimersByTimeAsync(1)
    expect(blacklist.find(ATTACKER)).toBeNull()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(table.rows).toEqual([])
  })

  it('counts from the start when the database did not take the entry', async () => {
    const { blacklist, table, fail } = await start()
    table.isAway = true
    fail(3)
    await vi.advanceTimersByTimeAsync(0)
    expect(blacklist.find(ATTACKER)).toBeNull()
    table.isAway = false
    fail(3)
    await vi.advanceTimersByTimeAsync(0)
    expect(table.rows).toHaveLength(1)
  })
})

describe('an entry', () => {
  it('by a person may be a network; its spelling is one', async () => {
    const { blacklist } = await start()
    expect(await blacklist.add({ host: ' 10.1.2.3/8 ', reason: 'the lab' })).toMatchObject({
      host: '10.0.0.0/8',
      reason: 'the lab',
      origin: 'person',
    })
    expect(blacklist.find(ATTACKER)?.host).toBe('10.0.0.0/8')
    await expect(blacklist.add({ host: '10.0.0.0/8' })).rejects.toMatchObject({
      code: 'BLACKLIST_ENTRY_EXISTS',
    })
    await expect(blacklist.add({ host: 'nonsense' })).rejects.toMatchObject({
      code: 'BLACKLIST_HOST_INVALID',
    })
    await expect(blacklist.add({ host: '192.0.2.1', expiresAt: Date.now() })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
  })

  it('of an IPv4 address means the IPv4-mapped one as well', async () => {
    const { blacklist } = await start()
    await blacklist.add({ host: '::ffff:10.1.2.3' })
    expect(blacklist.find('10.1.2.3')?.host).toBe('10.1.2.3')
  })

  it('that another tool writes counts within five seconds, and goes when it deletes it', async () => {
    const { blacklist, table } = await start()
    table.addForeign('192.168.0.1')
    table.addForeign('192.168.0.1')
    await vi.advanceTimersByTimeAsync(5_000)
    expect(blacklist.find('192.168.0.1')).toMatchObject({ origin: 'other', reason: null })
    table.rows = []
    await vi.advanceTimersByTimeAsync(5_000)
    expect(blacklist.find('192.168.0.1')).toBeNull()
  })

  it('knows how often it was hit, also before it was stored', async () => {
    const { blacklist, table, fail } = await start()
    fail(3)
    blacklist.findAndCount(ATTACKER)
    await vi.advanceTimersByTimeAsync(0)
    blacklist.findAndCount(ATTACKER)
    expect(blacklist.list()).toMatchObject([{ hits: 2, lastHitAt: START }])
    await vi.advanceTimersByTimeAsync(2_000)
    expect(table.rows).toMatchObject([{ hits: 2, lastHitAt: START }])
    blacklist.findAndCount(ATTACKER)
    expect(blacklist.list()).toMatchObject([{ hits: 3 }])
    await vi.advanceTimersByTimeAsync(20_000)
    expect(blacklist.list()).toMatchObject([{ hits: 3 }])
  })

  it('removed is out of force at once, its failures are forgotten, and it can be brought back', async () => {
    const { blacklist, table, fail } = await start()
    fail(3)
    await vi.advanceTimersByTimeAsync(0)
    blacklist.findAndCount(ATTACKER)
    const removed = await blacklist.remove(1)
    expect(blacklist.find(ATTACKER)).toBeNull()
    fail(2)
    expect(blacklist.find(ATTACKER)).toBeNull()
    expect(await blacklist.restore(removed)).toMatchObject({
      host: ATTACKER,
      reason: removed.reason,
      hits: 1,
    })
    expect(blacklist.find(ATTACKER)).not.toBeNull()
    expect(table.rows).toMatchObject([{ id: 2, hits: 1, createdAt: START }])
    await expect(blacklist.remove(1)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

it('leaves no timer behind, and writes the last hits down', async () => {
  const { blacklist, table, fail } = await start()
  fail(3)
  await vi.advanceTimersByTimeAsync(0)
  blacklist.findAndCount(ATTACKER)
  await blacklist.stop()
  expect(table.rows).toMatchObject([{ hits: 1 }])
  expect(vi.getTimerCount()).toBe(0)
})
