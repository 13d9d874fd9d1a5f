import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick, shallowRef } from 'vue'
import type { BlacklistEntry } from '../../../src-main/contract/index.ts'
import { failure, fakeStream, setUpConsole, type FakeConsole } from '../../rpc/fake-console.ts'
import { useToasts } from '../../ui/toasts.ts'
import { useBlockForm, type BlockForm } from './use-block-form.ts'
import { useImport, type ImportForm } from './use-import.ts'

interface NewEntry {
  readonly host: string
  readonly reason?: string
  readonly expiresAt?: number | null
}

describe('blocking addresses', () => {
  const NOW = Date.parse('2026-11-20T20:00:00Z')
  const open = shallowRef(false)
  const addresses = shallowRef<readonly string[]>([])
  let fake: FakeConsole
  let added: NewEntry[]
  let removed: number[]
  let form: BlockForm
  let list: ImportForm
  let refuse: string | null

  function preview({ host }: { host: string }) {
    return Promise.resolve({
      valid: /^[\d./]+$/.test(host),
      ownAddresses: host.startsWith('127.') ? ['127.0.0.1'] : [],
      activeHosts: host === '192.0.2.50' ? ['db02'] : [],
      coveredBy: host === '192.0.2.66' ? '192.0.2.66' : null,
    })
  }

  function add(entry: NewEntry): Promise<BlacklistEntry> {
    if (entry.host === refuse) return Promise.reject(failure('BLACKLIST_ENTRY_EXISTS'))
    added.push(entry)
    return Promise.resolve({
      id: added.length,
      host: entry.host,
      reason: entry.reason ?? null,
      createdAt: NOW,
      expiresAt: entry.expiresAt ?? null,
      hits: 0,
      lastHitAt: null,
      origin: 'person',
    })
  }

  beforeEach(() => {
    vi.useFakeTimers({ now: NOW })
    open.value = false
    addresses.value = []
    added = []
    removed = []
    refuse = null
    fake = setUpConsole({
      live: { topics: fakeStream().open },
      blacklist: {
        list: () => Promise.resolve([]),
        preview,
        add,
        remove: ({ id }: { id: number }) => Promise.resolve(removed.push(id)),
      },
    })
    fake.app.runWithContext(() => {
      fake.scope.run(() => {
        form = useBlockForm(open, () => addresses.value)
        list = useImport(open, () => 'too large')
      })
    })
  })
  afterEach(() => {
    fake.scope.stop()
    vi.useRealTimers()
  })

  async function show(...given: string[]): Promise<void> {
    addresses.value = given
    open.value = true
    await vi.advanceTimersByTimeAsync(200)
  }
  async function type(text: string): Promise<void> {
    form.host.value = text
    await vi.advanceTimersByTimeAsync(200)
  }
  async function paste(text: string): Promise<void> {
    list.text.value = text
    await vi.advanceTimersByTimeAsync(200)
  }

  it('asks what an address covers a moment after typing, and not for each letter', async () => {
    await show()
    const asked = vi.fn()
    form.host.value = '192.'
    await vi.advanceTimersByTimeAsync(100)
    asked(form.preview.verdict.value)
    await type('192.0.2.7')
    expect(asked).toHaveBeenCalledWith(null)
    expect(form.preview.verdict.value?.free).toEqual(['192.0.2.7'])
    expect(form.isReady.value).toBe(true)
  })

  it('blocks with a reason and an end, and offers to take it back', async () => {
    await show('192.0.2.7')
    form.reason.value = ' scans '
    form.until.value = 'hour'
    await form.submit()
    expect(added).toEqual([{ host: '192.0.2.7', reason: 'scans', expiresAt: NOW + 3_600_000 + 200 }])
    expect(open.value).toBe(false)
    const toasts = useToasts()
    const [toast] = toasts.toasts
    if (toast === undefined) throw new Error('nothing was said')
    await toasts.undo(toast)
    expect(removed).toEqual([1])
  })

  it.each(['127.0.0.1', '192.0.2.50'])('wants it said twice before %s is blocked', async (host) => {
    await show(host)
    expect(form.isReady.value).toBe(false)
    await form.submit()
    expect(added).toEqual([])
    form.isMeant.value = true
    await form.submit()
    expect(added).toHaveLength(1)
  })

  it('forgets that it was meant when the address changes', async () => {
    await show('127.0.0.1')
    form.isMeant.value = true
    await type('127.0.0.0/8')
    expect(form.isMeant.value).toBe(false)
    expect(form.isReady.value).toBe(false)
  })

  it.each([
    ['nothing', ''],
    ['no address', 'foo'],
    ['what is blocked already', '192.0.2.66'],
  ])('does not block %s', async (_, host) => {
    await show(host)
    expect(form.isReady.value).toBe(false)
  })

  it('does not block until a time that is over', async () => {
    await show('192.0.2.7')
    form.until.value = 'date'
    form.date.value = '2020-01-01T00:00:00'
    expect(form.isReady.value).toBe(false)
    expect(form.dateError.value).not.toBe('')
  })

  it('stays open with the reason when the console refuses', async () => {
    refuse = '192.0.2.7'
    await show('192.0.2.7')
    await form.submit()
    expect(open.value).toBe(true)
    expect(form.error.value).toContain('blacklist already')
  })

  it('blocks several at once, those left out that are blocked already', async () => {
    await show('192.0.2.7', '192.0.2.66', '192.0.2.8')
    await form.submit()
    expect(added.map(({ host }) => host)).toEqual(['192.0.2.7', '192.0.2.8'])
  })

  it('imports a list: what is wrong has its line, the rest is blocked', async () => {
    await show()
    await paste('192.0.2.7 # scans\nfoo\n192.0.2.66\n192.0.2.7\n192.0.2.8')
    expect(list.problems.value.map(({ line, kind }) => [line, kind])).toEqual([
      [2, 'invalid'],
      [3, 'there'],
      [4, 'twice'],
    ])
    await list.submit()
    expect(added).toEqual([
      { host: '192.0.2.7', reason: 'scans', expiresAt: null },
      { host: '192.0.2.8', expiresAt: null },
    ])
  })

  it('imports on when somebody was faster with one of them', async () => {
    refuse = '192.0.2.7'
    await show()
    await paste('192.0.2.7\n192.0.2.8')
    await list.submit()
    expect(added.map(({ host }) => host)).toEqual(['192.0.2.8'])
    expect(open.value).toBe(false)
  })

  it('wants it said twice before a list locks this machine out', async () => {
    await show()
    await paste('192.0.2.7\n127.0.0.1')
    expect(list.isReady.value).toBe(false)
    list.isMeant.value = true
    await nextTick()
    expect(list.isReady.value).toBe(true)
  })

  it.each([
    [1_000_000, ''],
    [1_000_001, 'too large'],
  ])('takes a file of %d bytes: “%s”', async (bytes, error) => {
    await show()
    await list.takeFile(new File(['#'.repeat(bytes)], 'list.txt'))
    expect(list.error.value).toBe(error)
  })
})
