import { describe, expect, it } from 'vitest'
import { NOTHING_RECEIVED, type ReceivedRows } from '../../src-main/storage/received-records.ts'
import { freshStore } from './store-context.ts'
import { batchOf, type MakeStore, NO_LIMITS, samplesOf, START } from './store-fixtures.ts'

const SESSION = 'a3ff76db2aff3d52334c3050e456f540'

const ROWS: ReceivedRows = {
  cursors: [
    { source: 'proxy 1', session: SESSION, lastId: 25_358, at: START },
    { source: 'proxy 2', session: SESSION, lastId: 7, at: START },
  ],
  positions: [{ itemId: 940_101, size: 2 ** 40, modifiedAt: 1_795_202_769 }],
  availability: [
    { interfaceId: 1, available: 'unknown', error: '', since: START, updatedAt: START },
    { interfaceId: 2, available: 'down', error: 'Unterbrochen “é”', since: START, updatedAt: START + 5 },
  ],
  discovered: [
    {
      id: 1,
      ruleId: 7,
      checkId: 9,
      ip: '2001:db8::1',
      dns: 'web01',
      port: 10_050,
      value: 'web01',
      isUp: true,
      since: START,
      firstSeenAt: START,
      lastSeenAt: START + 5,
    },
    {
      id: 2,
      ruleId: 7,
      checkId: null,
      ip: '192.0.2.1',
      dns: '',
      port: 0,
      value: '',
      isUp: false,
      since: START,
      firstSeenAt: START,
      lastSeenAt: START,
    },
  ],
  registrations: [
    {
      id: 1,
      proxyId: null,
      host: 'web01',
      ip: '192.0.2.1',
      dns: '',
      port: 10_050,
      metadata: 'os=linux',
      tls: 'psk',
      firstSeenAt: START,
      lastSeenAt: START + 5,
    },
  ],
}

/** What Zabbix proxies tell beside their values. */
export function receivedSuite(make: MakeStore): void {
  describe('what proxies tell', () => {
    const context = freshStore(make)

    it('is kept as it came, and changed by what comes later', async () => {
      await context.store.commit(batchOf({ received: ROWS }))
      const { cursors: _, ...kept } = ROWS
      expect(await context.store.received()).toEqual(kept)
      const [first, ...others] = ROWS.discovered
      if (first === undefined) throw new Error('no row')
      const changed = { ...first, isUp: false, value: '', lastSeenAt: START + 60 }
      await context.store.commit(batchOf({ received: { ...NOTHING_RECEIVED, discovered: [changed] } }))
      const store = await context.database.reopen()
      expect(await store.received()).toEqual({ ...kept, discovered: [changed, ...others] })
    })

    it('knows up to which id each session of each sender is stored', async () => {
      expect(await context.store.cursor('proxy 1', SESSION)).toBeNull()
      await context.store.commit(batchOf({ received: ROWS }))
      expect(await context.store.cursor('proxy 1', SESSION)).toBe(25_358)
      expect(await context.store.cursor('proxy 2', SESSION)).toBe(7)
      expect(await context.store.cursor('proxy 1', SESSION.toUpperCase())).toBeNull()
      // Two packets of one session in one commit: the later counts.
      const cursors = [25_360, 25_370].map((lastId) => ({
        source: 'proxy 1',
        session: SESSION,
        lastId,
        at: START,
      }))
      await context.store.commit(batchOf({ received: { ...NOTHING_RECEIVED, cursors } }))
      expect(await context.store.cursor('proxy 1', SESSION)).toBe(25_370)
    })

    it('is stored with the values of its batch or not at all', async () => {
      await context.store.commit(batchOf({ received: ROWS }))
      const cursors = [{ source: 'proxy 1', session: SESSION, lastId: 99_999, at: START }]
      const clash = [1, 2].map((id) => ({ id, hostId: 1, source: 'zabbix' as const, name: 'same' }))
      const batch = batchOf({
        identities: clash,
        samples: samplesOf([[1, START, 1]]),
        received: { ...NOTHING_RECEIVED, cursors },
      })
      await expect(context.store.commit(batch)).rejects.toThrow()
      expect(await context.store.cursor('proxy 1', SESSION)).toBe(25_358)
      expect((await context.store.latestSamples(0)).series).toHaveLength(0)
    })

    it('goes when nothing was heard of it for as long as logins are kept', async () => {
      await context.store.commit(batchOf({ received: ROWS }))
      expect(await context.store.deleteOlderThan({ ...NO_LIMITS, loginsBefore: START + 1 })).toBe(3)
      expect(await context.store.cursor('proxy 1', SESSION)).toBeNull()
      const { discovered, registrations, availability } = await context.store.received()
      expect(discovered.map(({ id }) => id)).toEqual([1])
      expect(registrations).toHaveLength(1)
      expect(availability).toHaveLength(2)
    })
  })
}
