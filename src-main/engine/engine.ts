import { join } from 'node:path'
import type { Listener, Settings } from '../contract/index.ts'
import type { MysqlConnection } from '../storage/mysql/connection.ts'
import type { Store } from '../storage/store.ts'
import { BlacklistService } from './blacklist-service.ts'
import type { CarriedRows } from './carried-rows.ts'
import { Catalogue } from './catalogue.ts'
import { ChangeLog } from './change-log.ts'
import { CollectlGuests } from './collectl-guests.ts'
import { CollectlListener } from './collectl-listener.ts'
import { CollectlService } from './collectl-service.ts'
import { ConnectionBook } from './connection-book.ts'
import { CopyService } from './copy-service.ts'
import { consoleIdOf } from './console-identity.ts'
import { ConsolesService } from './consoles-service.ts'
import { CollectlImports } from './collectl-imports.ts'
import { DemoService } from './demo-service.ts'
import { openEngineStore, openSpool } from './engine-store.ts'
import { toExpectedError } from './expected-error.ts'
import { HostsService } from './hosts-service.ts'
import { IdSource } from './id-source.ts'
import { IngestService } from './ingest-service.ts'
import { scopeportNews } from './listener-news.ts'
import { LiveHub } from './live-hub.ts'
import { LocalCollectl } from './local-collectl.ts'
import { LoginJournal, startOfToday } from './login-journal.ts'
import { MaintenanceService } from './maintenance-service.ts'
import { OneAtATime } from './one-at-a-time.ts'
import type { EngineOptions } from './options.ts'
import { OverviewService } from './overview-service.ts'
import { PasswordService } from './password-service.ts'
import { PluginsService } from './plugins/plugins-service.ts'
import { RunsService } from './runs-service.ts'
import { ScopePortService } from './scopeport-service.ts'
import { SeriesService } from './series-service.ts'
import { SettingsService } from './settings-service.ts'
import { StatusService } from './status-service.ts'
import { StorageDesk } from './storage-desk.ts'
import { StorageMover } from './storage-mover.ts'
import { StorageService } from './storage-service.ts'
import { thisMachine } from './this-machine.ts'

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
/** Ten minutes of 200 collectl machines, days of one. */

/** The one place where services are constructed. Nothing runs before `start`. */
export function createEngine(options: EngineOptions): Engine {
  const hostListeners = new Map<string, Listener>()
  const services = createServices(options, hostListeners)
  const { storage, settings, ingest, scopeport, collectl, plugins, blacklist, journal } = services
  const { overview, maintenance, demo, consoles, runs, imports, collectlListener, desk } = services
  let stopping: Promise<void> | null = null

  async function stop(): Promise<void> {
    // What is just beginning has begun before it is stopped.
    await storage.stopOpening()
    await desk.stop()
    await Promise.all([settings.settled(), demo.pause(), consoles.stop()])
    const sources = [scopeport, collectl, plugins, runs, imports]
    await Promise.all([...sources.map((source) => source.stop()), maintenance.stop()])
    await collectlListener.stop()
    overview.stop()
    await blacklist.stop()
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
  const ids = new IdSource()
  const turn = new OneAtATime()
  let ownId: string | null = null
  const consoleId = (): string => (ownId ??= consoleIdOf(options.dataDirectory))
  let hasStorageFailed = false

  const book = new ConnectionBook({
    directory: options.dataDirectory,
    embeddedFile: file,
    commandLine: options.database,
    keyring: options.keyring,
  })
  const open = (connection: MysqlConnection | null): Promise<Store> =>
    openEngineStore(options, { file, now, log, consoleId }, connection)
  const storage: StorageService = new StorageService({
    open: () => mover.openInUse(),
    get engine() {
      return book.list().find(({ inUse }) => inUse)?.engine ?? 'sqlite'
    },
    get location() {
      return book.location
    },
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
    ids,
  })
  const settings = new SettingsService({
    storage,
    scopeport: options.scopeport,
    plugins: options.plugins,
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
  const scopeport = new ScopePortService({
    catalogue,
    ingest,
    blacklist,
    journal,
    passwords,
    now,
    onListener: scopeportNews({ hub, changes, log, onListener: options.onListener }),
  })
  const listeners = (): Listener[] => [
    scopeport.listener,
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
    },
    now,
  })
  const collectl = new CollectlService({
    catalogue,
    ingest,
    storage,
    hub,
    changes,
    local,
    consoles,
    now,
  })
  const collectlListener = new CollectlListener({
    storage,
    blacklist,
    journal,
    guests: new CollectlGuests({
      catalogue,
      ingest,
      now,
      onChange: () => hub.publishTopic('collectlRuns'),
    }),
    now,
    onListener: onCollectlListener,
  })
  const runs = new RunsService({
    catalogue,
    ingest,
    storage,
    hub,
    changes,
    listener: collectlListener,
    sshConfig: options.sshConfig,
    now,
  })
  const imports = new CollectlImports({
    catalogue,
    ingest,
    hub,
    directory: join(options.dataDirectory, 'imports'),
    now,
  })
  const plugins = new PluginsService({
    catalogue,
    ingest,
    hub,
    changes,
    settings: () => settings.current.plugins,
    parserUrl: options.pluginParserUrl ?? new URL('./plugins/parser-worker.ts', import.meta.url),
    now,
  })
  const overview = new OverviewService({
    catalogue,
    hosts,
    changes,
    scopeport: () => scopeport.listener,
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
  const mover: StorageMover = new StorageMover({
    book,
    storage,
    open,
    carried,
    pauseAll,
    onMoved: async (store) => {
      // Ids that were reserved in the database before mean nothing here.
      await consoles.register(store)
      await consoles.begin(store)
      await blacklist.start(store)
      await desk.load(store)
      for (const topic of ['status', 'storage', 'blacklist', 'logins'] as const) hub.publishTopic(topic)
    },
    now,
  })
  const copies: CopyService = new CopyService({
    book,
    storage,
    mover,
    open,
    carried,
    embeddedFile: file,
    pauseCleaning: () => maintenance.pauseCleaning(),
    now,
    onChange: () => hub.publishTopic('storage'),
  })
  const desk: StorageDesk = new StorageDesk({
    book,
    storage,
    mover,
    copies,
    directory: options.dataDirectory,
    retention: () => settings.current.retention,
    ingest: () => ingest.status,
    seriesCount: () => catalogue.seriesCount,
    rollUpSoon: () => maintenance.rollUpSoon(),
    now,
    onChange: () => hub.publishTopic('storage'),
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
    await runs.load(store)
    await collectlListener.load(store)
    await blacklist.start(store)
    // From here on nothing asks the database, so nothing is begun twice after a failure.
    journal.start(refusedToday)
    overview.start()
    ingest.start(await openSpool(options, log))
    consoles.start()
    maintenance.start()
    desk.start()
    collectl.start()
    await collectlListener.start()
    plugins.start()
    await scopeport.listen(settings.current.scopeport)
  }

  /** What a move to another database brings along; null while there has been none. */
  function carried(): CarriedRows | null {
    if (desk.origin === null) return null
    return {
      ...catalogue.rows,
      origin: desk.origin,
      endpoints: collectl.records,
      blacklist: blacklist.list(),
      settings: { ...settings.stored, ...collectl.settings, 'last-ids': catalogue.lastIds },
      lastHostId: catalogue.lastIds.host,
    }
  }

  /** Ends what holds ids of the database in use, all of it stored; `begin` begins it again. */
  async function pauseAll(): Promise<void> {
    await Promise.all([settings.settled(), demo.pause(), consoles.stop()])
    const sources = [scopeport, collectl, plugins, runs, imports]
    await Promise.all([...sources.map((source) => source.stop()), maintenance.stop()])
    await collectlListener.stop()
    overview.stop()
    await blacklist.stop()
    journal.stop()
    await ingest.stop()
    catalogue.clear()
    for (const topic of ['hosts', 'series', 'blacklist', 'collectl', 'settings', 'logins'] as const)
      hub.publishTopic(topic)
  }

  async function reloadSettings(store: Store): Promise<void> {
    const before = settings.current
    await settings.load(store)
    await onSettings(settings.current, before)
  }

  async function onSettings(current: Settings, before: Settings): Promise<void> {
    if (JSON.stringify(current.scopeport) !== JSON.stringify(before.scopeport))
      await scopeport.listen(current.scopeport)
    if (JSON.stringify(current.retention) !== JSON.stringify(before.retention)) maintenance.cleanSoon()
    if (JSON.stringify(current.plugins) !== JSON.stringify(before.plugins)) await plugins.restart()
    hub.publishTopic('settings')
  }

  function onCollectlListener(listener: Listener): void {
    hub.publishTopic('status')
    hub.publishTopic('collectlRuns')
    if (listener.state === 'failed') log(`collectl: ${listener.reason ?? ''}`)
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
    consoles,
    collectlListener,
    runs,
    imports,
    plugins,
    overview,
    maintenance,
    demo,
    desk,
    copies,
    status,
    toExpectedError,
  }
}
