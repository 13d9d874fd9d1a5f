import { isDefinedError, safe } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { CONTRACT_LIMITS, type contract, type LiveFrame } from '../../src-main/contract/index.ts'
import { addValues, startTestEngine, type TestEngine } from '../support/test-engine.ts'

export type ContractClient = ContractRouterClient<typeof contract>

/** One end of a transport over which the contract of a running engine is reached. */
export interface TransportConnection {
  readonly client: ContractClient
  /** Breaks the connection without a word, as a browser does that is closed. */
  disconnect(): void
  close(): Promise<void>
}

const FRAME_MS = 1_000 / CONTRACT_LIMITS.liveFramesPerSecond

/** The next frame of a stream that goes on. */
export async function nextOf<Frame>(stream: AsyncIterator<Frame, unknown>): Promise<Frame> {
  const { done, value } = await stream.next()
  if (done === true) throw new Error('The stream has ended.')
  return value
}

/** What every transport of the contract has to do. */
export function transportSuite(
  name: string,
  connect: (served: TestEngine) => Promise<TransportConnection>,
): void {
  describe(name, () => {
    let served: TestEngine
    let connection: TransportConnection
    let client: ContractClient

    /** Each test has a machine of its own. */
    let machine: string
    let machines = 0

    beforeAll(async () => {
      served = await startTestEngine()
    })

    beforeEach(async () => {
      machine = `machine-${++machines}`
      connection = await connect(served)
      client = connection.client
    })

    afterEach(() => connection.close())

    afterAll(() => served.dispose())

    /** A series that has one value, and a stream of it that has given its first frame. */
    async function follow(): Promise<{ id: number; frames: AsyncIterator<LiveFrame> }> {
      addValues(served, machine, { load: 0 })
      const [series] = await client.series.list({ host: machine })
      const id = series?.id ?? 0
      const frames = await client.live.samples({ ids: [id] })
      expect((await nextOf(frames)).series[0]?.v).toEqual([0])
      return { id, frames }
    }

    const followersOf = (id: number) => served.services.catalogue.series(id)?.followers ?? null

    it('carries calls both ways', async () => {
      const { password, ...host } = await client.hosts.create({ name: machine })
      expect(host).toMatchObject({ name: machine, hasPassword: true })
      expect(password).toHaveLength(20)
      expect(await client.hosts.list()).toContainEqual(host)
      expect(await client.hosts.get({ id: host.id })).toEqual(host)
      expect(await client.status.get()).toMatchObject({ storage: { state: 'ok' } })
    })

    it('carries expected failures with their code and words', async () => {
      const [error, , isDefined] = await safe(client.hosts.get({ id: 4711 }))
      expect(isDefined && isDefinedError(error)).toBe(true)
      expect(error).toMatchObject({
        code: 'NOT_FOUND',
        status: 404,
        message: 'There is no host 4711.',
        data: { detail: 'There is no host 4711.' },
      })
    })

    it('names the field of an input that is not valid', async () => {
      const [error] = await safe(client.hosts.create({ name: ' ' }))
      expect(error).toMatchObject({ code: 'BAD_REQUEST', status: 400, defined: true })
      expect(error?.message).toMatch(/^name: /)
    })

    it('tells of a bug only that there was one, and logs it', async () => {
      const broken = vi.spyOn(served.services.overview, 'get').mockImplementation(() => {
        throw new Error('a secret of the inside')
      })
      const [error] = await safe(client.overview.get())
      broken.mockRestore()
      expect(error).toMatchObject({ code: 'INTERNAL', status: 500, defined: true })
      expect(JSON.stringify(error)).not.toContain('secret')
      expect(served.lines.join('\n')).toContain('a secret of the inside')
    })

    it('answers two thousand calls at once', async () => {
      const answers = await Promise.all(Array.from({ length: 2_000 }, () => client.settings.get()))
      expect(answers).toHaveLength(2_000)
      expect(answers.every((answer) => answer.fixed.includes('scopeport.port'))).toBe(true)
    })

    it('carries the largest answers', async () => {
      const metrics = Array.from({ length: CONTRACT_LIMITS.seriesPerPage }, (_, index) => [
        `m${index}`,
        index,
      ])
      addValues(served, machine, Object.fromEntries(metrics) as Record<string, number>)
      const list = await client.series.list({ host: machine })
      expect(list).toHaveLength(CONTRACT_LIMITS.seriesPerPage)
      expect(list.at(-1)).toMatchObject({ host: machine, metric: 'm4999', lastValue: 4999 })

      const from = Date.now() - 600_000
      for (let point = 0; point < 20_000; point++) addValues(served, machine, { m0: point }, from + point)
      await served.services.ingest.settle()
      const id = list[0]?.id ?? 0
      const { t, v } = await client.series.samples({
        id,
        from,
        to: from + 19_999,
        maxPoints: CONTRACT_LIMITS.maxPoints,
      })
      expect([t.length, v.length, v.at(-1)]).toEqual([20_000, 20_000, 19_999])
    })

    it('streams the status at once, then again', async () => {
      const states = await client.status.watch()
      const first = await nextOf(states)
      const second = await nextOf(states)
      expect(first.version).toBe('0.0.0-test')
      expect(second.now - first.now).toBeGreaterThanOrEqual(900)
      await states.return?.()
    })

    it('streams what has changed', async () => {
      const topics = await client.live.topics()
      const next = nextOf(topics)
      await vi.waitFor(() => {
        served.services.hub.publishTopic('hosts')
        served.services.hub.publishTopic('logins')
        return expect(Promise.race([next, Promise.reject(new Error('nothing yet'))])).resolves.toBeDefined()
      })
      expect((await next).topics).toContain('hosts')
      await topics.return?.()
    })

    it('gives what came meanwhile as one merged frame', async () => {
      const { id, frames } = await follow()
      for (let value = 1; value <= 1_000; value++) addValues(served, machine, { load: value })
      const frame = await nextOf(frames)
      expect(frame.series).toHaveLength(1)
      expect(frame.series[0]?.id).toBe(id)
      expect(frame.series[0]?.v).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1))
      await frames.return?.()
    })

    it('sends four frames a second at most, however fast values come', async () => {
      const { frames } = await follow()
      let value = 0
      const pouring = setInterval(() => addValues(served, machine, { load: ++value }), 1)
      const startedAt = performance.now()
      for (let frame = 0; frame < 5; frame++) await frames.next()
      clearInterval(pouring)
      // The first of them may have been due already.
      expect(performance.now() - startedAt).toBeGreaterThan(4 * FRAME_MS - 10)
      await frames.return?.()
    })

    it('streams the table of all hosts, and again when a value has changed', async () => {
      addValues(served, machine, { load: 1 })
      const query = { columns: 'load.', filter: `host:${machine}` }
      const frames = await client.top.live(query)
      const shown = async () => (await nextOf(frames)).columns[0]?.v
      expect(await shown()).toEqual([1])
      addValues(served, machine, { load: 2 })
      expect(await shown()).toEqual([2])
      expect((await client.top.get(query)).hosts.name).toEqual([machine])
      await frames.return?.()
    })

    it('ends a stream with its last reader', async () => {
      const { id, frames } = await follow()
      expect(followersOf(id)?.size).toBe(1)
      await frames.return?.()
      await vi.waitFor(() => expect(followersOf(id)).toBeNull())
    })

    it('ends a stream whose reader aborts while it waits', async () => {
      addValues(served, machine, { load: 0 })
      const [series] = await client.series.list({ host: machine })
      const id = series?.id ?? 0
      const controller = new AbortController()
      const frames = await client.live.samples({ ids: [id] }, { signal: controller.signal })
      await frames.next()
      const waiting = frames.next()
      controller.abort()
      await expect(waiting).rejects.toThrow()
      await vi.waitFor(() => expect(followersOf(id)).toBeNull())
    })

    it('ends everything when the connection breaks', async () => {
      const { id, frames } = await follow()
      const waiting = expect(frames.next()).rejects.toThrow()
      connection.disconnect()
      await waiting
      await vi.waitFor(() => expect(followersOf(id)).toBeNull())
    })
  })
}
