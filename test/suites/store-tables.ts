import { describe, expect, it } from 'vitest'
import { copiedTables } from '../../src-main/storage/table-plan.ts'
import type { TableKey, TableRow } from '../../src-main/storage/table-rows.ts'
import { freshStore } from './store-context.ts'
import { batchOf, loginAt, type MakeStore, START } from './store-fixtures.ts'

const WHOLE = { after: null, upTo: null } as const

/** Tables that are copied as they are, for a move to another database. */
export function tablesSuite(make: MakeStore): void {
  describe('rows of tables', () => {
    const context = freshStore(make)
    const loginRow = (id: number, patch: TableRow = {}): TableRow => ({
      id,
      ...loginAt(START),
      ...patch,
    })
    const cursorRow = (source: string, session: string, lastId = 1): TableRow => ({
      source,
      session,
      last_id: lastId,
      at: START,
    })
    const idsOf = (rows: readonly TableRow[]): unknown[] => rows.map(({ id }) => id)

    it('are empty in a new database, whichever the table', async () => {
      for (const table of [...copiedTables('always'), ...copiedTables('with-history')])
        expect(await context.store.tableRows({ table, ...WHOLE, limit: 10 })).toEqual({
          rows: [],
          next: null,
        })
    })

    it('are put with their ids, and read as they lie', async () => {
      const { store } = context
      const rows = [loginRow(5), loginRow(9, { outcome: 'refused', reason: 'é 🦊', identity: null })]
      await store.replaceTableRows({ table: 'logins', ...WHOLE, rows })
      expect(await store.tableRows({ table: 'logins', ...WHOLE, limit: 10 })).toEqual({ rows, next: null })
      await store.commit(batchOf({ logins: [loginAt(START + 1)] }))
      // The next one of a server; a node of a cluster leaves those of the other nodes out.
      expect((await store.logins({ limit: 1 }))[0]?.id).toBeGreaterThan(9)
    })

    it('are replaced within a range, and nowhere else', async () => {
      const { store } = context
      const rows = [1, 2, 3, 4, 5].map((id) => loginRow(id))
      await store.replaceTableRows({ table: 'logins', ...WHOLE, rows })
      const changed = loginRow(3, { repeats: 7 })
      await store.replaceTableRows({ table: 'logins', after: [1], upTo: [4], rows: [changed] })
      const found = await store.tableRows({ table: 'logins', ...WHOLE, limit: 10 })
      expect(found.rows).toEqual([loginRow(1), changed, loginRow(5)])
    })

    it('come in pages that together are all of them, by a key of two columns as well', async () => {
      const { store } = context
      const rows = ['agent a', 'proxy 1', 'proxy 2'].flatMap((source) =>
        ['s1', 's2', 's3'].map((session) => cursorRow(source, session)),
      )
      await store.replaceTableRows({ table: 'cursors', ...WHOLE, rows })
      const found: TableRow[] = []
      let after: TableKey | null = null
      do {
        const page = await store.tableRows({ table: 'cursors', after, upTo: null, limit: 2 })
        found.push(...page.rows)
        after = page.next
      } while (after !== null)
      expect(found).toEqual(rows)
      await store.replaceTableRows({
        table: 'cursors',
        after: ['agent a', 's2'],
        upTo: ['proxy 1', 's2'],
        rows: [cursorRow('agent a', 's9', 4)],
      })
      const left = await store.tableRows({ table: 'cursors', ...WHOLE, limit: 100 })
      expect(left.rows).toEqual([
        ...rows.slice(0, 2),
        cursorRow('agent a', 's9', 4),
        cursorRow('proxy 1', 's3'),
        ...rows.slice(6),
      ])
    })

    it('take a name over from a row that has it under another id', async () => {
      const { store } = context
      const proxyRow = (id: number, name: string): TableRow => ({
        id,
        name,
        document: '{}',
        version: null,
        last_seen_at: null,
      })
      await store.replaceTableRows({ table: 'zabbix_proxies', ...WHOLE, rows: [proxyRow(7, 'lab')] })
      await store.replaceTableRows({
        table: 'zabbix_proxies',
        after: null,
        upTo: [3],
        rows: [proxyRow(3, 'lab')],
      })
      const { rows } = await store.tableRows({ table: 'zabbix_proxies', ...WHOLE, limit: 10 })
      expect(idsOf(rows)).toEqual([3])
    })

    it('are read no longer than every database takes them', async () => {
      const { store, database } = context
      if (store.engine !== 'sqlite') return
      await store.replaceTableRows({
        table: 'logins',
        ...WHOLE,
        rows: [loginRow(1, { address: '🦊'.repeat(80) })],
      })
      expect(await database.execute('select length(address) as n from logins')).toEqual([{ n: 80 }])
      const { rows } = await store.tableRows({ table: 'logins', ...WHOLE, limit: 10 })
      expect(rows[0]?.['address']).toBe('🦊'.repeat(64))
    })
  })
}
