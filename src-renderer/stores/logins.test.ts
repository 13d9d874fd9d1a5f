import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Login } from '../../src-main/contract/index.ts'
import { fakeStream, setUpConsole, type FakeConsole } from '../rpc/fake-console.ts'
import { LOGINS_PER_READING, useLogins } from './logins.ts'

interface Asked {
  readonly limit: number
  readonly beforeId?: number
  readonly outcome?: string
}

/** A journal of rows 1 … `newest`, refused where the number is even. */
class FakeJournal {
  newest: number
  readonly asked: Asked[] = []

  constructor(newest: number) {
    this.newest = newest
  }

  list(asked: Asked): Promise<Login[]> {
    this.asked.push(asked)
    const from = Math.min(this.newest, (asked.beforeId ?? Number.POSITIVE_INFINITY) - 1)
    const rows: Login[] = []
    for (let id = from; id > 0 && rows.length < asked.limit; id -= 1) {
      const outcome = id % 2 === 0 ? 'refused' : 'accepted'
      if (asked.outcome !== undefined && asked.outcome !== outcome) continue
      rows.push({
        id,
        at: id,
        protocol: 'ScopePort',
        address: '192.0.2.7',
        identity: null,
        outcome,
        reason: null,
        repeats: 1,
      })
    }
    return Promise.resolve(rows)
  }
}

describe('the login journal', () => {
  let fake: FakeConsole
  let journal: FakeJournal
  let logins: ReturnType<typeof useLogins>

  function make(newest: number): void {
    journal = new FakeJournal(newest)
    fake = setUpConsole({
      live: { topics: fakeStream().open },
      logins: { list: (asked: Asked) => journal.list(asked) },
    })
    logins = fake.app.runWithContext(() => useLogins())
    fake.scope.run(() => {
      logins.look()
    })
  }
  const ids = (): number[] => (logins.data ?? []).map(({ id }) => id)
  const isWhole = (rows: number[]): boolean =>
    rows.every((id, index) => index === 0 || id === (rows[index - 1] ?? 0) - 1)

  beforeEach(() => {
    vi.useRealTimers()
  })

  it.each([
    [LOGINS_PER_READING - 1, false],
    [LOGINS_PER_READING, true],
    [LOGINS_PER_READING + 1, true],
  ])('of %d rows: older ones to fetch: %s', async (newest, hasOlder) => {
    make(newest)
    await vi.waitFor(() => {
      expect(ids()).toHaveLength(Math.min(newest, LOGINS_PER_READING))
    })
    expect(logins.hasOlder).toBe(hasOlder)
  })

  it('keeps the older rows that were fetched when new ones come', async () => {
    make(500)
    await logins.read()
    await logins.readOlder()
    expect(ids()).toHaveLength(400)
    journal.newest = 510
    await logins.read()
    expect(ids()[0]).toBe(510)
    expect(ids()).toHaveLength(410)
    expect(isWhole(ids())).toBe(true)
  })

  it('fetches the last page once', async () => {
    make(250)
    await logins.read()
    await logins.readOlder()
    expect(ids()).toHaveLength(250)
    expect(logins.hasOlder).toBe(false)
    const calls = journal.asked.length
    await logins.readOlder()
    expect(journal.asked).toHaveLength(calls)
  })

  it('catches up with a flood, without a hole', async () => {
    make(300)
    await logins.read()
    journal.newest = 3_000
    await logins.read()
    expect(ids()[0]).toBe(3_000)
    expect(ids().at(-1)).toBe(101)
    expect(isWhole(ids())).toBe(true)
  })

  it('starts anew behind a flood that is too far ahead, rather than with a hole', async () => {
    make(300)
    await logins.read()
    journal.newest = 9_000
    await logins.read()
    expect(ids()).toHaveLength(LOGINS_PER_READING)
    expect(ids()[0]).toBe(9_000)
    expect(logins.hasOlder).toBe(true)
  })

  it('asks the console for what is filtered, over the whole journal', async () => {
    make(1_000)
    await logins.read()
    await logins.filter({ outcome: 'refused' })
    expect(journal.asked.at(-1)).toMatchObject({ outcome: 'refused', limit: LOGINS_PER_READING })
    expect(ids()).toHaveLength(LOGINS_PER_READING)
    expect(ids().every((id) => id % 2 === 0)).toBe(true)
  })

  it('is not empty when only the filter finds nothing', async () => {
    make(1)
    await logins.read()
    await logins.filter({ outcome: 'refused' })
    expect(ids()).toEqual([])
    expect(logins.state).toBe('ready')
    journal.newest = 0
    await logins.filter({})
    expect(logins.state).toBe('empty')
  })
})
