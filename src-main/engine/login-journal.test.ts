import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { storageWith } from '../../test/support/store-double.ts'
import type { Login } from '../contract/index.ts'
import type { IngestService } from './ingest-service.ts'
import { LiveHub } from './live-hub.ts'
import { LoginJournal, startOfToday } from './login-journal.ts'

const START = new Date(2026, 10, 20, 12).getTime()
const ACCEPTED = {
  protocol: 'ScopePort',
  address: '10.0.0.1',
  identity: '16',
  outcome: 'accepted',
  reason: null,
} as const
const REFUSED = { ...ACCEPTED, outcome: 'refused', reason: 'wrong password' } as const

beforeEach(() => void vi.useFakeTimers({ now: START }))
afterEach(() => void vi.useRealTimers())

function start(refusedToday = 0) {
  const rows: Omit<Login, 'id'>[] = []
  const ingest: Pick<IngestService, 'journal'> = { journal: (row) => rows.push(row) }
  const journal = new LoginJournal({
    ingest: ingest as IngestService,
    storage: storageWith({}),
    hub: new LiveHub(Date.now),
    now: Date.now,
  })
  journal.start(refusedToday)
  return { journal, rows }
}

describe('the journal', () => {
  it('has a row for every login, however many there are', () => {
    const { journal, rows } = start()
    for (let login = 0; login < 100; login++) journal.add(ACCEPTED)
    expect(rows).toHaveLength(100)
    expect(rows[0]).toEqual({ ...ACCEPTED, at: START, repeats: 1 })
    journal.stop()
  })

  it('folds a flood of one refusal: twenty rows, then one a minute that says how many it stands for', () => {
    const { journal, rows } = start()
    for (let refusal = 0; refusal < 1_000; refusal++) journal.add(REFUSED)
    expect(rows).toHaveLength(20)
    vi.advanceTimersByTime(70_000)
    expect(rows).toHaveLength(21)
    expect(rows[20]).toMatchObject({ ...REFUSED, repeats: 980 })
    expect(rows.reduce((sum, { repeats }) => sum + repeats, 0)).toBe(1_000)
    journal.add(REFUSED)
    expect(rows[21]).toMatchObject({ repeats: 1 })
    journal.stop()
  })

  it('at the edge: the twentieth has a row of its own, the twenty-first is folded', () => {
    const { journal, rows } = start()
    for (let refusal = 0; refusal < 20; refusal++) journal.add(REFUSED)
    expect(rows).toHaveLength(20)
    journal.add(REFUSED)
    expect(rows).toHaveLength(20)
    journal.stop()
    expect(rows).toHaveLength(21)
    expect(rows[20]).toMatchObject({ repeats: 1 })
  })

  it('keeps apart what differs in address, identity or reason', () => {
    const { journal, rows } = start()
    for (let refusal = 0; refusal < 20; refusal++) journal.add(REFUSED)
    journal.add({ ...REFUSED, address: '10.0.0.2' })
    journal.add({ ...REFUSED, identity: '17' })
    journal.add({ ...REFUSED, reason: 'on the blacklist' })
    expect(rows).toHaveLength(23)
    journal.stop()
  })

  it('does not grow without bound under a flood of refusals that all differ', () => {
    const { journal, rows } = start()
    for (let refusal = 0; refusal < 25_000; refusal++) journal.add({ ...REFUSED, identity: String(refusal) })
    expect(rows).toHaveLength(25_000)
    journal.stop()
    expect(rows).toHaveLength(25_000)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('refusals of today', () => {
  it('are counted folded or not, from what the database knew', () => {
    const { journal } = start(5)
    for (let refusal = 0; refusal < 100; refusal++) journal.add(REFUSED)
    journal.add(ACCEPTED)
    expect(journal.refusedToday).toBe(105)
    journal.stop()
  })

  it('begin anew at midnight', () => {
    const { journal } = start(5)
    vi.advanceTimersByTime(12 * 3_600_000 - 1)
    expect(journal.refusedToday).toBe(5)
    vi.advanceTimersByTime(1)
    expect(journal.refusedToday).toBe(0)
    journal.stop()
  })

  it('today is the reader’s day', () => {
    expect(startOfToday(START)).toBe(new Date(2026, 10, 20).getTime())
  })
})
