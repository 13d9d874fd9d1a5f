import { join } from 'node:path'
import type { EpochMs, Listener } from '../contract/index.ts'
import type { BlacklistService } from './blacklist-service.ts'
import type { Catalogue } from './catalogue.ts'
import type { ChangeLog } from './change-log.ts'
import { CollectlGuests } from './collectl-guests.ts'
import { CollectlImports } from './collectl-imports.ts'
import { CollectlListener } from './collectl-listener.ts'
import { CollectlService } from './collectl-service.ts'
import type { ConsolesService } from './consoles-service.ts'
import type { IngestService } from './ingest-service.ts'
import type { LiveHub } from './live-hub.ts'
import { LocalCollectl } from './local-collectl.ts'
import type { LoginJournal } from './login-journal.ts'
import type { EngineOptions } from './options.ts'
import { RunsService } from './runs-service.ts'
import type { StorageService } from './storage-service.ts'

interface CollectlPartsOptions {
  readonly engine: Pick<EngineOptions, 'dataDirectory' | 'sshConfig' | 'collectlPatience'>
  readonly catalogue: Catalogue
  readonly storage: StorageService
  readonly ingest: IngestService
  readonly blacklist: BlacklistService
  readonly journal: LoginJournal
  readonly hub: LiveHub
  readonly changes: ChangeLog
  readonly consoles: ConsolesService
  readonly log: (line: string) => void
  readonly now: () => EpochMs
}

/** What speaks collectl: the servers that are read, the listener, the runs and the files. */
export function createCollectlParts(options: CollectlPartsOptions) {
  const { engine, catalogue, storage, ingest, hub, log, now } = options
  const onChange = (): void => hub.publishTopic('collectlRuns')
  const { sshConfig, collectlPatience: patience = 1 } = engine
  const collectlListener = new CollectlListener({
    ...options,
    patience,
    guests: new CollectlGuests({ catalogue, ingest, now, onChange }),
    onListener: (listener: Listener) => {
      hub.publishTopic('status')
      onChange()
      if (listener.state === 'failed') log(`collectl: ${listener.reason ?? ''}`)
    },
  })
  const { changes, consoles } = options
  const readers = { catalogue, ingest, storage, hub, changes, consoles, now }
  const collectl = new CollectlService({ ...readers, local: new LocalCollectl() })
  const runs = new RunsService({ ...readers, listener: collectlListener, sshConfig, patience })
  const directory = join(engine.dataDirectory, 'imports')
  const imports = new CollectlImports({ catalogue, ingest, hub, directory, now })
  return { collectl, collectlListener, runs, imports }
}
