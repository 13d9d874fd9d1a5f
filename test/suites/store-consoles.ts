import { describe, expect, it } from 'vitest'
import { freshStore } from './store-context.ts'
import {
  PROFILE,
  START,
  batchOf,
  commitSamples,
  loginAt,
  rangeOf,
  rejectionOf,
  samplesOf,
  seriesRecord,
  type MakeStore,
} from './store-fixtures.ts'

const OTHER = '00000000-0000-4000-8000-000000000002'
const NOTHING_RENAMED = { identities: [], series: [] }
const host = (id: number) => ({ id, name: `host-${id}`, enabled: true, createdAt: START })
const identity = (id: number, hostId: number, name = `name-${id}`) => ({
  id,
  hostId,
  source: 'collectl' as const,
  name,
})
const range = { from: START, to: START + 60_000, maxPoints: 100 }

const console_ = (id: string, patch: object = {}) => ({
  id,
  name: 'lab-1',
  version: '0.1.0',
  startedAt: START,
  heartbeatAt: START,
  listeners: [{ name: 'scopeport', host: '0.0.0.0', port: 12_201, state: 'listening' as const }],
  ...patch,
})

/** What several consoles on one database need; `make` opens the store as console `CONSOLE_ID`. */
export function consolesSuite(make: MakeStore): void {
  describe('several consoles', () => {
    const context = freshStore(make)

    describe('that meet the same machine', () => {
      it('store one identity and one series: who comes second is told the ids of the first', async () => {
        const { store } = context
        const first = batchOf({
          hosts: [host(1)],
          identities: [identity(1, 1, 'web')],
          series: [seriesRecord(1)],
        })
        expect(await store.commit(first)).toEqual(NOTHING_RENAMED)
        const second = batchOf({
          hosts: [host(101)],
          identities: [identity(501, 101, 'web')],
          series: [{ ...seriesRecord(9_001, 501), metric: 'metric-1' }, seriesRecord(9_002, 501)],
          samples: samplesOf([
            [9_001, START, 7],
            [9_002, START, 8],
          ]),
          states: [{ seriesId: 9_001, at: START, value: 'on' }],
        })
        const renamed = { identities: [[501, 1]], series: [[9_001, 1]] }
        expect(await store.commit(second)).toEqual(renamed)
        expect((await store.hosts()).map(({ id }) => id)).toEqual([1])
        expect(await store.identities()).toEqual([identity(1, 1, 'web')])
        expect((await store.series()).map(({ id, identityId }) => [id, identityId])).toEqual([
          [1, 1],
          [9_002, 1],
        ])
        expect((await rangeOf(store, range, 1)).v).toEqual([7])
        expect((await rangeOf(store, range, 9_002)).v).toEqual([8])
        expect((await rangeOf(store, range, 9_001)).v).toEqual([])
        expect(await store.states({ seriesId: 1, from: START, to: START })).toHaveLength(1)
        await store.rollUp(START + 7_200_000)
        expect((await rangeOf(store, { ...range, rawFrom: START * 2 }, 1)).max).toEqual([7])
        // The same once more, as after an answer that was lost.
        expect(await store.commit(second)).toEqual({ ...renamed, series: [[9_001, 1]] })
      })

      it('give an identity whose host is gone to the host of the one who still meets it', async () => {
        const { store } = context
        await store.commit(batchOf({ identities: [identity(1, 77, 'web')] }))
        expect(
          await store.commit(batchOf({ hosts: [host(2)], identities: [identity(5, 2, 'web')] })),
        ).toEqual({
          identities: [[5, 1]],
          series: [],
        })
        expect(await store.identities()).toEqual([identity(1, 2, 'web')])
        expect(await store.hosts()).toHaveLength(1)
      })

      it('never write into a series of another name', async () => {
        const { store } = context
        await store.commit(batchOf({ series: [seriesRecord(1)] }))
        const other = { ...seriesRecord(1), metric: 'other' }
        expect(await rejectionOf(store.commit(batchOf({ series: [other], logins: [loginAt(START)] })))).toBe(
          'conflict',
        )
        expect(await store.series()).toEqual([seriesRecord(1)])
      })
    })

    it('never get an id that another one has, or had', async () => {
      const { store, database } = context
      await store.commit(batchOf({ hosts: [host(3)], series: [seriesRecord(40)] }))
      const take = (kind: 'host' | 'series', consoleId: string, usedUpTo = 0) =>
        store.reserveIds({ kind, count: 100, consoleId, usedUpTo })
      expect(await take('host', 'a')).toEqual({ kind: 'host', firstId: 4, lastId: 103, deletedId: 0 })
      expect(await take('host', 'b', 200)).toEqual({ kind: 'host', firstId: 201, lastId: 300, deletedId: 0 })
      expect(await take('series', 'b')).toEqual({ kind: 'series', firstId: 41, lastId: 140, deletedId: 0 })
      const blocks = await Promise.all(Array.from({ length: 8 }, (_, index) => take('series', `c${index}`)))
      expect(new Set(blocks.map(({ firstId }) => firstId)).size).toBe(8)
      const again = await database.reopen()
      expect(await again.idBlocks('b')).toEqual([
        { kind: 'series', firstId: 41, lastId: 140, deletedId: 0 },
        { kind: 'host', firstId: 201, lastId: 300, deletedId: 0 },
      ])
    })

    it('remember what was deleted, by whomever', async () => {
      const { store } = context
      const take = (kind: 'host' | 'identity' | 'series') =>
        store.reserveIds({ kind, count: 10, consoleId: 'a', usedUpTo: 0 })
      for (const kind of ['host', 'identity', 'series'] as const) await take(kind)
      await store.commit(
        batchOf({ hosts: [host(3)], identities: [identity(4, 3)], series: [seriesRecord(5, 4)] }),
      )
      await store.putCredential({ loginId: 6, hostId: 3, passwordHash: 'x', changedAt: START })
      await store.deleteHost(3)
      const deleted = (await store.idBlocks('a')).map(({ kind, deletedId }) => [kind, deletedId])
      expect(new Map(deleted as [string, number][])).toEqual(
        new Map([
          ['host', 6],
          ['identity', 4],
          ['series', 5],
        ]),
      )
    })

    it('see each other', async () => {
      const { store } = context
      await store.beat(console_(OTHER))
      await store.beat(console_(OTHER, { heartbeatAt: START + 5, listeners: [] }))
      expect(await store.consoles()).toEqual([
        { ...console_(OTHER), heartbeatAt: START + 5, listeners: [], changes: 0 },
      ])
    })

    it('share the newest samples', async () => {
      const { store } = context
      const rows = [0, 30_000, 59_000, 61_000].map((ms, index) => [1, START + ms, index] as const)
      await commitSamples(store, [...rows, [2, START + 60_000, NaN], [3, START + 60_000, 5]])
      const { series, at, value } = await store.recentSamples({ seriesIds: [1, 2], since: START + 59_000 })
      const found = Array.from(series, (id, index) => [id, (at[index] ?? 0) - START, value[index]])
      expect(found.sort(([a], [b]) => Number(a) - Number(b))).toEqual([
        [1, 59_000, 2],
        [1, 61_000, 3],
        [2, 60_000, NaN],
      ])
    })

    describe('that merge and remove hosts', () => {
      it('move all that one host has to the other', async () => {
        const { store } = context
        await store.commit(
          batchOf({
            hosts: [host(1), host(2)],
            identities: [identity(1, 1), identity(2, 2)],
            profiles: [{ hostId: 2, profile: PROFILE }],
          }),
        )
        await store.putCredential({ loginId: 2, hostId: 2, passwordHash: 'x', changedAt: START })
        await store.mergeHosts({ fromHostId: 2, toHostId: 1 })
        expect(await store.hosts()).toEqual([host(1)])
        expect((await store.identities()).map(({ hostId }) => hostId)).toEqual([1, 1])
        expect(await store.credentials()).toMatchObject([{ loginId: 2, hostId: 1 }])
        expect(await store.profiles()).toEqual([{ hostId: 1, profile: PROFILE }])
      })

      it('keep the profile of the host that stays', async () => {
        const { store } = context
        const own = { ...PROFILE, hostname: 'own' }
        const profiles = [
          { hostId: 1, profile: own },
          { hostId: 2, profile: PROFILE },
        ]
        await store.commit(batchOf({ hosts: [host(1), host(2)], profiles }))
        await store.mergeHosts({ fromHostId: 2, toHostId: 1 })
        expect(await store.profiles()).toEqual([{ hostId: 1, profile: own }])
      })

      it('at once, into each other: one of them wins, and no identity is lost', async () => {
        const { store } = context
        await store.commit(
          batchOf({ hosts: [host(1), host(2)], identities: [identity(1, 1), identity(2, 2)] }),
        )
        const outcomes = await Promise.allSettled([
          store.mergeHosts({ fromHostId: 2, toHostId: 1 }),
          store.mergeHosts({ fromHostId: 1, toHostId: 2 }),
        ])
        expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
        const [left] = await store.hosts()
        expect(await store.hosts()).toHaveLength(1)
        expect((await store.identities()).map(({ hostId }) => hostId)).toEqual([left?.id, left?.id])
      })

      it('do not merge what another one has just removed', async () => {
        const { store } = context
        await store.commit(batchOf({ hosts: [host(1), host(2)], identities: [identity(1, 1)] }))
        await store.deleteHost(2)
        await store.deleteHost(2)
        expect(await rejectionOf(store.mergeHosts({ fromHostId: 1, toHostId: 2 }))).toBe('conflict')
        expect(await store.identities()).toEqual([identity(1, 1)])
      })
    })

    it('read an endpoint one at a time', async () => {
      const { store } = context
      const endpoint = { id: 1, address: '10.0.0.1:2655', name: null, enabled: true }
      await store.insertEndpoint({ ...endpoint, ownerId: 'a' })
      await store.insertEndpoint({ ...endpoint, id: 2 })
      const claim = (id: number, consoleId: string, from: string | null) =>
        store.claimEndpoint({ id, consoleId, from })
      expect(await claim(1, 'b', null)).toBe(false)
      expect(await claim(1, 'b', 'c')).toBe(false)
      expect(await claim(1, 'b', 'a')).toBe(true)
      expect(await claim(2, 'a', null)).toBe(true)
      expect((await store.endpoints()).map(({ ownerId }) => ownerId)).toEqual(['b', 'a'])
      await store.deleteEndpoint(1)
      expect(await store.endpoints()).toEqual([{ ...endpoint, id: 2, ownerId: 'a' }])
    })
  })
}
