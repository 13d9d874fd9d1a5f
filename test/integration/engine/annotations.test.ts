import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Annotation, Change } from '../../../src-main/contract/index.ts'
import { startTestEngine, type TestEngine } from '../../support/test-engine.ts'

const HOUR_MS = 3_600_000

describe('annotations', () => {
  let deck: TestEngine
  beforeEach(async () => {
    deck = await startTestEngine()
  })
  afterEach(() => deck.dispose())

  const list = (): Promise<Annotation[]> =>
    deck.services.annotations.list({ from: Date.now() - HOUR_MS, to: Date.now() + HOUR_MS, limit: 500 })
  /** What the console noted itself, once there is so much of it. */
  const noted = async (kinds: readonly string[]): Promise<readonly Annotation[]> => {
    await vi.waitFor(async () => expect((await list()).map(({ kind }) => kind)).toEqual(kinds), 5_000)
    return list()
  }
  const change = (kind: Change['kind'], subject: string, hostId: number | null = null): void =>
    deck.services.annotations.noteChange({ id: 1, at: Date.now(), kind, subject, detail: 'why', hostId })

  it('of a person are points and regions, changed and removed', async () => {
    await noted(['console-started'])
    const { annotations } = deck.services
    const now = Date.now()
    const point = await annotations.add({ from: now, to: null, text: 'New switch', tag: 'network' })
    const region = await annotations.add({ from: now + 9, to: now + 1, text: 'Backup', tag: '' })
    expect(region).toMatchObject({ from: now + 1, to: now + 9, origin: 'person', kind: null })
    await annotations.update(point.id ?? 0, { to: now + 5, text: 'Old switch' })
    expect((await list()).slice(1)).toEqual([{ ...point, to: now + 5, text: 'Old switch' }, region])
    expect(await annotations.remove(region.id ?? 0)).toEqual(region)
    await expect(annotations.remove(region.id ?? 0)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await list()).toHaveLength(2)
  })

  it('of the console stand as they are', async () => {
    const [started] = await noted(['console-started'])
    const { annotations } = deck.services
    await expect(annotations.update(started?.id ?? 0, { text: 'x' })).rejects.toMatchObject({
      code: 'ANNOTATION_FIXED',
    })
    await expect(annotations.remove(started?.id ?? 0)).rejects.toMatchObject({ code: 'ANNOTATION_FIXED' })
  })

  it('say when the console was off, and that it was started where nobody knows', async () => {
    await noted(['console-started'])
    const stoppedFrom = Date.now()
    deck = await deck.restart()
    const [, off] = await noted(['console-started', 'console-off'])
    expect(off).toMatchObject({ tag: 'restart', isOpen: false })
    expect(off?.from).toBeGreaterThanOrEqual(stoppedFrom)
    expect(off?.to).toBeGreaterThanOrEqual(off?.from ?? Infinity)
  })

  it('of an outage are open until it is over, whatever happens beside it', async () => {
    await noted(['console-started'])
    change('host-stale', 'web01', 4)
    change('host-stale', 'web01', 4)
    change('collectl-lost', 'db02')
    const [, stale, lost] = await noted(['console-started', 'host-stale', 'collectl-lost'])
    expect(stale).toMatchObject({ isOpen: true, to: null, subject: 'web01', hostId: 4, tag: 'outage' })
    expect(lost).toMatchObject({ isOpen: true, detail: 'why' })
    change('host-back', 'web01', 4)
    change('host-back', 'web02', 5)
    await vi.waitFor(async () => expect((await list())[1]).toMatchObject({ isOpen: false }), 5_000)
    expect((await list())[1]?.to).toBeGreaterThanOrEqual(stale?.from ?? Infinity)
    expect((await list())[2]).toMatchObject({ isOpen: true })
  })

  it('that were open when the console ended are closed by the next start', async () => {
    await noted(['console-started'])
    change('host-stale', 'web01', 4)
    await noted(['console-started', 'host-stale'])
    deck = await deck.restart()
    const [, stale] = await noted(['console-started', 'host-stale', 'console-off'])
    expect(stale).toMatchObject({ isOpen: false })
  })

  it('name what was set otherwise, and what came onto a list', async () => {
    await noted(['console-started'])
    const { settings, blacklist } = deck.services
    const { retention } = settings.current
    await settings.update({ retention: { ...retention, rawDays: retention.rawDays + 1 } })
    await settings.update({ retention: { ...retention, rawDays: retention.rawDays + 1 } })
    await blacklist.add({ host: '192.0.2.9', reason: 'noise' })
    const [, changed, blocked] = await noted(['console-started', 'settings-changed', 'blacklisted'])
    expect(changed).toMatchObject({ tag: 'config', subject: 'retention', to: null })
    expect(blocked).toMatchObject({ tag: 'config', subject: '192.0.2.9' })
  })

  it('join refused logins of the journal into one, with how many and from where', async () => {
    await noted(['console-started'])
    const refused = { protocol: 'scopeport', identity: '7', outcome: 'refused', reason: 'password' } as const
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.1'])
      deck.services.journal.add({ ...refused, address })
    await deck.services.journal.list({ limit: 1 })
    const [, burst] = await noted(['console-started', 'logins-refused'])
    expect(burst).toMatchObject({ id: null, tag: 'login', detail: '3', subject: '192.0.2.1, 192.0.2.2' })
  })
})
