import { describe, expect, it } from 'vitest'
import type { NewAnnotation } from '../../src-main/storage/store.ts'
import { freshStore } from './store-context.ts'
import { DAY_MS, HOUR_MS, NO_LIMITS, START, batchOf, loginAt, type MakeStore } from './store-fixtures.ts'

function annotation(from: number, parts: Partial<NewAnnotation> = {}): NewAnnotation {
  return {
    from,
    to: null,
    isOpen: false,
    origin: 'person',
    tag: 'deploy',
    text: 'Größere Version 🚀',
    kind: null,
    subject: '',
    detail: '',
    hostId: null,
    ...parts,
  }
}

const outage: Partial<NewAnnotation> = {
  origin: 'console',
  tag: 'outage',
  text: '',
  kind: 'host-stale',
  subject: 'web01',
  detail: 'silent',
  hostId: 3,
}

/** What was noted on the time axis. */
export function annotationsSuite(make: MakeStore): void {
  describe('annotations', () => {
    const context = freshStore(make)
    const startsIn = async (from: number, to: number, limit = 100): Promise<readonly number[]> =>
      (await context.store.annotationsInRange({ from, to, limit })).map((one) => one.from - START)

    it('come back with all that is known of them', async () => {
      const { store } = context
      const point = annotation(START)
      const region = annotation(START + 1, { ...outage, to: START + 5 })
      const open = annotation(START + 2, { ...outage, isOpen: true })
      const ids = []
      for (const one of [point, region, open]) ids.push(await store.insertAnnotation(one))
      expect(await store.annotationsInRange({ from: START, to: START + 9, limit: 9 })).toEqual([
        { id: ids[0], ...point },
        { id: ids[1], ...region },
        { id: ids[2], ...open },
      ])
      expect(await store.annotation(ids[1] ?? 0)).toEqual({ id: ids[1], ...region })
      expect(await store.annotation(999)).toBeNull()
    })

    it('belong to a range that they touch with an end, cover, or reach as long as they are open', async () => {
      const { store } = context
      await store.insertAnnotation(annotation(START + 10))
      await store.insertAnnotation(annotation(START + 20, { to: START + 40 }))
      await store.insertAnnotation(annotation(START + 30, { isOpen: true }))
      expect(await startsIn(START + 10, START + 10)).toEqual([10])
      expect(await startsIn(START, START + 9)).toEqual([])
      expect(await startsIn(START + 40, START + 50)).toEqual([20, 30])
      expect(await startsIn(START + 25, START + 26)).toEqual([20])
      expect(await startsIn(START + 41, START + DAY_MS)).toEqual([30])
    })

    it('are the newest where there are more than asked for, oldest first', async () => {
      for (const at of [3, 1, 2, 4]) await context.store.insertAnnotation(annotation(START + at))
      expect(await startsIn(START, START + 9, 2)).toEqual([3, 4])
    })

    it('are changed and removed, and never give their number to another', async () => {
      const { store } = context
      const id = await store.insertAnnotation(annotation(START, { isOpen: true }))
      const change = { from: START - 5, to: START + 5, isOpen: false, text: 'Other words', tag: '' }
      await store.updateAnnotation(id, change)
      expect(await store.annotation(id)).toEqual({ id, ...annotation(START), ...change })
      await store.deleteAnnotation(id)
      await store.deleteAnnotation(id)
      expect(await store.annotation(id)).toBeNull()
      expect(await store.insertAnnotation(annotation(START))).toBeGreaterThan(id)
    })

    it('end when everything that is open is closed', async () => {
      const { store } = context
      await store.insertAnnotation(annotation(START, { ...outage, isOpen: true }))
      await store.insertAnnotation(annotation(START + 1))
      await store.closeAnnotations(START + 7)
      const found = await store.annotationsInRange({ from: START, to: START + 9, limit: 9 })
      expect(found.map(({ to, isOpen }) => [to, isOpen])).toEqual([
        [START + 7, false],
        [null, false],
      ])
      expect(await startsIn(START + 8, START + 9)).toEqual([])
    })

    it('lose what the console noted when it is too old, and never what a person did', async () => {
      const { store } = context
      await store.insertAnnotation(annotation(START - 2 * HOUR_MS))
      await store.insertAnnotation(annotation(START - 2 * HOUR_MS, outage))
      await store.insertAnnotation(annotation(START - 3 * HOUR_MS, { ...outage, to: START + 1 }))
      expect(await store.deleteOlderThan({ ...NO_LIMITS, hourBefore: START })).toBe(1)
      const found = await store.annotationsInRange({ from: 0, to: START + DAY_MS, limit: 9 })
      expect(found.map(({ origin }) => origin)).toEqual(['console', 'person'])
    })

    it('take long words of the wire, cut to what fits', async () => {
      const { store } = context
      const id = await store.insertAnnotation(
        annotation(START, { subject: '🚀'.repeat(400), detail: 'x'.repeat(900) }),
      )
      const found = await store.annotation(id)
      expect(found?.subject).toBe('🚀'.repeat(255))
      expect(found?.detail).toBe('x'.repeat(500))
    })
  })

  describe('refusals in a range', () => {
    const context = freshStore(make)

    it('are those of the journal between its ends, newest first, without what was accepted', async () => {
      const { store } = context
      const refused = { outcome: 'refused' as const, reason: 'wrong password' }
      const rows = [0, 10, 20, 30].map((after) => loginAt(START + after, refused))
      await store.commit(batchOf({ logins: [...rows, loginAt(START + 15, { outcome: 'accepted' })] }))
      const times = async (limit: number): Promise<readonly number[]> =>
        (await store.refusalsInRange({ from: START + 10, to: START + 30, limit })).map(({ at }) => at - START)
      expect(await times(9)).toEqual([30, 20, 10])
      expect(await times(2)).toEqual([30, 20])
    })
  })
}
