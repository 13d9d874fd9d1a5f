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
    discoveryRules: () => query(configuration.allDiscoveryRules),
    registrationRules: () => query(configuration.allRegistrationRules),
    tasks: (asked) => query((db) => tasks.findTasks(db, asked)),
    task: (id) => query((db) => tasks.findTask(db, id)),
    endedTasksSince: (at) => query((db) => tasks.endedTasksSince(db, at)),
    taskJournal: (asked) => query((db) => tasks.findTaskEntries(db, asked)),
  }
}

/** What writes them. */
export function zabbixWriting(atomically: Run): WritableZabbixStore {
  return {
    putProxy: (proxy) => atomically((db) => configuration.putProxy(db, proxy)),
    deleteProxy: (id) => atomically((db) => configuration.deleteProxy(db, id)),
    noteProxiesSeen: (seen) => atomically((db) => configuration.noteProxiesSeen(db, seen)),
    putZabbixHosts: (hosts) => atomically((db) => configuration.putZabbixHosts(db, hosts)),
    deleteZabbixHost: (id) => atomically((db) => configuration.deleteZabbixHost(db, id)),
    putDiscoveryRule: (rule) => atomically((db) => configuration.putRule(db, 'discovery', rule)),
    deleteDiscoveryRule: (id) => atomically((db) => configuration.deleteRule(db, id)),
    putRegistrationRule: (rule) => atomically((db) => configuration.putRule(db, 'registration', rule)),
    deleteRegistrationRule: (id) => atomically((db) => configuration.deleteRule(db, id)),
    insertTask: (task, entry) => atomically((db) => tasks.insertTask(db, task, entry)),
    changeTasks: (updates) => atomically((db) => tasks.changeTasks(db, updates)),
  }
}
