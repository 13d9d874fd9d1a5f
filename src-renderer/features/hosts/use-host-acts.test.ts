import { beforeEach, describe, expect, it } from 'vitest'
import { failure, fakeStream, setUpConsole } from '../../rpc/fake-console.ts'
import { useToasts } from '../../ui/toasts.ts'
import { hostOf, identityOf } from './fake-host.ts'
import { isSeriesStale } from './series-columns.ts'
import { useHostActs, type HostActs } from './use-host-acts.ts'

describe('acts on hosts', () => {
  let calls: string[]
  let acts: HostActs
  let refused: number | null

  beforeEach(() => {
    calls = []
    refused = null
    let nextId = 100
    const fake = setUpConsole({
      live: { topics: fakeStream().open },
      hosts: {
        list: () => Promise.resolve([]),
        update: ({ id, enabled }: { id: number; enabled: boolean }) => {
          if (id === refused) return Promise.reject(failure('STORAGE_READ_ONLY'))
          calls.push(`${enabled ? 'enable' : 'disable'} ${String(id)}`)
          return Promise.resolve(hostOf({ id, enabled }))
        },
        merge: ({ id, fromId }: { id: number; fromId: number }) => {
          calls.push(`merge ${String(fromId)} into ${String(id)}`)
          return Promise.resolve(hostOf({ id }))
        },
        split: ({ id, identityId, name }: { id: number; identityId: number; name?: string }) => {
          calls.push(`split ${String(identityId)} off ${String(id)} as ${name ?? '?'}`)
          nextId += 1
          return Promise.resolve(hostOf({ id: nextId, name: name ?? 'free name' }))
        },
      },
    })
    fake.app.runWithContext(() => {
      fake.scope.run(() => {
        acts = useHostActs()
      })
    })
  })

  async function undo(): Promise<void> {
    const toasts = useToasts()
    const last = toasts.toasts.at(-1)
    if (last === undefined) throw new Error('nothing was said')
    calls = []
    await toasts.undo(last)
  }

  it('disables those that are enabled, and undoes it for just these', async () => {
    const hosts = [hostOf({ id: 1 }), hostOf({ id: 2, enabled: false }), hostOf({ id: 3 })]
    await acts.setEnabled(hosts, false)
    expect(calls).toEqual(['disable 1', 'disable 3'])
    await undo()
    expect(calls).toEqual(['enable 1', 'enable 3'])
  })

  it('does not undo what the console refused', async () => {
    refused = 1
    await acts.setEnabled([hostOf({ id: 1 }), hostOf({ id: 2 })], false)
    await undo()
    expect(calls).toEqual(['enable 2'])
  })

  it('says nothing where nothing changed', async () => {
    await acts.setEnabled([hostOf({ enabled: true })], true)
    expect(useToasts().toasts).toEqual([])
  })

  it('undoes a merge by splitting: one host again, with its name and whether it was enabled', async () => {
    const into = hostOf({ id: 1, name: 'web03', identities: [identityOf({ id: 10 })] })
    const from = hostOf({
      id: 2,
      name: 'db02',
      enabled: false,
      identities: [identityOf({ id: 21, source: 'collectl' }), identityOf({ id: 20, source: 'scopeport' })],
    })
    expect(await acts.merge(into, from)).toBe(true)
    await undo()
    expect(calls).toEqual([
      'split 20 off 1 as db02',
      'split 21 off 1 as ?',
      'merge 102 into 101',
      'disable 101',
    ])
  })

  it('offers no undo of a merge that cannot be undone', async () => {
    await acts.merge(hostOf({ id: 1, identities: [identityOf({})] }), hostOf({ id: 2, identities: [] }))
    expect(useToasts().toasts.at(-1)?.undo).toBeNull()
  })

  it('undoes a split by merging', async () => {
    await acts.split(hostOf({ id: 1 }), identityOf({ id: 10 }))
    await undo()
    expect(calls).toEqual(['merge 101 into 1'])
  })
})

describe('a series', () => {
  const now = 1_000_000

  it.each([
    ['a second apart, two minutes ago', 1_000, 120_000, false],
    ['a second apart, longer ago', 1_000, 120_001, true],
    ['five minutes apart, three of them ago', 300_000, 900_000, false],
    ['five minutes apart, longer ago', 300_000, 900_001, true],
    ['of unknown distance, two minutes ago', null, 120_000, false],
  ])('is stale or not: %s', (_, intervalMs, ageMs, expected) => {
    expect(isSeriesStale({ lastAt: now - ageMs, intervalMs }, now)).toBe(expected)
  })

  it('that never had a value is stale', () => {
    expect(isSeriesStale({ lastAt: null, intervalMs: null }, now)).toBe(true)
  })
})
