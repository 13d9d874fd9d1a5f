import { boundsOf, changeOf, type NewChange, noteChanges } from './repositories/consoles.ts'
import * as tasks from './repositories/tasks.ts'
import * as configuration from './repositories/zabbix-configuration.ts'
import type { Db } from './schema.ts'
import type { ReadableZabbixStore, WritableZabbixStore } from './zabbix-records.ts'

/** Runs a piece of work on the database, in a transaction where it writes. */
type Run = <Result>(work: (db: Db) => Promise<Result>) => Promise<Result>

/** What reads Zabbix' configuration and tasks, alike on every database. */
export function zabbixReading(query: Run): ReadableZabbixStore {
  return {
    proxies: () => query(configuration.allProxies),
    zabbixHosts: () => query(configuration.allZabbixHosts),
    zabbixHostsWithin: (firstId, lastId) =>
      query((db) => configuration.zabbixHostsWithin(db, firstId, lastId)),
    discoveryRules: () => query(configuration.allDiscoveryRules),
    registrationRules: () => query(configuration.allRegistrationRules),
    tasks: (asked) => query((db) => tasks.findTasks(db, asked)),
    task: (id) => query((db) => tasks.findTask(db, id)),
    endedTasksSince: (at) => query((db) => tasks.endedTasksSince(db, at)),
    taskJournal: (asked) => query((db) => tasks.findTaskEntries(db, asked)),
  }
}

/** What writes them, each a transaction of its own that tells the other consoles what to read again. */
export function zabbixWriting(atomically: Run, consoleId: string | undefined): WritableZabbixStore {
  const changing = <Result>(change: NewChange, work: (db: Db) => Promise<Result>): Promise<Result> =>
    atomically(async (db) => {
      const result = await work(db)
      await noteChanges(db, consoleId, [change])
      return result
    })
  const proxies = changeOf('zabbix')
  const queue = changeOf('tasks')
  const hosts = (rows: readonly { readonly id: number }[]): NewChange => ({
    kind: 'zabbix-hosts',
    ...boundsOf(rows),
  })
  return {
    putProxy: (proxy) => changing(proxies, (db) => configuration.putProxy(db, proxy)),
    deleteProxy: (id) => changing(proxies, (db) => configuration.deleteProxy(db, id)),
    noteProxiesSeen: (seen) => changing(changeOf('seen'), (db) => configuration.noteProxiesSeen(db, seen)),
    putZabbixHosts: (rows) => changing(hosts(rows), (db) => configuration.putZabbixHosts(db, rows)),
    deleteZabbixHost: (id) => changing(hosts([{ id }]), (db) => configuration.deleteZabbixHost(db, id)),
    putDiscoveryRule: (rule) => changing(proxies, (db) => configuration.putRule(db, 'discovery', rule)),
    deleteDiscoveryRule: (id) => changing(proxies, (db) => configuration.deleteRule(db, id)),
    putRegistrationRule: (rule) => changing(proxies, (db) => configuration.putRule(db, 'registration', rule)),
    deleteRegistrationRule: (id) => changing(proxies, (db) => configuration.deleteRule(db, id)),
    insertTask: (task, entry) => changing(queue, (db) => tasks.insertTask(db, task, entry)),
    changeTasks: (updates) => changing(queue, (db) => tasks.changeTasks(db, updates)),
  }
}
