import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Topic } from '../../src-main/contract/index.ts'
import { useTopics } from '../stores/topics.ts'
import { failure, fakeStream, setUpConsole, type FakeConsole } from '../rpc/fake-console.ts'
import { DEFAULT_THROTTLE_MS, useAsyncView, type AsyncView } from './use-async-view.ts'

const flush = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0)

describe('an async view', () => {
  const topics = fakeStream<{ topics: Topic[] }>()
  let fake: FakeConsole
  let read: ReturnType<typeof vi.fn<() => Promise<readonly string[]>>>

  function make(): AsyncView<readonly string[]> {
    return fake.app.runWithContext(() =>
      useAsyncView({ read, isEmpty: (rows: readonly string[]) => rows.length === 0, topics: ['hosts'] }),
    )
  }

  beforeEach(() => {
    vi.useFakeTimers({ now: 5_000_000 })
    fake = setUpConsole({ live: { topics: topics.open } })
    fake.app.runWithContext(() => {
      useTopics().start()
    })
    read = vi.fn<() => Promise<readonly string[]>>().mockResolvedValue(['db02'])
  })
  afterEach(() => {
    useTopics().stop()
    vi.useRealTimers()
  })

  it('reads when somebody looks: loading, then ready', async () => {
    const view = make()
    expect(view.state.value).toBe('loading')
    await flush()
    expect(read).not.toHaveBeenCalled()
    fake.scope.run(view.look)
    await flush()
    expect(view.state.value).toBe('ready')
    expect(view.data.value).toEqual(['db02'])
    expect(view.readAt.value).toBe(5_000_000)
  })

  it('is empty when there is nothing', async () => {
    read.mockResolvedValue([])
    const view = make()
    fake.scope.run(view.look)
    await flush()
    expect(view.state.value).toBe('empty')
  })

  it('is an error without data, with the reason in words', async () => {
    read.mockRejectedValue(failure('STORAGE_AWAY'))
    const view = make()
    fake.scope.run(view.look)
    await flush()
    expect(view.state.value).toBe('error')
    expect(view.error.value?.code).toBe('STORAGE_AWAY')
  })

  it('is stale when a later reading fails, and keeps its data and time', async () => {
    const view = make()
    fake.scope.run(view.look)
    await flush()
    read.mockRejectedValueOnce(new Error('boom'))
    await vi.advanceTimersByTimeAsync(2_000)
    await view.read()
    expect(view.state.value).toBe('stale')
    expect(view.data.value).toEqual(['db02'])
    expect(view.readAt.value).toBe(5_000_000)
  })

  it('is stale while the connection is lost and reads again when it is back', async () => {
    const view = make()
    fake.scope.run(view.look)
    await flush()
    fake.state.value = { kind: 'lost', since: 0, reason: 'network', nextTryAt: 1 }
    await flush()
    expect(view.state.value).toBe('stale')
    fake.state.value = { kind: 'on', generation: 2 }
    await flush()
    expect(read).toHaveBeenCalledTimes(2)
    expect(view.state.value).toBe('ready')
  })

  it('reads again on its topic, at most once a second', async () => {
    const view = make()
    fake.scope.run(view.look)
    await flush()
    for (let change = 0; change < 5; change += 1) topics.send({ topics: ['hosts'] })
    await vi.advanceTimersByTimeAsync(DEFAULT_THROTTLE_MS - 1)
    expect(read).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(read).toHaveBeenCalledTimes(2)
  })

  it('does not care about other topics', async () => {
    const view = make()
    fake.scope.run(view.look)
    await flush()
    topics.send({ topics: ['logins'] })
    await vi.advanceTimersByTimeAsync(5_000)
    expect(read).toHaveBeenCalledTimes(1)
  })

  it('reads nothing while nobody looks, and what has changed when the next one looks', async () => {
    const view = make()
    fake.scope.run(view.look)
    await flush()
    fake.scope.stop()
    topics.send({ topics: ['hosts'] })
    await vi.advanceTimersByTimeAsync(5_000)
    expect(read).toHaveBeenCalledTimes(1)
    view.look()
    await flush()
    expect(read).toHaveBeenCalledTimes(2)
  })

  it('reads once more when something changed during a reading', async () => {
    let finish = (): void => {}
    read.mockImplementationOnce(
      () =>
        new Promise(
          (resolve) =>
            (finish = () => {
              resolve(['old'])
            }),
        ),
    )
    const view = make()
    fake.scope.run(view.look)
    void view.read()
    finish()
    await flush()
    expect(read).toHaveBeenCalledTimes(2)
    expect(view.data.value).toEqual(['db02'])
  })
})
