import type { EpochMs } from '../contract/index.ts'
import type { HostState } from './catalogue-state.ts'
import type { IdSource } from './id-source.ts'

/** Twice what one record of collectl may name (collectl.md §7). */
export const SERIES_PER_IDENTITY = 20_000

/** What a catalogue needs, and whom it tells. */
export interface CatalogueOptions {
  readonly now: () => EpochMs
  readonly onHostAdded: (host: HostState) => void
  readonly onSeriesAdded: () => void
  readonly onHostChanged: () => void
  readonly ids?: IdSource
}

/** Setting in which older consoles kept the last ids: what is deleted must not come back as something else. */
export const LAST_IDS = 'last-ids'
