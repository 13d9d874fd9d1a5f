import type { CollectlRunRecord, Store } from '../storage/store.ts'
import type { ReceivedRows } from '../storage/received-records.ts'
import type { CarriedRows } from './carried-rows.ts'
import type { InventoryRecords } from './zabbix-inventory.ts'

/** What else a running console holds in memory of a database. */
export interface HeldRows {
  readonly zabbix: InventoryRecords
  readonly received: ReceivedRows
  readonly runs: readonly CollectlRunRecord[]
}

/**
 * For a console whose database is away: what can be said of it from memory
 * alone. Boards, annotations, tasks and journals are in that database only and
 * stay there (docs/DATABASES.md).
 */
export async function carryFromMemory(store: Store, { held }: CarriedRows): Promise<void> {
  const { zabbix, received, runs } = held
  await carryZabbix(store, zabbix)
  await store.commit({
    hosts: [],
    identities: [],
    series: [],
    samples: { series: new Int32Array(), at: new Float64Array(), value: new Float64Array() },
    states: [],
    logins: [],
    profiles: [],
    received,
  })
  for (const run of runs) await store.putCollectlRun(run)
}

async function carryZabbix(store: Store, zabbix: InventoryRecords): Promise<void> {
  const isGone = (here: readonly { readonly id: number }[]) => {
    const ids = new Set(here.map(({ id }) => id))
    return ({ id }: { readonly id: number }): boolean => !ids.has(id)
  }
  for (const { id } of (await store.proxies()).filter(isGone(zabbix.proxies))) await store.deleteProxy(id)
  for (const { id } of (await store.zabbixHosts()).filter(isGone(zabbix.hosts)))
    await store.deleteZabbixHost(id)
  for (const { id } of (await store.discoveryRules()).filter(isGone(zabbix.discoveryRules)))
    await store.deleteDiscoveryRule(id)
  for (const { id } of (await store.registrationRules()).filter(isGone(zabbix.registrationRules)))
    await store.deleteRegistrationRule(id)
  for (const proxy of zabbix.proxies) await store.putProxy(proxy)
  await store.putZabbixHosts(zabbix.hosts)
  for (const rule of zabbix.discoveryRules) await store.putDiscoveryRule(rule)
  for (const rule of zabbix.registrationRules) await store.putRegistrationRule(rule)
  for (const [name, value] of Object.entries(zabbix.settings)) await store.putSetting(name, value)
}
