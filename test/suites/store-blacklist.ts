import { describe, expect, it } from 'vitest'
import { freshStore } from './store-context.ts'
import { START, blacklisted, type MakeStore } from './store-fixtures.ts'

/** `blacklisted_hosts` as ScopePort documents it, and what we know beyond its columns. */
export function blacklistSuite(make: MakeStore): void {
  describe('blacklist', () => {
    const context = freshStore(make)

    it('gives an entry back with all that is known of it', async () => {
      const { store } = context
      const first = blacklisted('192.0.2.1')
      const second = blacklisted('10.0.0.0/8', {
        reason: null,
        expiresAt: START + 5,
        hits: 3,
        lastHitAt: START + 1,
        origin: 'person',
      })
      const ids = [await store.insertBlacklisted(first), await store.insertBlacklisted(second)]
      expect(await store.blacklist()).toEqual([
        { id: ids[0], ...first },
        { id: ids[1], ...second },
      ])
    })

    it('writes the documented columns as the documentation has them', async () => {
      const id = await context.store.insertBlacklisted(blacklisted('192.0.2.1'))
      const rows = await context.database.execute('select * from blacklisted_hosts')
      const time = '2026-03-04 00:00:00'
      expect(rows.map((row) => ({ ...row }))).toEqual([
        { id, host: '192.0.2.1', created_at: time, updated_at: time },
      ])
    })

    it('reads rows that another tool wrote, and leaves those without a host out', async () => {
      const { store, database } = context
      await database.execute(
        "insert into blacklisted_hosts (host, created_at, updated_at) values ('198.51.100.3', '2009-10-01 12:30:00', null)",
      )
      await database.execute('insert into blacklisted_hosts (host) values (null)')
      await database.execute("insert into blacklisted_hosts (host) values ('198.51.100.4')")
      const unknown = { reason: null, expiresAt: null, hits: 0, lastHitAt: null, origin: 'other' }
      expect(await store.blacklist()).toEqual([
        { id: expect.any(Number), host: '198.51.100.3', createdAt: Date.UTC(2009, 9, 1, 12, 30), ...unknown },
        { id: expect.any(Number), host: '198.51.100.4', createdAt: 0, ...unknown },
      ])
    })

    it('counts hits, on rows of another tool too, and ignores entries that are gone', async () => {
      const { store, database } = context
      const ours = await store.insertBlacklisted(blacklisted('192.0.2.1', { hits: 1 }))
      await database.execute("insert into blacklisted_hosts (host) values ('198.51.100.4')")
      const theirs = (await store.blacklist()).find(({ id }) => id !== ours)?.id ?? 0
      for (const turn of [1, 2]) {
        const lastHitAt = START + turn
        await store.addBlacklistHits([
          { id: ours, hits: 2, lastHitAt },
          { id: theirs, hits: 3, lastHitAt },
          { id: 999, hits: 1, lastHitAt },
        ])
      }
      const found = await store.blacklist()
      expect(found.map(({ hits, lastHitAt, origin }) => [hits, lastHitAt, origin])).toEqual([
        [5, START + 2, 'rule'],
        [6, START + 2, 'other'],
      ])
    })

    it('removes an entry, and never gives its number to another', async () => {
      const { store } = context
      const first = await store.insertBlacklisted(blacklisted('192.0.2.1'))
      await store.deleteBlacklisted(first)
      await store.deleteBlacklisted(first)
      expect(await store.blacklist()).toEqual([])
      expect(await store.insertBlacklisted(blacklisted('192.0.2.1'))).toBeGreaterThan(first)
    })
  })
}
