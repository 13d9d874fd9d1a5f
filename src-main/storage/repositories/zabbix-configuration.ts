import type {
  DiscoveryRule,
  RegistrationRule,
  ZabbixHost,
  ZabbixProxy,
} from '../../domain/zabbix-configuration.ts'
import type { Db } from '../schema.ts'
import type { ProxyRecord, WritableZabbixStore } from '../zabbix-records.ts'
import { chunksOf } from './chunks.ts'
import { insertOrUpdate } from './insert-or-update.ts'

export async function allProxies(db: Db): Promise<readonly ProxyRecord[]> {
  const rows = await db.selectFrom('zabbix_proxies').selectAll().orderBy('id').execute()
  return rows.map((row) => ({
    ...(JSON.parse(row.document) as ZabbixProxy),
    version: row.version,
    lastSeenAt: row.last_seen_at,
  }))
}

/** Rejects with a constraint error when another proxy has the name. */
export async function putProxy(db: Db, proxy: ZabbixProxy): Promise<void> {
  const columns = { name: proxy.name, document: JSON.stringify(proxy) }
  await insertOrUpdate([proxy], {
    knownIds: (ids) => db.selectFrom('zabbix_proxies').select('id').where('id', 'in', ids).execute(),
    insert: () =>
      db
        .insertInto('zabbix_proxies')
        .values({ id: proxy.id, ...columns, version: null, last_seen_at: null })
        .execute(),
    update: () => db.updateTable('zabbix_proxies').set(columns).where('id', '=', proxy.id).execute(),
  })
}

export async function deleteProxy(db: Db, id: number): Promise<void> {
  await db.deleteFrom('zabbix_tasks').where('proxy_id', '=', id).execute()
  await db.deleteFrom('zabbix_rules').where('proxy_id', '=', id).execute()
  await db.deleteFrom('zabbix_hosts').where('proxy_id', '=', id).execute()
  await db.deleteFrom('zabbix_proxies').where('id', '=', id).execute()
}

export async function noteProxiesSeen(
  db: Db,
  seen: Parameters<WritableZabbixStore['noteProxiesSeen']>[0],
): Promise<void> {
  for (const { id, version, lastSeenAt } of seen) {
    await db
      .updateTable('zabbix_proxies')
      .set({ version, last_seen_at: lastSeenAt })
      .where('id', '=', id)
      .execute()
  }
}

export async function allZabbixHosts(db: Db): Promise<readonly ZabbixHost[]> {
  const rows = await db.selectFrom('zabbix_hosts').select('document').orderBy('id').execute()
  return rows.map((row) => JSON.parse(row.document) as ZabbixHost)
}

export async function zabbixHostsWithin(
  db: Db,
  firstId: number,
  lastId: number,
): Promise<readonly ZabbixHost[]> {
  const rows = await db
    .selectFrom('zabbix_hosts')
    .select('document')
    .where('id', '>=', firstId)
    .where('id', '<=', lastId)
    .execute()
  return rows.map((row) => JSON.parse(row.document) as ZabbixHost)
}

/** Rejects with a constraint error when another host has one of the names. */
export async function putZabbixHosts(db: Db, hosts: readonly ZabbixHost[]): Promise<void> {
  const rowOf = (host: ZabbixHost) => ({
    proxy_id: host.proxyId,
    host: host.host,
    document: JSON.stringify(host),
  })
  await insertOrUpdate(hosts, {
    knownIds: (ids) => db.selectFrom('zabbix_hosts').select('id').where('id', 'in', ids).execute(),
    // A document may be large: few of them in one statement.
    insert: async (rows) => {
      for (const chunk of chunksOf(rows, 20)) {
        await db
          .insertInto('zabbix_hosts')
          .values(chunk.map((row) => ({ id: row.id, ...rowOf(row) })))
          .execute()
      }
    },
    update: (row) => db.updateTable('zabbix_hosts').set(rowOf(row)).where('id', '=', row.id).execute(),
  })
}

export async function deleteZabbixHost(db: Db, id: number): Promise<void> {
  await db.deleteFrom('zabbix_hosts').where('id', '=', id).execute()
}

export async function allDiscoveryRules(db: Db): Promise<readonly DiscoveryRule[]> {
  return (await documentsOf(db, 'discovery')).map((document) => JSON.parse(document) as DiscoveryRule)
}

export async function allRegistrationRules(db: Db): Promise<readonly RegistrationRule[]> {
  return (await documentsOf(db, 'registration')).map((document) => JSON.parse(document) as RegistrationRule)
}

export async function putRule(
  db: Db,
  kind: 'discovery' | 'registration',
  rule: DiscoveryRule | RegistrationRule,
): Promise<void> {
  await deleteRule(db, rule.id)
  await db
    .insertInto('zabbix_rules')
    .values({ id: rule.id, proxy_id: rule.proxyId, kind, document: JSON.stringify(rule) })
    .execute()
}

export async function deleteRule(db: Db, id: number): Promise<void> {
  await db.deleteFrom('zabbix_rules').where('id', '=', id).execute()
}

async function documentsOf(db: Db, kind: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('zabbix_rules')
    .select('document')
    .where('kind', '=', kind)
    .orderBy('id')
    .execute()
  return rows.map((row) => row.document)
}
