import { createRouterClient } from '@orpc/server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestEngine, type TestEngine } from '../../support/test-engine.ts'

const START = Date.UTC(2026, 2, 4)
let now = START
let test: TestEngine
const clientOf = ({ router }: TestEngine) => createRouterClient(router, { context: { who: 'somebody' } })
let client: ReturnType<typeof clientOf>
let proxyId = 0

beforeEach(async () => {
  now = START
  test = await startTestEngine({ zabbix: 'off', now: () => now })
  client = clientOf(test)
  proxyId = (await client.proxies.create({ name: 'north', mode: 'active' })).id
  await client.proxies.addHost({
    id: proxyId,
    host: 'web01',
    interfaces: [{ type: 'agent', address: '192.0.2.7', port: 10_050 }],
    items: [
      { key: 'agent.ping', type: 'agent', valueType: 'unsigned' },
      { key: 'push', type: 'trapper', valueType: 'float' },
    ],
  })
})
afterEach(() => test.dispose())

const command = (text: string, more: object = {}) =>
  client.tasks.create({ proxyId, kind: 'command', host: 'web01', command: text, ...more })
const claim = () => test.services.tasks.claim(proxyId)
const finish = (taskId: number, isSuccess: boolean, text: string) =>
  test.services.tasks.finish(proxyId, [{ taskId, isSuccess, text }])

describe('a task', () => {
  it('goes to the proxy once, oldest first, and never to run as “server”', async () => {
    const first = await command('uptime')
    const second = await command('df', { executeOn: 'proxy' })
    expect(first).toMatchObject({ state: 'waiting', createdBy: 'somebody', executeOn: 'agent' })
    expect(await claim()).toMatchObject([
      { taskId: first.id, kind: 'command', command: 'uptime', executeOn: 'agent' },
      { taskId: second.id, command: 'df', executeOn: 'proxy' },
    ])
    expect(await claim()).toEqual([])
    expect((await client.tasks.list({ state: 'sent' })).map(({ id }) => id)).toEqual([second.id, first.id])
    await expect(command('x', { executeOn: 'server' as 'proxy' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
  })

  it('ends with its output or its error, and the journal says who, when, where and what', async () => {
    const good = await command('uptime')
    const bad = await command('false')
    await claim()
    now += 4_000
    await finish(good.id, true, 'up 3 days\n')
    await finish(bad.id, false, 'Process exited with code: 1.')
    await finish(bad.id, true, 'again')
    expect(await client.tasks.get({ id: good.id })).toMatchObject({ state: 'done', output: 'up 3 days\n' })
    expect(await client.tasks.get({ id: bad.id })).toMatchObject({
      state: 'failed',
      error: 'Process exited with code: 1.',
    })
    const journal = await client.tasks.journal({})
    expect(journal.filter(({ taskId }) => taskId === good.id)).toMatchObject([
      { act: 'done', who: 'north', output: 'up 3 days\n', at: START + 4_000 },
      { act: 'sent', who: 'console', proxy: 'north', host: 'web01', executeOn: 'agent' },
      { act: 'queued', who: 'somebody', command: 'uptime', at: START },
    ])
  })

  it('takes no result from another proxy', async () => {
    const task = await command('uptime')
    await claim()
    await test.services.tasks.finish(proxyId + 1_000, [{ taskId: task.id, isSuccess: true, text: 'x' }])
    expect((await client.tasks.get({ id: task.id })).state).toBe('sent')
  })

  it('expires while it waits, and is given up when no answer comes', async () => {
    const waiting = await command('a', { ttlSeconds: 10 })
    now += 10_000
    expect(await claim()).toEqual([])
    expect((await client.tasks.get({ id: waiting.id })).state).toBe('expired')
    const sent = await command('b', { ttlSeconds: 10 })
    await claim()
    now = (await client.tasks.get({ id: sent.id })).deadline ?? 0
    await test.services.tasks.sweep()
    expect((await client.tasks.get({ id: sent.id })).state).toBe('lost')
    expect((await client.tasks.queue()).all).toMatchObject({ waiting: 0, sent: 0, expired: 1, lost: 1 })
    await finish(sent.id, true, 'late')
    expect(await client.tasks.get({ id: sent.id })).toMatchObject({ state: 'done', output: 'late' })
  })

  it('is cancelled only while it waits, and can be queued again', async () => {
    const task = await command('uptime')
    expect((await client.tasks.cancel({ id: task.id })).state).toBe('cancelled')
    await expect(client.tasks.cancel({ id: task.id })).rejects.toMatchObject({ code: 'TASK_NOT_WAITING' })
    const again = await client.tasks.retry({ id: task.id })
    expect(again).toMatchObject({ command: 'uptime', state: 'waiting', retryOf: task.id })
    await claim()
    await expect(client.tasks.cancel({ id: again.id })).rejects.toMatchObject({ code: 'TASK_NOT_WAITING' })
    await expect(client.tasks.retry({ id: again.id })).rejects.toMatchObject({ code: 'TASK_INVALID' })
  })

  it('survives a restart, waiting or sent', async () => {
    const sent = await command('a')
    await claim()
    const waiting = await command('b')
    test = await test.restart()
    client = clientOf(test)
    expect(await claim()).toMatchObject([{ taskId: waiting.id }])
    await finish(sent.id, true, '')
    expect((await client.tasks.get({ id: sent.id })).state).toBe('done')
  })

  it('“check now” is done with the next value of its item', async () => {
    const task = await client.tasks.create({
      proxyId,
      kind: 'checkNow',
      host: 'web01',
      itemKey: 'agent.ping',
    })
    const [message] = await claim()
    const itemId = message?.kind === 'checkNow' ? message.itemId : 0
    expect(test.services.tasks.isAwaited(itemId)).toBe(true)
    await test.services.tasks.noteValues([itemId])
    expect((await client.tasks.get({ id: task.id })).state).toBe('done')
    expect(test.services.tasks.isAwaited(itemId)).toBe(false)
  })

  it('is refused when no proxy could carry it out', async () => {
    const base = { proxyId, kind: 'checkNow', host: 'web01' } as const
    for (const wrong of [
      { ...base, itemKey: 'push' },
      { ...base, itemKey: 'unknown' },
      { ...base, host: 'nobody', itemKey: 'agent.ping' },
      { proxyId: 999, kind: 'diagnostics' as const },
      { proxyId, kind: 'command' as const, host: 'web01', command: '  ' },
    ])
      await expect(client.tasks.create(wrong)).rejects.toMatchObject({ code: 'TASK_INVALID' })
    expect(await client.tasks.list({})).toEqual([])
  })

  it('counts by age', async () => {
    await command('a', { ttlSeconds: 86_400 })
    now += 120_000
    await command('b')
    expect((await client.tasks.queue()).proxies).toMatchObject([
      { proxyId, waiting: 2, ages: [1, 0, 1, 0, 0] },
    ])
  })
})
