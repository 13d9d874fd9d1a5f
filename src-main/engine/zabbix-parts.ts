import type { EpochMs, Settings } from '../contract/index.ts'
import type { Store } from '../storage/store.ts'
import { AgentsService } from './agents-service.ts'
import type { BlacklistService } from './blacklist-service.ts'
import type { Catalogue } from './catalogue.ts'
import type { ChangeLog } from './change-log.ts'
import type { ConsolesService } from './consoles-service.ts'
import { FindingsService } from './findings-service.ts'
import type { IngestService } from './ingest-service.ts'
import { listenerNews } from './listener-news.ts'
import type { LiveHub } from './live-hub.ts'
import type { LoginJournal } from './login-journal.ts'
import type { EngineOptions } from './options.ts'
import { Presets } from './presets.ts'
import { ProxiesService } from './proxies-service.ts'
import { ProxyActivity } from './proxy-activity.ts'
import { SecretBox } from './secret-box.ts'
import type { StorageService } from './storage-service.ts'
import { TasksService } from './tasks-service.ts'
import { ZabbixHostsService } from './zabbix-hosts-service.ts'
import { ZabbixImporter } from './zabbix-importer.ts'
import { ZabbixInventory } from './zabbix-inventory.ts'
import { ZabbixMirror } from './zabbix-mirror.ts'
import { ZabbixService } from './zabbix-service.ts'
import { createZabbixWire } from './zabbix-wire.ts'

interface ZabbixPartsOptions {
  readonly engine: Pick<EngineOptions, 'dataDirectory' | 'presetDirectory' | 'threads' | 'onListener'>
  readonly catalogue: Catalogue
  readonly storage: StorageService
  readonly ingest: IngestService
  readonly blacklist: BlacklistService
  readonly journal: LoginJournal
  readonly hub: LiveHub
  readonly changes: ChangeLog
  readonly settings: () => Settings['zabbix']
  readonly consoles: ConsolesService
  readonly log: (line: string) => void
  readonly now: () => EpochMs
}

/** What serves Zabbix: the configuration of its proxies, their tasks, the listener and the pollers. */
export function createZabbixParts(options: ZabbixPartsOptions) {
  const { engine, catalogue, storage, hub, changes, settings, consoles, log, now } = options
  const inventory = new ZabbixInventory({
    storage,
    secrets: new SecretBox(engine.dataDirectory),
    consoleId: () => consoles.id,
    onChange: (proxyId) => {
      hub.publishTopic(proxyId === null ? 'agents' : 'proxies')
      wire.pollers.refresh()
    },
  })
  const activity = new ProxyActivity({ now, onChange: () => hub.publishTopic('proxies') })
  const presets = new Presets({ directory: engine.presetDirectory ?? null, log })
  const importer = new ZabbixImporter(engine.threads.importer)
  const tasks = new TasksService({ storage, inventory, hub, now })
  const proxies = new ProxiesService({
    inventory,
    activity,
    tasks,
    storage,
    changes,
    hub,
    consoles,
    heartbeatSeconds: () => settings().heartbeatFrequencySeconds,
    welcome: (name) => wire.journal.welcome(name).catch((error: unknown) => log(String(error))),
    now,
  })
  const zabbixHosts = new ZabbixHostsService({ inventory, catalogue, activity, presets, importer })
  const findings = new FindingsService({
    inventory,
    hosts: zabbixHosts,
    presets,
    sightings: () => wire.sightings,
    log,
  })
  const agents = new AgentsService({ hosts: zabbixHosts, findings, activity })
  const wire = createZabbixWire({
    ...options,
    inventory,
    activity,
    tasks,
    frameWorkerUrl: engine.threads.frames,
    certificate: () => zabbix.certificate,
    frequencies: settings,
    onRegistered: (rows) => {
      hub.publishTopic('agents')
      for (const row of rows) void findings.registered(row).catch((error: unknown) => log(String(error)))
    },
    onSighted: () => hub.publishTopic('proxies'),
  })
  const news = { name: 'Zabbix', hub, changes, log, onListener: engine.onListener }
  const zabbix: ZabbixService = new ZabbixService({
    inventory,
    answers: wire.answers,
    journal: wire.journal,
    budget: wire.budget,
    now,
    onListener: listenerNews(news),
  })
  const mirror = new ZabbixMirror({
    inventory,
    proxies,
    tasks,
    sightings: () => wire.sightings,
    hub,
    now,
  })
  /** The console goes on with another database, which has what this one had. */
  async function onMoved(store: Store): Promise<void> {
    inventory.leaveIds()
    await tasks.reload(store)
  }

  return {
    onMoved,
    mirror,
    inventory,
    activity,
    presets,
    tasks,
    proxies,
    zabbixHosts,
    findings,
    agents,
    wire,
    zabbix,
  }
}
