import { join } from 'node:path'
import type { Listener, Settings } from '../contract/index.ts'
import type { Store } from '../storage/store.ts'
import { AnnotationsService } from './annotations-service.ts'
import { BlacklistService } from './blacklist-service.ts'
import { BoardsService } from './boards-service.ts'
import type { CarriedRows } from './carried-rows.ts'
import { Catalogue } from './catalogue.ts'
import { ChangeLog } from './change-log.ts'
import { createCollectlParts } from './collectl-parts.ts'
import { consoleIdOf } from './console-identity.ts'
import { ConsolesService } from './consoles-service.ts'
import { DemoService } from './demo-service.ts'
import { openSpool } from './engine-store.ts'
import { toExpectedError } from './expected-error.ts'
import { HostsService } from './hosts-service.ts'
import { IdSource } from './id-source.ts'
import { IngestService } from './ingest-service.ts'
import { listenerNews } from './listener-news.ts'
import { LiveHub } from './live-hub.ts'
import { LoginJournal, startOfToday } from './login-journal.ts'
import { MaintenanceService } from './maintenance-service.ts'
import { OneAtATime } from './one-at-a-time.ts'
import type { EngineOptions } from './options.ts'
import { OverviewService } from './overview-service.ts'
import { PasswordService } from './password-service.ts'
import { PluginsService } from './plugins/plugins-service.ts'
import { ScopePortService } from './scopeport-service.ts'
import { SeriesService } from './series-service.ts'
import { SettingsService } from './settings-service.ts'
import { StatusService } from './status-service.ts'
import { createStorageParts } from './storage-parts.ts'
import { thisMachine } from './this-machine.ts'
import { TopService } from './top-service.ts'
import { createZabbixParts } from './zabbix-parts.ts'

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
  const { storage, desk, pauseAll } = services
  let stopping: Promise<void> | null = null

  async function stop(): Promise<void> {
    // What is just beginning has begun before it is stopped.
    await storage.stopOpening()
    await desk.stop()
    await pauseAll()
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
  const hub = new LiveHub(now)
  const changes = new ChangeLog({ hub, now, onAdded: (change) => annotations.noteChange(change) })
  const passwords = new PasswordService(now)
  const ids = new IdSource()
  const turn = new OneAtATime()
  let ownId: string | null = null
  const consoleId = (): string => (ownId ??= consoleIdOf(options.dataDirectory))
  const storageParts = createStorageParts({
    engine: options,
    file: join(options.dataDirectory, 'scopedeck.sqlite'),
    consoleId,
    hub,
    changes,
    log,
    now,
    onOpened: begin,
    onMoved: async (store) => {
      // Ids that were reserved in the database before mean nothing here.
      await consoles.register(store)
      await consoles.begin(store)
      await blacklist.start(store)
      await zabbixParts.onMoved(store)
    },
    carried,
    pauseAll: async () => {
      await pauseAll()
      catalogue.clear()
      for (const topic of ['hosts', 'series', 'blacklist', 'collectl', 'settings', 'logins'] as const)
        hub.publishTopic(topic)
    },
    retention: () => settings.current.retention,
    catalogue: () => catalogue,
    ingest: () => ingest,
    maintenance: () => maintenance,
  })
  const { storage, desk } = storageParts
  const settleJournal = (): Promise<void> => ingest.settleJournal()
  const annotations = new AnnotationsService({ consoleId, storage, hub, settleJournal, now, log })
  const catalogue = new Catalogue({
    now,
    onHostAdded: ({ record }) => {
      changes.add({ kind: 'host-added', subject: record.name, detail: '', hostId: record.id })
      hub.publishTopic('hosts')
    },
    onSeriesAdded: () => hub.publishTopic('series'),
    onHostChanged: () => hub.publishTopic('hosts'),
    ids,
  })
  const settings = new SettingsService({
    storage,
    fixed: { scopeport: options.scopeport, zabbix: options.zabbix },
    plugins: options.plugins,
    onEdited: (current, before) => annotations.noteSettings(current, before),
    onChange: onSettings,
  })
  const ingest: IngestService = new IngestService({
    catalogue,
    hub,
    storage,
    now,
    log,
    ensureIds: (store) => consoles.ensureIds(store),
    onRenamed: () => consoles.pullSoon(),
  })
  const journal = new LoginJournal({ ingest, storage, hub, now })
  const blacklist = new BlacklistService({
    storage,
    hub,
    changes,
    rules: () => settings.current.blacklist,
    now,
  })
  const hosts = new HostsService({ catalogue, storage, ingest, passwords, changes, now, turn })
  const series = new SeriesService({
    catalogue,
    storage,
    ingest,
    hub,
    rawDays: () => settings.current.retention.rawDays,
    now,
  })
  const top = new TopService({ catalogue, storage, ingest, now })
  const scopeport = new ScopePortService({
    catalogue,
    ingest,
    blacklist,
    journal,
    passwords,
    now,
    onListener: listenerNews({ name: 'ScopePort', hub, changes, log, onListener: options.onListener }),
  })
  const listeners = (): Listener[] => [
    scopeport.listener,
    zabbix.listener,
    collectlListener.listener,
    ...hostListeners.values(),
  ]
  const consoles: ConsolesService = new ConsolesService({
    id: consoleId,
    name: options.consoleName ?? thisMachine().name,
    version: options.version,
    catalogue,
    ids,
    storage,
    hub,
    turn,
    listeners,
    reload: {
      settings: reloadSettings,
      blacklist: (store) => blacklist.reload(store),
      endpoints: (store) => collectl.reload(store),
      zabbix: (store, news) => mirror.pull(store, news),
    },
    now,
  })
  const parts = { engine: options, catalogue, storage, ingest, blacklist, journal, hub, changes, log, now }
  const collectlParts = createCollectlParts({ ...parts, consoles })
  const { collectl, collectlListener, runs, imports } = collectlParts
  const plugins = new PluginsService({
    catalogue,
    ingest,
    hub,
    changes,
    settings: () => settings.current.plugins,
    parserUrl: options.threads.reports,
    now,
  })
  const zabbixParts = createZabbixParts({ ...parts, consoles, settings: () => settings.current.zabbix })
  const { zabbix, inventory, proxies, tasks, presets, wire, mirror } = zabbixParts
  const overview = new OverviewService({
    catalogue,
    hosts,
    changes,
    scopeport: () => scopeport.listener,
    zabbix: () => zabbix.listener,
    pluginDirectory: () => plugins.directory,
    now,
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
    listeners,
    consoles: () => consoles.others,
    counts: () => ({
      blacklisted: blacklist.size,
      endpoints: collectl.size,
      plugins: plugins.size,
      proxies: proxies.size,
      openTasks: tasks.openTasks,
      refusedToday: journal.refusedToday,
    }),
    isDemo: () => demo.isRunning,
    now,
  })

  /** The database is open: everything that needs what it holds begins now. */
  async function begin(store: Store): Promise<void> {
    await consoles.register(store)
    await settings.load(store)
    await desk.load(store)
    const keptSince = now() - settings.current.retention.rawDays * DAY_MS
    await catalogue.load(store, keptSince)
    await consoles.begin(store)
    const refusedToday = await store.refusedSince(startOfToday(now()))
    await overview.load(store)
    await collectl.load(store)
    await Promise.all([presets.load(), proxies.load(store), tasks.load(store), wire.sightings.load(store)])
    await annotations.load(store)
    await runs.load(store)
    await imports.uploads.clear()
    await collectlListener.load(store)
    await blacklist.start(store)
    // From here on nothing asks the database, so nothing is begun twice after a failure.
    journal.start(refusedToday)
    overview.start()
    ingest.start(await openSpool(options, log))
    annotations.start()
    consoles.start()
    maintenance.start()
    desk.start()
    collectl.start()
    await collectlListener.start()
    plugins.start()
    proxies.start()
    tasks.start()
    wire.pollers.start()
    await scopeport.listen(settings.current.scopeport)
    await zabbix.listen(settings.current.zabbix)
  }

  /** What a move to another database brings along; null while there has been none. */
  function carried(): CarriedRows | null {
    if (desk.origin === null) return null
    return {
      ...catalogue.rows,
      origin: desk.origin,
      endpoints: collectl.records,
      blacklist: blacklist.list(),
      settings: { ...settings.stored, ...collectl.settings, ...inventory.ids, 'last-ids': catalogue.lastIds },
      lastHostId: catalogue.lastIds.host,
      held: { zabbix: inventory.records, received: wire.sightings.records, runs: runs.records },
    }
  }

  /** Ends everything that holds ids of the database in use, all of it stored; `begin` begins it again. */
  async function pauseAll(): Promise<void> {
    await Promise.all([settings.settled(), demo.pause(), consoles.stop()])
    const sources = [scopeport, zabbix, wire.pollers, collectl, plugins, runs, imports]
    await Promise.all([...sources.map((source) => source.stop()), maintenance.stop()])
    await Promise.all([wire.frames.stop(), wire.intake.settled(), collectlListener.stop()])
    overview.stop()
    await Promise.all([blacklist.stop(), proxies.stop(), tasks.stop()])
    journal.stop()
    await Promise.all([ingest.stop(), annotations.stop()])
  }

  async function reloadSettings(store: Store): Promise<void> {
    const before = settings.current
    await settings.load(store)
    await onSettings(settings.current, before)
  }

  async function onSettings(current: Settings, before: Settings): Promise<void> {
    if (JSON.stringify(current.scopeport) !== JSON.stringify(before.scopeport))
      await scopeport.listen(current.scopeport)
    if (zabbix.isListenedOtherwise(current.zabbix, before.zabbix)) await zabbix.listen(current.zabbix)
    if (JSON.stringify(current.retention) !== JSON.stringify(before.retention)) maintenance.cleanSoon()
    if (JSON.stringify(current.plugins) !== JSON.stringify(before.plugins)) await plugins.restart()
    hub.publishTopic('settings')
  }

  return {
    hub,
    ...storageParts,
    settings,
    catalogue,
    ingest,
    journal,
    blacklist,
    hosts,
    series,
    top,
    scopeport,
    ...collectlParts,
    consoles,
    plugins,
    ...zabbixParts,
    overview,
    maintenance,
    demo,
    boards: new BoardsService({ storage, catalogue, hub, now }),
    annotations,
    status,
    pauseAll,
    toExpectedError,
  }
}
