import type { EpochMs, Settings, Status } from '../contract/index.ts'
import type { MysqlConnection } from '../storage/mysql/connection.ts'
import type { Store } from '../storage/store.ts'
import type { CarriedRows } from './carried-rows.ts'
import type { Catalogue } from './catalogue.ts'
import type { ChangeLog } from './change-log.ts'
import { ConnectionBook } from './connection-book.ts'
import { CopyService } from './copy-service.ts'
import { makeDirectory, openConnection } from './engine-store.ts'
import type { IngestService } from './ingest-service.ts'
import type { LiveHub } from './live-hub.ts'
import type { MaintenanceService } from './maintenance-service.ts'
import type { EngineOptions } from './options.ts'
import { StorageDesk } from './storage-desk.ts'
import { StorageMover } from './storage-mover.ts'
import { StorageService } from './storage-service.ts'

interface StoragePartsOptions {
  readonly engine: EngineOptions
  /** Of the embedded database. */
  readonly file: string
  readonly consoleId: () => string
  readonly hub: LiveHub
  readonly changes: ChangeLog
  readonly log: (line: string) => void
  readonly now: () => EpochMs
  /** Called when a database has been opened. */
  readonly onOpened: (store: Store) => Promise<void>
  /** Called when the console has moved to a database that holds what it carried along. */
  readonly onMoved: (store: Store) => Promise<void>
  readonly carried: () => CarriedRows | null
  readonly pauseAll: () => Promise<void>
  readonly retention: () => Settings['retention']
  readonly catalogue: () => Catalogue
  readonly ingest: () => IngestService
  readonly maintenance: () => MaintenanceService
}

/** The database in use, the others that are known, moving to one of them, and copies. */
export function createStorageParts(options: StoragePartsOptions) {
  const { engine, file, consoleId, hub, changes, log, now, carried, pauseAll, ingest } = options
  let hasFailed = false
  const book = new ConnectionBook({
    directory: engine.dataDirectory,
    embeddedFile: file,
    commandLine: engine.database,
    keyring: engine.keyring,
  })
  const open = (connection: MysqlConnection | null): Promise<Store> =>
    openConnection(engine, connection, { file, now, consoleId })
  const onState = ({ state, reason }: Status['storage']): void => {
    if (state !== 'ok') log(`Database: ${reason ?? state}`)
    // That it opens at the start is no news; that it came back is.
    if (state !== 'ok' || hasFailed) changes.add({ kind: 'storage', subject: state, detail: reason ?? '' })
    hasFailed ||= state !== 'ok' && state !== 'starting'
    hub.publishTopic('status')
  }
  const storage: StorageService = new StorageService({
    open: async () => {
      makeDirectory(engine.dataDirectory)
      const store = await mover.openInUse()
      for (const warning of store.warnings ?? []) log(`Database: ${warning}`)
      return store
    },
    get engine() {
      return book.list().find(({ inUse }) => inUse)?.engine ?? 'sqlite'
    },
    get location() {
      return book.location
    },
    now,
    onState,
    onOpened: options.onOpened,
  })
  const mover: StorageMover = new StorageMover({
    book,
    storage,
    open,
    carried,
    pauseAll,
    onMoved: async (store) => {
      await options.onMoved(store)
      await desk.load(store)
      for (const topic of ['status', 'storage', 'blacklist', 'logins'] as const) hub.publishTopic(topic)
    },
    now,
  })
  const onChange = (): void => hub.publishTopic('storage')
  const copies: CopyService = new CopyService({
    book,
    storage,
    mover,
    open,
    carried,
    embeddedFile: file,
    pauseCleaning: () => options.maintenance().pauseCleaning(),
    limits: () => options.maintenance().limits,
    now,
    onChange,
  })
  const desk: StorageDesk = new StorageDesk({
    book,
    storage,
    mover,
    copies,
    directory: engine.dataDirectory,
    retention: options.retention,
    ingest: () => ingest().status,
    seriesCount: () => options.catalogue().seriesCount,
    rollUpSoon: () => options.maintenance().rollUpSoon(),
    now,
    onChange,
  })
  return { storage, copies, desk }
}
