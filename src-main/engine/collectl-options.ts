import type { EpochMs } from '../contract/index.ts'
import type { Catalogue } from './catalogue.ts'
import type { ChangeLog } from './change-log.ts'
import type { ConsolesService } from './consoles-service.ts'
import type { IngestService } from './ingest-service.ts'
import type { LiveHub } from './live-hub.ts'
import type { LocalCollectl } from './local-collectl.ts'
import type { StorageService } from './storage-service.ts'

/** What the reading of collectl servers needs. */
export interface CollectlServiceOptions {
  readonly catalogue: Catalogue
  readonly ingest: IngestService
  readonly storage: StorageService
  readonly hub: LiveHub
  readonly changes: ChangeLog
  readonly local: LocalCollectl
  readonly consoles: ConsolesService
  readonly now: () => EpochMs
}
