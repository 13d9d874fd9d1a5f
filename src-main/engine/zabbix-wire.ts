import type { EpochMs } from '../contract/index.ts'
import { ByteBudget } from '../protocols/zabbix/byte-budget.ts'
import { ZABBIX_LIMITS } from '../protocols/zabbix/limits.ts'
import type { RegistrationRecord } from '../storage/received-records.ts'
import type { BlacklistService } from './blacklist-service.ts'
import type { Catalogue } from './catalogue.ts'
import { FrameDecoder } from './frame-decoder.ts'
import type { IngestService } from './ingest-service.ts'
import type { LoginJournal } from './login-journal.ts'
import type { ProxyActivity } from './proxy-activity.ts'
import type { StorageService } from './storage-service.ts'
import type { TasksService } from './tasks-service.ts'
import { ZabbixAnswers } from './zabbix-answers.ts'
import { ZabbixIntake } from './zabbix-intake.ts'
import type { ZabbixInventory } from './zabbix-inventory.ts'
import { ZabbixJournal } from './zabbix-journal.ts'
import { ZabbixPollers } from './zabbix-pollers.ts'
import type { ZabbixPollerOptions } from './zabbix-poller.ts'
import { ZabbixSeries } from './zabbix-series.ts'
import { ZabbixSightings } from './zabbix-sightings.ts'
import { ZabbixTables } from './zabbix-tables.ts'

interface ZabbixWireOptions {
  readonly catalogue: Catalogue
  readonly storage: StorageService
  readonly ingest: IngestService
  readonly blacklist: BlacklistService
  readonly journal: LoginJournal
  readonly inventory: ZabbixInventory
  readonly activity: ProxyActivity
  readonly tasks: TasksService
  /** The file of the thread that reads large frames. */
  readonly frameWorkerUrl: URL
  readonly certificate: ZabbixPollerOptions['certificate']
  readonly onRegistered: (rows: readonly RegistrationRecord[]) => void
  readonly onSighted: () => void
  readonly now: () => EpochMs
}

/** The parts between the sockets of Zabbix and the store, for the listener and the pollers alike. */
export function createZabbixWire(options: ZabbixWireOptions) {
  const { catalogue, certificate } = options
  const budget = new ByteBudget(ZABBIX_LIMITS.pendingBytes)
  const sightings = new ZabbixSightings()
  const series = new ZabbixSeries(catalogue)
  const intake = new ZabbixIntake({ ...options, series, sightings })
  const tables = new ZabbixTables({ ...options, sightings })
  const frames = new FrameDecoder(options.frameWorkerUrl)
  const answers = new ZabbixAnswers({ ...options, intake, sightings, tables, frames })
  const journal = new ZabbixJournal(options)
  const pollers = new ZabbixPollers({ ...options, intake, tables, budget, certificate, frames })
  return { budget, sightings, series, intake, answers, journal, pollers, frames }
}
