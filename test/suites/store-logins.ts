import { describe, expect, it } from 'vitest'
import { freshStore } from './store-context.ts'
import { START, batchOf, loginAt, type MakeStore } from './store-fixtures.ts'

/** The login journal. */
export function loginsSuite(make: MakeStore): void {
  describe('login journal', () => {
    const context = freshStore(make)

    it('gives rows newest first, as they were written', async () => {
      const { store } = context
      const refused = { outcome: 'refused', reason: 'wrong password', identity: null, repeats: 40 } as const
      await store.commit(batchOf({ logins: [loginAt(START), loginAt(START + 1, refused)] }))
      const found = await store.logins({ limit: 10 })
      expect(found).toEqual([
        { id: found[0]?.id, ...loginAt(START + 1, refused) },
        { id: found[1]?.id, ...loginAt(START) },
      ])
      expect(found[0]?.id).toBeGreaterThan(found[1]?.id ?? Infinity)
    })

    it('pages', async () => {
      const { store } = context
      await store.commit(batchOf({ logins: [0, 1, 2, 3, 4].map((after) => loginAt(START + after)) }))
      const first = await store.logins({ limit: 2 })
      const second = await store.logins({ limit: 2, beforeId: first[1]?.id ?? 0 })
      const third = await store.logins({ limit: 2, beforeId: second[1]?.id ?? 0 })
      expect([first, second, third].map((page) => page.map(({ at }) => at - START))).toEqual([
        [4, 3],
        [2, 1],
        [0],
      ])
    })

    it('filters by outcome and by words, which are no patterns', async () => {
      const { store } = context
      await store.commit(
        batchOf({
          logins: [
            loginAt(START, { address: '2001:db8::7' }),
            loginAt(START, { identity: '100%_a!b' }),
            loginAt(START, { outcome: 'refused', reason: 'Login incorrect', identity: null }),
          ],
        }),
      )
      const count = async (query: object): Promise<number> =>
        (await store.logins({ limit: 9, ...query })).length
      expect(await count({ outcome: 'refused' })).toBe(1)
      expect(await count({ outcome: 'accepted' })).toBe(2)
      expect(await count({ search: 'db8' })).toBe(1)
      expect(await count({ search: 'INCORRECT' })).toBe(1)
      expect(await count({ search: '0%_a!' })).toBe(1)
      expect(await count({ search: '%' })).toBe(1)
      expect(await count({ search: '' })).toBe(3)
      expect(await count({ search: 'incorrect', outcome: 'accepted' })).toBe(0)
    })

    it('finds whoever claimed one of several ids, and no id that only looks alike', async () => {
      const { store } = context
      const logins = ['1', '16', '116', null].map((identity) => loginAt(START, { identity }))
      await store.commit(batchOf({ logins }))
      const found = await store.logins({ limit: 9, identities: ['16', '1'] })
      expect(found.map(({ identity }) => identity)).toEqual(['16', '1'])
    })

    it('counts refusals since a time, folded ones included', async () => {
      const { store } = context
      expect(await store.refusedSince(START)).toBe(0)
      await store.commit(
        batchOf({
          logins: [
            loginAt(START - 1, { outcome: 'refused' }),
            loginAt(START, { outcome: 'refused' }),
            loginAt(START, { outcome: 'accepted', repeats: 100 }),
            loginAt(START + 9, { outcome: 'refused', repeats: 40 }),
          ],
        }),
      )
      expect(await store.refusedSince(START)).toBe(41)
    })
  })
}
