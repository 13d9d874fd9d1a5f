import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Listener, Settings } from '../contract/index.ts'
import { locationOf } from '../storage/mysql/connection.ts'
import { openStore } from '../storage/open-store.ts'
import { type Store, StoreError } from '../storage/store.ts'
import { AgentsService } from './agents-service.ts'
import { BlacklistService } from './blacklist-service.ts'
import { Catalogue } from './catalogue.ts'
import { ChangeLog } from './change-log.ts'
import { CollectlService } from './collectl-service.ts'
import { DemoService } from './demo-service.ts'
import { toExpectedError } from './expected-error.ts'
import { FindingsService } from './findings-service.ts'
import { HostsService } from './hosts-service.ts'
import { IngestService } from './ingest-service.ts'
import { LiveHub } from './live-hub.ts'
import { LocalCollectl } from './local-collectl.ts'
import { LoginJournal, startOfToday } from './login-journal.ts'
import { MaintenanceService } from './maintenance-service.ts'
import type { EngineOptions } from './options.ts'
import { OverviewService } from './overview-service.ts'
import { PasswordService } from './password-service.ts'
import { Presets } from './presets.ts'
import { ProxiesService } from './proxies-service.ts'
import { ProxyActivity } from './proxy-activity.ts'
import { ScopePortService } from './scopeport-service.ts'
import { SecretBox } from './secret-box.ts'
import { SeriesService } from './series-service.ts'
import { SettingsService } from './settings-service.ts'
import { StatusService } from './status-service.ts'
import { StorageService } from './storage-service.ts'
import { TasksService } from './tasks-service.ts'
import { ZabbixHostsService } from './zabbix-hosts-service.ts'
import { ZabbixImporter } from './zabbix-importer.ts'
import { ZabbixInventory } from './zabbix-inventory.ts'
import { ZabbixService } from './zabbix-service.ts'
import { createZabbixWire } from './zabbix-wire.ts'

export interface Engine {
  readonly services: EngineServices
  /** Listeners of the engine and of whoever hosts it, for the status. */
  readonly hostListeners: Map<string, Listener>
  /** Opens the database and starts the listeners. What fails is a state, not an exception. */
  start(): Promise<void>
  /** Stops accepting, ends sessions by a deadline, flushes, closes the store; resolves when all is done. */
  stop(): Promise<void>
}

export type EngineServices = ReturnType<typeof createServices>

const DAY_MS = 86_400_000

/** The one place where services are constructed. Nothing runs before `start`. */
export function createEngine(options: EngineOptions): Engine {
  const hostListeners = new Map<string, Listener>()
  const services = createServices(options, hostListeners)
  const { storage, settings, ingest, scopeport, collectl, blacklist, journal } = services
  const { overview, maintenance, demo, proxies, tasks, zabbix, wire } = services
  let stopping: Promise<void> | null = null

  async function stop(): Promise<void> {
    // What is just beginning has begun before it is stopped.
    await storage.stopOpening()
    await Promise.all([settings.settled(), demo.pause()])
    await Promise.all([scopeport.stop(), zabbix.stop(), wire.pollers.stop()])
    await Promise.all([collectl.stop(), maintenance.stop()])
    overview.stop()
    await Promise.all([blacklist.stop(), proxies.stop(), tasks.stop()])
    journal.stop()
    await ingest.stop()
    await storage.stop()
  }

  return {
    services,
    hostListeners,
    start: () => storage.start(),
    stop: () => (stopping ??= stop()),
  }
}

function createServices(options: EngineOptions, hostListeners: ReadonlyMap<string, Listener>) {
  const now = options.now ?? Date.now
  const log = options.log ?? (() => undefined)
  const file = join(options.dataDirectory, 'scopedeck.sqlite')
  const hub = new LiveHub(now)
  const changes = new ChangeLog({ hub, now })
  const passwords = new PasswordService(now)
  const local = new LocalCollectl()
  let hasStorageFailed = false

  const storage = new StorageService({
    open: async () => {
      makeDirectory(options.dataDirectory)
      const store = await (options.database === undefined
        ? openStore({
            engine: 'sqlite',
            file,
            workerUrl: options.sqliteWorkerUrl,
            now,
            sizeLimitBytes: options.databaseLimitBytes,
          })
        : openStore({ engine: 'mysql', connection: options.database, now }))
      for (const warning of store.warnings ?? []) log(`Database: ${warning}`)
      return store
    },
    engine: options.database === undefined ? 'sqlite' : 'mysql',
    location: options.database === undefined ? file : locationOf(options.database),
    now,
    onState: ({ state, reason }) => {
      if (state !== 'ok') log(`Database: ${reason ?? state}`)
      // That it opens at the start is no news; that it came back is.
      if (state !== 'ok' || hasStorageFailed)
        changes.add({ kind: 'storage', subject: state, detail: reason ?? '' })
      hasStorageFailed ||= state !== 'ok' && state !== 'starting'
      hub.publishTopic('status')
    },
    onOpened: begin,
  })
  const catalogue = new Catalogue({
    now,
    onHostAdded: ({ record }) => {
      changes.add({ kind: 'host-added', subject: record.name, detail: '', hostId: record.id })
      hub.publishTopic('hosts')
    },
    onSeriesAdded: () => hub.publishTopic('series'),
    onHostChanged: () => hub.publishTopic('hosts'),
  })
  const settings = new SettingsService({
    storage,
    fixed: { scopeport: options.scopeport, zabbix: options.zabbix },
    onChange: onSettings,
  })
  const ingest = new IngestService({ catalogue, hub, storage, now })
  const journal = new LoginJournal({ ingest, storage, hub, now })
  const blacklist = new BlacklistService({
    storage,
    hub,
    changes,
    rules: () => settings.current.blacklist,
    now,
  })
  const hosts = new HostsService({ catalogue, storage, ingest, passwords, changes, now })
  const series = new SeriesService({
    catalogue,
    storage,
    ingest,
    hub,
    rawDays: () => settings.current.retention.rawDays,
    now,
  })
  const scopeport = new ScopePortService({
    catalogue,
    ingest,
    blacklist,
    journal,
    passwords,
    now,
    onListener: listenerWatch('ScopePort'),
  })
  const collectl = new CollectlService({ catalogue, ingest, storage, hub, changes, local, now })
  const overview = new OverviewService({
    catalogue,
    hosts,
    changes,
    scopeport: () => scopeport.listener,
    zabbix: () => zabbix.listener,
    now,
  })
  const inventory = new ZabbixInventory({
    storage,
    secrets: new SecretBox(options.dataDirectory),
    onChange: (proxyId) => {
      hub.publishTopic(proxyId === null ? 'agents' : 'proxies')
      wire.pollers.refresh()
    },
  })
  const activity = new ProxyActivity({ now, onChange: () => hub.publishTopic('proxies') })
  const presets = new Presets({ directory: options.presetDirectory ?? null, log })
  const importer = new ZabbixImporter(options.importWorkerUrl)
  const tasks = new TasksService({ storage, inventory, hub, now })
  const proxies = new ProxiesService({ inventory, activity, tasks, storage, changes, now })
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
    catalogue,
    storage,
    ingest,
    blacklist,
    journal,
    inventory,
    activity,
    tasks,
    certificate: () => zabbix.certificate,
    onRegistered: (rows) => {
      hub.publishTopic('agents')
      for (const row of rows) void findings.registered(row).catch((error: unknown) => log(String(error)))
    },
    onSighted: () => hub.publishTopic('proxies'),
    now,
  })
  const zabbix: ZabbixService = new ZabbixService({
    inventory,
    answers: wire.answers,
    journal: wire.journal,
    budget: wire.budget,
    now,
    onListener: listenerWatch('Zabbix'),
  })
  const maintenance = new MaintenanceService({
    storage,
    retention: () => settings.current.retention,
    now,
    log,
  })
  const demo = new DemoService({
    catalogue,
    ingest,
    hosts,
    directory: options.demoDirectory,
    now,
    onChange: () => hub.publishTopic('status'),
  })
  const status = new StatusService({
    version: options.version,
    hostedBy: options.hostedBy,
    storage,
    ingest,
    catalogue,
    listeners: () => [scopeport.listener, zabbix.listener, ...hostListeners.values()],
    counts: () => ({
      blacklisted: blacklist.size,
      endpoints: collectl.size,
      proxies: proxies.size,
      openTasks: tasks.openTasks,
      refusedToday: journal.refusedToday,
    }),
    isDemo: () => demo.isRunning,
    now,
  })

  /** The database is open: everything that needs what it holds begins now. */
  async function begin(store: Store): Promise<void> {
    await settings.load(store)
    const keptSince = now() - settings.current.retention.rawDays * DAY_MS
    await catalogue.load(store, keptSince)
    const refusedToday = await store.refusedSince(startOfToday(now()))
    await overview.load(store)
    await collectl.load(store)
    await Promise.all([presets.load(), proxies.load(store), tasks.load(store), wire.sightings.load(store)])
    await blacklist.start(store)
    // From here on nothing asks the database, so nothing is begun twice after a failure.
    journal.start(refusedToday)
    overview.start()
    ingest.start()
    maintenance.start()
    collectl.start()
    proxies.start()
    tasks.start()
    wire.pollers.start()
    await scopeport.listen(settings.current.scopeport)
    await zabbix.listen(settings.current.zabbix)
  }

  async function onSettings(current: Settings, before: Settings): Promise<void> {
    if (JSON.stringify(current.scopeport) !== JSON.stringify(before.scopeport))
      await scopeport.listen(current.scopeport)
    if (JSON.stringify(current.zabbix) !== JSON.stringify(before.zabbix)) await zabbix.listen(current.zabbix)
    if (JSON.stringify(current.retention) !== JSON.stringify(before.retention)) maintenance.cleanSoon()
    hub.publishTopic('settings')
  }

  /** What a listener says of itself, for the status, the terminal and "what changed". */
  function listenerWatch(name: string): (listener: Listener) => void {
    let before: Listener['state'] = 'off'
    return (listener) => {
      hub.publishTopic('status')
      options.onListener?.(listener)
      if (listener.state === before) return
      const detail = listener.reason ?? ''
      if (listener.state === 'failed') {
        log(`${name}: ${detail}`)
        changes.add({ kind: 'listener-failed', subject: name, detail })
      } else if (listener.state === 'listening' && before === 'failed') {
        changes.add({ kind: 'listener-on', subject: name, detail: String(listener.port) })
      }
      if (listener.state !== 'starting') before = listener.state
    }
  }

  return {
    hub,
    storage,
    settings,
    catalogue,
    ingest,
    journal,
    blacklist,
    hosts,
    series,
    scopeport,
    collectl,
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
    overview,
    maintenance,
    demo,
    status,
    toExpectedError,
  }
}

function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true })
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    throw new StoreError('away', `The directory ${directory} cannot be made: ${words}`)
  }
}
