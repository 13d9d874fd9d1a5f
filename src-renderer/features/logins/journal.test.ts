import { describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import type { Login } from '../../../src-main/contract/index.ts'
import { fakeStream, setUpConsole } from '../../rpc/fake-console.ts'
import { useLogins } from '../../stores/logins.ts'
import { hostOf, identityOf } from '../hosts/fake-host.ts'
import { hostsByLogin } from './hosts-by-login.ts'
import { addressesOf } from './journal-addresses.ts'
import { journalTime } from './journal-time.ts'
import { useJournal, type Journal } from './use-journal.ts'

function login(id: number, patch: Partial<Login> = {}): Login {
  return {
    id,
    at: id,
    protocol: 'ScopePort',
    address: '192.0.2.7',
    identity: null,
    outcome: 'refused',
    reason: null,
    repeats: 1,
    ...patch,
  }
}

describe('reading the journal while it grows', () => {
  const list = vi.fn<(asked: { beforeId?: number }) => Promise<Login[]>>()

  async function make(): Promise<{ journal: Journal; logins: ReturnType<typeof useLogins> }> {
    list.mockReset().mockResolvedValue([3, 2, 1].map((id) => login(id)))
    const fake = setUpConsole({ live: { topics: fakeStream().open }, logins: { list } })
    return await fake.app.runWithContext(async () => {
      const logins = useLogins()
      const journal = fake.scope.run(() => useJournal())
      if (journal === undefined) throw new Error('the scope has ended')
      await logins.read()
      return { journal, logins }
    })
  }
  const idsOf = (journal: Journal): number[] => journal.shown.value.map(({ id }) => id)

  it('shows new rows at once at the top', async () => {
    const { journal, logins } = await make()
    logins.put([4, 3, 2, 1].map((id) => login(id)))
    expect(idsOf(journal)).toEqual([4, 3, 2, 1])
    expect(journal.waitingCount.value).toBe(0)
  })

  it('holds them back while somebody reads further down, and says how many wait', async () => {
    const { journal, logins } = await make()
    journal.onScrolled({ topPx: 200, restPx: 5_000 })
    logins.put([5, 4, 3, 2, 1].map((id) => login(id)))
    expect(idsOf(journal)).toEqual([3, 2, 1])
    expect(journal.waitingCount.value).toBe(2)
    journal.release()
    expect(idsOf(journal)).toEqual([5, 4, 3, 2, 1])
  })

  it.each([
    [4, 0],
    [5, 1],
  ])('scrolled by %d px holds back %d row', async (topPx, waiting) => {
    const { journal, logins } = await make()
    journal.onScrolled({ topPx, restPx: 5_000 })
    logins.put([4, 3, 2, 1].map((id) => login(id)))
    expect(journal.waitingCount.value).toBe(waiting)
  })

  it('shows them when one is back at the top', async () => {
    const { journal, logins } = await make()
    journal.onScrolled({ topPx: 200, restPx: 5_000 })
    logins.put([4, 3, 2, 1].map((id) => login(id)))
    journal.onScrolled({ topPx: 0, restPx: 5_200 })
    expect(idsOf(journal)).toEqual([4, 3, 2, 1])
  })

  it.each([
    [799, 1],
    [800, 0],
  ])('%d px before the end fetches older rows %d times', async (restPx, times) => {
    const { journal, logins } = await make()
    logins.hasOlder = true
    list.mockClear()
    journal.onScrolled({ topPx: 500, restPx })
    expect(list).toHaveBeenCalledTimes(times)
  })

  it('starts at the top of another question', async () => {
    const { journal, logins } = await make()
    journal.onScrolled({ topPx: 200, restPx: 5_000 })
    await logins.filter({ search: 'x' })
    await nextTick()
    expect(journal.heldId.value).toBeNull()
  })
})

describe('rows of the journal', () => {
  it('are blocked by their addresses, each once', () => {
    const rows = [login(3), login(2, { address: '192.0.2.8' }), login(1)]
    expect(addressesOf(rows)).toEqual(['192.0.2.7', '192.0.2.8'])
  })

  it('belong to the host of the claimed id, also after it was merged into another one', () => {
    const web = hostOf({
      id: 3,
      name: 'web03',
      identities: [identityOf({ name: '3' }), identityOf({ name: '16' })],
    })
    const found = hostsByLogin([hostOf({ id: 1, name: 'db02' }), web])
    expect(found.get('1')?.name).toBe('db02')
    expect(found.get('16')?.name).toBe('web03')
    expect(found.get('99')).toBeUndefined()
  })

  it('do not belong to a host whose collectl name looks like the id', () => {
    const odd = hostOf({ id: 5, identities: [identityOf({ source: 'collectl', name: '7' })] })
    expect(hostsByLogin([odd]).get('7')).toBeUndefined()
  })

  it('stand there with the clock alone today, with the day before midnight', () => {
    const format = { clock: () => '00:00:01', day: () => '19 Nov' }
    const now = new Date(2026, 10, 20, 0, 0, 2).getTime()
    expect(journalTime(now - 1_000, now, format)).toBe('00:00:01')
    expect(journalTime(now - 3_000, now, format)).toBe('19 Nov, 00:00:01')
  })
})
