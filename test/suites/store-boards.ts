import { describe, expect, it } from 'vitest'
import type { StoredBoard } from '../../src-main/contract/index.ts'
import { freshStore } from './store-context.ts'
import { START, type MakeStore } from './store-fixtures.ts'

function board(id: number, parts: Partial<StoredBoard> = {}): StoredBoard {
  const series = [
    { id: 7, color: 0 },
    { id: 9, color: 3 },
  ]
  const thresholds = [{ level: 'warn' as const, value: 80.5, unit: '%' }]
  const charts: StoredBoard['charts'] = [{ title: 'Nächte', mode: 'stacked', thresholds, series }]
  return { id, name: `Board ${id}`, charts, updatedAt: START, ...parts }
}

/** Named boards of charts. */
export function boardsSuite(make: MakeStore): void {
  describe('boards', () => {
    const context = freshStore(make)

    it('come back as they were, after the database was closed too', async () => {
      await context.store.putBoard(board(2, { name: 'Überblick „West“' }))
      await context.store.putBoard(board(1, { charts: [] }))
      const store = await context.database.reopen()
      expect(await store.boards()).toEqual([board(1, { charts: [] }), board(2, { name: 'Überblick „West“' })])
    })

    it('get a number that none ever had', async () => {
      const { store } = context
      const { id: _, ...content } = board(0)
      const first = await store.insertBoard(content)
      expect(await store.boards()).toEqual([{ id: first, ...content }])
      await store.deleteBoard(first)
      const second = await store.insertBoard(content)
      expect(second).toBeGreaterThan(first)
      await store.putBoard(board(first))
      expect(await store.boards()).toEqual([board(first), { id: second, ...content }])
    })

    it('are replaced by their number, and removed', async () => {
      const { store } = context
      await store.putBoard(board(1))
      await store.putBoard(board(2))
      await store.putBoard(board(1, { name: 'New', charts: [], updatedAt: START + 1 }))
      await store.deleteBoard(2)
      await store.deleteBoard(2)
      expect(await store.boards()).toEqual([board(1, { name: 'New', charts: [], updatedAt: START + 1 })])
    })

    it('are without charts when those cannot be read any more', async () => {
      await context.store.putBoard(board(1))
      await context.database.execute("update boards set charts = '{'")
      expect(await context.store.boards()).toEqual([board(1, { charts: [] })])
    })
  })
}
