import { describe, expect, it } from 'vitest'
import { finish, send } from '../../src-main/domain/task-state.ts'
import type {
  DiscoveryRule,
  RegistrationRule,
  ZabbixHost,
  ZabbixProxy,
} from '../../src-main/domain/zabbix-configuration.ts'
import type { TaskEntryRecord, TaskRecord, TaskUpdate } from '../../src-main/storage/zabbix-records.ts'
import { freshStore } from './store-context.ts'
import { DAY_MS, type MakeStore, NO_LIMITS, rejectionOf, START } from './store-fixtures.ts'

const PROXY: ZabbixProxy = {
  id: 5_000_000_000,
  name: 'Werk Süd',
  mode: 'active',
  enabled: true,
  address: null,
  port: null,
  tls: { mode: 'psk', pskIdentity: 'PSK 001', psk: 'sealed:abc' },
}

function zabbixHost(id: number, patch: Partial<ZabbixHost> = {}): ZabbixHost {
  return {
    id,
    proxyId: PROXY.id,
    host: `host-${id}`,
    name: 'Größe 10',
    enabled: true,
    interfaces: [{ id: id + 1, type: 'agent', address: '192.0.2.7', port: 10_050, snmp: null }],
    items: [],
    macros: [{ id: id + 2, macro: '{$KEY}', value: 'sealed:x', type: 'secret' }],
    ...patch,
  }
}

const TASK: Omit<TaskRecord, 'id'> = {
  proxyId: PROXY.id,
  kind: 'command',
  hostId: 10,
  host: 'host-10',
  itemId: null,
  itemKey: null,
  command: 'printf "größer" | tee /tmp/x',
  executeOn: 'agent',
  ttlSeconds: 600,
  state: 'waiting',
  createdBy: 'somebody',
  createdAt: START,
  sentAt: null,
  finishedAt: null,
  output: null,
  error: null,
  retryOf: null,
}

function entryOf(patch: Partial<TaskEntryRecord> = {}): Omit<TaskEntryRecord, 'taskId'> {
  return {
    at: START,
    act: 'queued',
    who: 'somebody',
    proxyId: PROXY.id,
    proxy: PROXY.name,
    host: TASK.host,
    kind: 'command',
    executeOn: 'agent',
    command: TASK.command,
    output: null,
    ...patch,
  }
}

function sending(id: number, now: number): TaskUpdate {
  const change = send({ ...TASK }, now) ?? {}
  return { id, from: 'waiting', change, entry: entryOf({ at: now, act: 'sent', who: 'console' }) }
}

/** What Zabbix proxies and agents are told, and the tasks for them. */
export function zabbixSuite(make: MakeStore): void {
  describe('configuration of proxies', () => {
    const context = freshStore(make)

    it('comes back as it was written, whatever is in it', async () => {
      const { store, database } = context
      const rule: DiscoveryRule = {
        id: 30,
        proxyId: PROXY.id,
        name: 'Büro',
        range: '192.0.2.0/24',
        delay: '1h',
        enabled: true,
        checks: [{ id: 31, type: 'tcp', ports: '22', key: '', snmp: null }],
      }
      const registration: RegistrationRule = { id: 40, proxyId: PROXY.id, metadata: 'linux', preset: null }
      await store.putProxy(PROXY)
      await store.putZabbixHosts([zabbixHost(10), zabbixHost(20, { proxyId: null })])
      await store.putDiscoveryRule(rule)
      await store.putRegistrationRule(registration)
      const again = await database.reopen()
      expect(await again.proxies()).toEqual([{ ...PROXY, version: null, lastSeenAt: null }])
      expect(await again.zabbixHosts()).toEqual([zabbixHost(10), zabbixHost(20, { proxyId: null })])
      expect(await again.zabbixHostsWithin(11, 20)).toEqual([zabbixHost(20, { proxyId: null })])
      expect(await again.zabbixHostsWithin(11, 19)).toEqual([])
      expect(await again.discoveryRules()).toEqual([rule])
      expect(await again.registrationRules()).toEqual([registration])
    })

    it('is changed in its place, and remembers when a proxy was seen', async () => {
      const { store } = context
      await store.putProxy(PROXY)
      await store.noteProxiesSeen([{ id: PROXY.id, version: '6.0.14', lastSeenAt: START }])
      await store.putProxy({ ...PROXY, name: 'North', enabled: false })
      expect(await store.proxies()).toEqual([
        { ...PROXY, name: 'North', enabled: false, version: '6.0.14', lastSeenAt: START },
      ])
      await store.putZabbixHosts([zabbixHost(10)])
      await store.putZabbixHosts([zabbixHost(10, { host: 'web01' }), zabbixHost(20)])
      expect((await store.zabbixHosts()).map(({ host }) => host)).toEqual(['web01', 'host-20'])
    })

    it('refuses a second proxy or host of a name, and then takes none of the hosts', async () => {
      const { store } = context
      await store.putProxy(PROXY)
      await store.putZabbixHosts([zabbixHost(10)])
      expect(await rejectionOf(store.putProxy({ ...PROXY, id: 2 }))).toBe('conflict')
      const twice = store.putZabbixHosts([zabbixHost(30), zabbixHost(20, { host: 'host-10' })])
      expect(await rejectionOf(twice)).toBe('conflict')
      expect((await store.zabbixHosts()).map(({ id }) => id)).toEqual([10])
    })

    it('goes with the proxy, but for the journal of its tasks and the hosts of others', async () => {
      const { store } = context
      await store.putProxy(PROXY)
      await store.putZabbixHosts([zabbixHost(10), zabbixHost(20, { proxyId: null })])
      await store.putRegistrationRule({ id: 40, proxyId: PROXY.id, metadata: '', preset: null })
      const id = await store.insertTask(TASK, entryOf())
      await store.deleteProxy(PROXY.id)
      expect(await store.proxies()).toEqual([])
      expect(await store.registrationRules()).toEqual([])
      expect((await store.zabbixHosts()).map((host) => host.id)).toEqual([20])
      expect(await store.task(id)).toBeNull()
      expect(await store.taskJournal({ limit: 9 })).toHaveLength(1)
    })

    it('loses a host or a rule alone', async () => {
      const { store } = context
      await store.putZabbixHosts([zabbixHost(10), zabbixHost(20)])
      await store.putRegistrationRule({ id: 40, proxyId: 1, metadata: '', preset: null })
      await store.deleteZabbixHost(10)
      await store.deleteRegistrationRule(40)
      expect((await store.zabbixHosts()).map((host) => host.id)).toEqual([20])
      expect(await store.registrationRules()).toEqual([])
    })
  })

  describe('tasks', () => {
    const context = freshStore(make)

    it('come back newest first, by proxy, by state and in pages', async () => {
      const { store } = context
      const ids = [
        await store.insertTask(TASK, entryOf()),
        await store.insertTask({ ...TASK, proxyId: 2 }, entryOf()),
        await store.insertTask({ ...TASK, kind: 'diagnostics', command: null }, entryOf()),
      ]
      await store.changeTasks([sending(ids[0] ?? 0, START + 1)])
      const idsOf = async (query: object) =>
        (await store.tasks({ limit: 9, ...query })).map(({ id }) => ids.indexOf(id))
      expect(await idsOf({})).toEqual([2, 1, 0])
      expect(await idsOf({ proxyId: PROXY.id })).toEqual([2, 0])
      expect(await idsOf({ states: ['sent'] })).toEqual([0])
      expect(await idsOf({ limit: 1, beforeId: ids[2] })).toEqual([1])
      expect(await store.task(ids[0] ?? 0)).toEqual({
        ...TASK,
        id: ids[0],
        state: 'sent',
        sentAt: START + 1,
      })
    })

    it('are taken by one of two that want them', async () => {
      const { store } = context
      const id = await store.insertTask(TASK, entryOf())
      const taken = await Promise.all([
        store.changeTasks([sending(id, START + 1)]),
        store.changeTasks([sending(id, START + 2)]),
      ])
      expect(taken.flat()).toEqual([id])
      expect((await store.taskJournal({ limit: 9 })).map(({ act }) => act)).toEqual(['sent', 'queued'])
    })

    it('keep their output, and the journal says who, when, where and what', async () => {
      const { store } = context
      const id = await store.insertTask(TASK, entryOf())
      await store.changeTasks([sending(id, START + 1)])
      const sent = await store.task(id)
      const change = sent === null ? null : finish(sent, { isOk: true, text: 'größer\n' }, START + 2)
      const entry = entryOf({ at: START + 2, act: 'done', who: PROXY.name, output: 'größer\n' })
      expect(await store.changeTasks([{ id, from: 'sent', change: change ?? {}, entry }])).toEqual([id])
      expect(await store.task(id)).toMatchObject({
        state: 'done',
        output: 'größer\n',
        finishedAt: START + 2,
      })
      const journal = await store.taskJournal({ limit: 1, proxyId: PROXY.id })
      const { proxyId: _, ...shown } = entry
      expect(journal).toEqual([{ ...shown, id: journal[0]?.id, taskId: id }])
      expect(await store.endedTasksSince(START + 2)).toEqual([{ proxyId: PROXY.id, state: 'done', count: 1 }])
      expect(await store.endedTasksSince(START + 3)).toEqual([])
    })

    it('are forgotten with their journal when they are old, but never while they are open', async () => {
      const { store } = context
      const open = await store.insertTask(TASK, entryOf())
      const over = await store.insertTask({ ...TASK, state: 'done', finishedAt: START }, entryOf())
      expect(await store.deleteOlderThan({ ...NO_LIMITS, loginsBefore: START + DAY_MS })).toBe(3)
      expect((await store.tasks({ limit: 9 })).map(({ id }) => id)).toEqual([open])
      expect(await store.taskJournal({ limit: 9 })).toEqual([])
      expect(await store.insertTask(TASK, entryOf())).toBeGreaterThan(over)
    })
  })
}
