import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { freshStore } from './store-context.ts'
import { START, batchOf, type MakeStore } from './store-fixtures.ts'

/** Text values as spans. */
export function statesSuite(make: MakeStore): void {
  describe('states', () => {
    const context = freshStore(make)
    const observe = async (...states: (readonly [after: number, value: string | null])[]): Promise<void> => {
      for (const [after, value] of states) {
        await context.store.commit(batchOf({ states: [{ seriesId: 1, at: START + after, value }] }))
      }
    }
    const spans = async (from = 0, to = 1_000) => {
      const found = await context.store.states({ seriesId: 1, from: START + from, to: START + to })
      return found.map((span) => [span.from - START, span.to - START, span.value])
    }

    it('joins equal neighbours and begins a span for another value', async () => {
      await observe([0, 'up'], [10, 'up'], [20, 'down'], [30, null], [40, null], [50, 'up'])
      expect(await spans()).toEqual([
        [0, 10, 'up'],
        [20, 20, 'down'],
        [30, 40, null],
        [50, 50, 'up'],
      ])
    })

    it('does not reach across a gap, on either side', async () => {
      for (const after of [0, 100, 201, 350, 301]) {
        const state = { seriesId: 1, at: START + after, value: 'up', gapMs: 100 }
        await context.store.commit(batchOf({ states: [state] }))
      }
      expect(await spans()).toEqual([
        [0, 100, 'up'],
        [201, 350, 'up'],
      ])
    })

    it('takes several of one series in one batch', async () => {
      const states = [0, 5, 9].map((after) => ({ seriesId: 1, at: START + after, value: 'x' }))
      await context.store.commit(batchOf({ states: [...states, { seriesId: 2, at: START, value: 'y' }] }))
      expect(await spans()).toEqual([[0, 9, 'x']])
    })

    it('takes many of many series in one batch as it takes them one by one', async () => {
      const observations = Array.from({ length: 600 }, (_, index) => ({
        seriesId: 100 + (index % 60),
        at: START + Math.floor(index / 60) * 10,
        value: index % 7 === 0 ? null : `v${Math.floor(index / 240)}`,
        gapMs: 25,
      }))
      // Some late ones among them, and what was there before.
      const late = [5, 42, 17].map((at, index) => ({ seriesId: 101 + index, at: START + at, value: 'late' }))
      const before = [{ seriesId: 100, at: START - 20, value: null }]
      await context.store.commit(batchOf({ states: before }))
      await context.store.commit(batchOf({ states: [...observations, ...late] }))
      for (const observation of [...before, ...observations, ...late]) {
        const shifted = { ...observation, seriesId: observation.seriesId + 1_000 }
        await context.store.commit(batchOf({ states: [shifted] }))
      }
      for (const seriesId of [100, 101, 102, 103, 130, 159]) {
        const range = { from: START - 1_000, to: START + 1_000 }
        const together = await context.store.states({ seriesId, ...range })
        expect(together.length).toBeGreaterThan(1)
        expect(together).toEqual(await context.store.states({ seriesId: seriesId + 1_000, ...range }))
      }
    })

    it('takes batches that overtake one another as it takes them one by one', async () => {
      const batches = [2, 0, 3, 1, 5, 4].map((second) =>
        Array.from({ length: 40 }, (_, index) => ({
          seriesId: 300 + index,
          at: START + second * 10 + (index % 3),
          value: `v${(second + (index % 2)) % 3}`,
          gapMs: index % 4 === 0 ? 15 : undefined,
        })).map(({ gapMs, ...state }) => (gapMs === undefined ? state : { ...state, gapMs })),
      )
      for (const states of batches) {
        await context.store.commit(batchOf({ states }))
        for (const state of states)
          await context.store.commit(batchOf({ states: [{ ...state, seriesId: state.seriesId + 1_000 }] }))
      }
      const range = { from: START - 1_000, to: START + 1_000 }
      for (const { seriesId } of batches[0] ?? []) {
        const together = await context.store.states({ seriesId, ...range })
        expect(together.length).toBeGreaterThan(1)
        expect(together).toEqual(await context.store.states({ seriesId: seriesId + 1_000, ...range }))
      }
    })

    it('finds the place of what is late among more spans than are held at once', async () => {
      const many = Array.from({ length: 9_000 }, (_, index) => ({
        seriesId: 500,
        at: START + index * 10,
        value: `v${index % 2}`,
      }))
      await context.store.commit(batchOf({ states: many }))
      const late = [5, 89_985, 44_995].map((at) => ({ seriesId: 500, at: START + at, value: 'late' }))
      await context.store.commit(batchOf({ states: late }))
      const found = await context.store.states({ seriesId: 500, from: START, to: START + 90_000 })
      expect(found).toHaveLength(many.length + late.length)
      expect(found.filter(({ value }) => value === 'late').map(({ from }) => from)).toEqual(
        late.map(({ at }) => at).sort((one, other) => one - other),
      )
    })

    it('finds the place of what comes late', async () => {
      await observe([10, 'a'], [30, 'b'], [50, 'b'])
      await observe([20, 'b'], [5, 'a'], [60, 'c'], [55, 'b'])
      expect(await spans()).toEqual([
        [5, 10, 'a'],
        [20, 55, 'b'],
        [60, 60, 'c'],
      ])
    })

    it('joins the two spans that a late value lies between', async () => {
      await observe([0, 'a'], [20, 'b'], [40, 'a'], [20, 'a'])
      expect(await spans()).toEqual([[0, 40, 'a']])
    })

    it('parts a span where another value was observed in it', async () => {
      await observe([0, 'a'], [100, 'a'], [50, 'b'])
      expect(await spans()).toEqual([
        [0, 49, 'a'],
        [50, 50, 'b'],
        [51, 100, 'a'],
      ])
      await observe([0, 'c'], [100, null])
      expect(await spans()).toEqual([
        [0, 0, 'c'],
        [1, 49, 'a'],
        [50, 50, 'b'],
        [51, 99, 'a'],
        [100, 100, null],
      ])
    })

    it('gives whole spans that touch the range', async () => {
      await observe([0, 'a'], [10, 'a'], [20, 'b'], [30, 'c'], [40, 'c'])
      expect(await spans(10, 30)).toEqual([
        [0, 10, 'a'],
        [20, 20, 'b'],
        [30, 40, 'c'],
      ])
      expect(await spans(11, 29)).toEqual([[20, 20, 'b']])
    })

    it('never overlaps, and says what was observed last at each time, in any order', async () => {
      const observation = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.constantFrom('a', 'b', null))
      let seriesId = 10
      await fc.assert(
        fc.asyncProperty(fc.array(observation, { maxLength: 25 }), async (observations) => {
          seriesId += 1
          const states = observations.map(([after, value]) => ({ seriesId, at: START + after, value }))
          await context.store.commit(batchOf({ states }))
          const found = await context.store.states({ seriesId, from: START, to: START + 60 })
          for (const [index, span] of found.entries()) {
            expect(span.to).toBeGreaterThanOrEqual(span.from)
            expect(span.from).toBeGreaterThan(found[index - 1]?.to ?? -1)
          }
          for (const [at, value] of new Map(states.map((state) => [state.at, state.value]))) {
            expect(found.find((span) => span.from <= at && at <= span.to)?.value).toBe(value)
          }
        }),
        { numRuns: 60 },
      )
    })
  })
}
