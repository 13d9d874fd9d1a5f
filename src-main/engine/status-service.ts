import type { EpochMs, Listener, Status } from '../contract/index.ts'
import { pause } from './coalesced.ts'
import type { Catalogue } from './catalogue.ts'
import type { IngestService } from './ingest-service.ts'
import type { StorageService } from './storage-service.ts'
import { thisMachine } from './this-machine.ts'

interface StatusServiceOptions {
  readonly version: string
  readonly hostedBy: Status['hostedBy']
  readonly storage: StorageService
  readonly ingest: IngestService
  readonly catalogue: Catalogue
  readonly listeners: () => Listener[]
  readonly consoles: () => Status['consoles']
  readonly counts: () => Pick<Status['counts'], 'blacklisted' | 'endpoints' | 'plugins' | 'refusedToday'>
  readonly isDemo: () => boolean
  readonly now: () => EpochMs
}

const EVERY_MS = 1_000

/** How the console itself is. */
export class StatusService {
  readonly #options: StatusServiceOptions
  readonly #startedAt: EpochMs

  constructor(options: StatusServiceOptions) {
    this.#options = options
    this.#startedAt = options.now()
  }

  get(): Status {
    const { version, hostedBy, storage, ingest, catalogue, listeners, consoles, counts, isDemo, now } =
      this.#options
    return {
      version,
      startedAt: this.#startedAt,
      now: now(),
      hostedBy,
      machine: thisMachine(),
      storage: storage.state,
      listeners: listeners(),
      consoles: consoles(),
      ingest: ingest.status,
      counts: { hosts: catalogue.hostCount, series: catalogue.seriesCount, ...counts() },
      demo: isDemo(),
    }
  }

  async *watch(signal: AbortSignal | undefined): AsyncGenerator<Status, void> {
    while (signal?.aborted !== true) {
      yield this.get()
      await pause(EVERY_MS, signal)
    }
  }
}
