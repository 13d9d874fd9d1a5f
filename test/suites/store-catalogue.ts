import { describe, expect, it } from 'vitest'
import { freshStore } from './store-context.ts'
import {
  HOUR_MS,
  PROFILE,
  START,
  batchOf,
  commitSamples,
  rangeOf,
  rejectionOf,
  samplesOf,
  seriesRecord,
  type MakeStore,
} from './store-fixtures.ts'

const host = (id: number, name = `host-${id}`) => ({ id, name, enabled: true, createdAt: START })
const identity = (id: number, hostId: number, name = `name-${id}`) => ({
  id,
  hostId,
  source: 'collectl' as const,
  name,
})
const credential = (loginId: number, hostId: number, passwordHash = '$scrypt$x') => ({
  loginId,
  hostId,
  passwordHash,
  changedAt: START,
})
const range = { from: START, to: START + HOUR_MS, maxPoints: 100 }

/** Hosts, identities, credentials, series, profiles, endpoints and settings. */
export function catalogueSuite(make: MakeStore): void {
  describe('catalogue', () => {
    const context = freshStore(make)

    it('is empty at first', async () => {
      const { store } = context
      expect(await Promise.all([store.hosts(), store.identities(), store.credentials()])).toEqual([
        [],
        [],
        [],
      ])
      expect(await Promise.all([store.series(), store.profiles(), store.endpoints()])).toEqual([[], [], []])
      expect(await store.settings()).toEqual({})
      expect(store.readOnlyReason).toBeNull()
    })

    it('gives back one flush after a restart', async () => {
      const series = [
        seriesRecord(1),
        { ...seriesRecord(2), type: 'text' as const, unit: '', label: 'Zustand ✓' },
      ]
      const profiles = [{ hostId: 1, profile: PROFILE }]
      await context.store.commit(
        batchOf({ hosts: [host(1)], identities: [identity(1, 1)], series, profiles }),
      )
      const again = await context.database.reopen()
      expect(await again.hosts()).toEqual([host(1)])
      expect(await again.identities()).toEqual([identity(1, 1)])
      expect(await again.series()).toEqual(series)
      expect(await again.profiles()).toEqual(profiles)
    })

    it('takes a batch a second time without harm, and updates what is known', async () => {
      const { store } = context
      const batch = batchOf({ hosts: [host(1)], identities: [identity(1, 1)], series: [seriesRecord(1)] })
      await store.commit(batch)
      await store.commit({ ...batch, series: [{ ...seriesRecord(1), unit: 'KB' }, seriesRecord(2)] })
      expect(await store.hosts()).toHaveLength(1)
      expect((await store.series()).map(({ id, unit }) => [id, unit])).toEqual([
        [1, 'KB'],
        [2, '%'],
      ])
    })

    it('takes a thousand new series at once', async () => {
      const series = Array.from({ length: 1_001 }, (_, index) => seriesRecord(index + 1))
      await context.store.commit(batchOf({ series }))
      expect(await context.store.series()).toEqual(series)
    })

    it('stores all of a batch or nothing', async () => {
      const { store } = context
      await store.commit(batchOf({ series: [seriesRecord(2)] }))
      const bad = batchOf({
        hosts: [host(9)],
        series: [{ ...seriesRecord(2), metric: 'another' }],
        samples: samplesOf([[1, START, 1]]),
      })
      expect(await rejectionOf(store.commit(bad))).toBe('conflict')
      expect(await store.hosts()).toEqual([])
      expect((await rangeOf(store, range)).t).toEqual([])
      await store.commit({ ...bad, series: [] })
      expect((await rangeOf(store, range)).t).toEqual([START])
    })

    it('inserts, renames and disables hosts', async () => {
      const { store } = context
      await store.insertHost(host(3))
      expect(await rejectionOf(store.insertHost(host(3)))).toBe('conflict')
      await store.updateHost(3, { name: 'web' })
      await store.updateHost(3, { enabled: false })
      await store.updateHost(3, {})
      expect(await store.hosts()).toEqual([{ ...host(3), name: 'web', enabled: false }])
    })

    it('replaces a profile and a credential', async () => {
      const { store } = context
      await store.commit(batchOf({ profiles: [{ hostId: 1, profile: PROFILE }] }))
      await store.commit(batchOf({ profiles: [{ hostId: 1, profile: { ...PROFILE, processors: [] } }] }))
      expect(await store.profiles()).toEqual([{ hostId: 1, profile: { ...PROFILE, processors: [] } }])
      await store.putCredential(credential(5, 1))
      await store.putCredential(credential(5, 1, '$scrypt$y'))
      expect(await store.credentials()).toEqual([credential(5, 1, '$scrypt$y')])
    })

    it('moves identities and credentials, whose login ids stay', async () => {
      const { store } = context
      await store.commit(batchOf({ hosts: [host(1), host(2)], identities: [identity(1, 1), identity(2, 1)] }))
      await store.putCredential(credential(1, 1))
      await store.moveIdentities({ identityIds: [2], toHostId: 2 })
      await store.moveIdentities({ identityIds: [], toHostId: 2 })
      await store.moveCredentials({ fromHostId: 1, toHostId: 2 })
      expect((await store.identities()).map(({ id, hostId }) => [id, hostId])).toEqual([
        [1, 1],
        [2, 2],
      ])
      expect(await store.credentials()).toEqual([credential(1, 2)])
    })

    it('deletes a host with all that belongs to it, and nothing else', async () => {
      const { store } = context
      await store.commit(
        batchOf({
          hosts: [host(1), host(2)],
          identities: [identity(1, 1), identity(2, 2), identity(3, 1)],
          series: [seriesRecord(1, 1), seriesRecord(2, 2), seriesRecord(3, 3)],
          profiles: [{ hostId: 1, profile: PROFILE }],
          states: [1, 2, 3].map((seriesId) => ({ seriesId, at: START, value: 'on' })),
        }),
      )
      await store.putCredential(credential(1, 1))
      for (const minute of [0, 1, 70]) {
        const at = START + minute * 60_000
        await commitSamples(store, [
          [1, at, 1],
          [2, at, 2],
          [3, at, 3],
        ])
      }
      await store.rollUp(START + 3 * HOUR_MS)
      await store.deleteHost(1)

      expect(await store.hosts()).toEqual([host(2)])
      expect((await store.identities()).map(({ id }) => id)).toEqual([2])
      expect((await store.series()).map(({ id }) => id)).toEqual([2])
      expect(await store.profiles()).toEqual([])
      expect(await store.credentials()).toEqual([])
      const wide = { from: START, to: START + 2 * HOUR_MS, maxPoints: 100 }
      for (const rawFrom of [START, START + 3 * HOUR_MS]) {
        const lengths = await Promise.all(
          [1, 2, 3].map(async (id) => (await rangeOf(store, { ...wide, rawFrom }, id)).t.length),
        )
        expect(lengths).toEqual([0, 3, 0])
      }
      expect(await store.states({ seriesId: 1, from: 0, to: START * 2 })).toEqual([])
      expect(await store.states({ seriesId: 2, from: 0, to: START * 2 })).toHaveLength(1)
    })

    it('finishes deleting samples that a stop has left behind, but not those of a series that has the number now', async () => {
      const { store, database } = context
      await commitSamples(store, [
        [1, START, 1],
        [2, START, 1],
      ])
      await database.execute('insert into doomed_series (series_id) values (1), (2)')
      await store.commit(batchOf({ series: [seriesRecord(2)], samples: samplesOf([[2, START + 1, 5]]) }))
      await store.deleteOlderThan({ rawBefore: 0, minuteBefore: 0, hourBefore: 0, loginsBefore: 0 })
      expect((await rangeOf(store, range, 1)).v).toEqual([])
      expect((await rangeOf(store, range, 2)).v).toEqual([5])
    })

    it('keeps endpoints', async () => {
      const { store } = context
      const first = { id: 1, address: '[::1]:2655', name: null, enabled: true }
      await store.insertEndpoint(first)
      await store.insertEndpoint({ ...first, id: 2 })
      expect(await rejectionOf(store.insertEndpoint(first))).toBe('conflict')
      await store.updateEndpoint(1, { enabled: false })
      await store.updateEndpoint(1, { name: 'lab' })
      await store.updateEndpoint(1, {})
      await store.deleteEndpoint(2)
      expect(await store.endpoints()).toEqual([{ ...first, name: 'lab', enabled: false }])
    })

    it('keeps settings of any shape', async () => {
      const { store } = context
      await store.putSetting('scopeport', { port: 12_201, hosts: ['a'] })
      await store.putSetting('scopeport', { port: 0 })
      await store.putSetting('nothing', null)
      await store.putSetting('gone', 1)
      await store.putSetting('gone', undefined)
      expect(await store.settings()).toEqual({ scopeport: { port: 0 }, nothing: null })
    })

    it('knows its size', async () => {
      expect(await context.store.sizeBytes()).toBeGreaterThan(4_096)
    })

    it('rejects every call after it was closed', async () => {
      const { store } = context
      await store.close()
      expect(await rejectionOf(store.hosts())).toBe('away')
      expect(await rejectionOf(store.insertHost(host(1)))).toBe('away')
      await store.close()
    })
  })
}
