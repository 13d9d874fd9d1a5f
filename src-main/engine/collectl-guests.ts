import type { CollectlGuest, EpochMs } from '../contract/index.ts'
import { isSameMachine } from '../domain/host-name.ts'
import type { CollectlEvent } from '../protocols/collectl/events.ts'
import type { Catalogue } from './catalogue.ts'
import type { IdentityState } from './catalogue-state.ts'
import { StreamFigures, type StreamObserver, timeOfRecord } from './collectl-stream.ts'
import type { IngestService } from './ingest-service.ts'

interface CollectlGuestsOptions {
  readonly catalogue: Catalogue
  readonly ingest: IngestService
  readonly now: () => EpochMs
  readonly onChange: () => void
}

interface Guest {
  readonly address: string
  readonly since: EpochMs
  readonly figures: StreamFigures
  identity: IdentityState | null
}

/**
 * Collectls that somebody else started with our address. Who they are is their
 * address: the name in their lines only names a host that is new, so that
 * nobody writes into the series of a host that is there by claiming its name.
 */
export class CollectlGuests {
  readonly #options: CollectlGuestsOptions
  readonly #guests = new Set<Guest>()

  constructor(options: CollectlGuestsOptions) {
    this.#options = options
  }

  get list(): CollectlGuest[] {
    return [...this.#guests].map(({ address, since, figures }) => ({
      address,
      since,
      nameInStream: figures.nameInStream,
      state: figures.state,
      error: figures.trouble,
      lastRecordAt: figures.lastRecordAt,
      recordsTotal: figures.recordsTotal,
    }))
  }

  /** Takes over the stream of one more guest. */
  receive(address: string): StreamObserver {
    const { now, onChange } = this.#options
    const guest: Guest = { address, since: now(), figures: new StreamFigures(), identity: null }
    return {
      opened: () => {
        this.#guests.add(guest)
        onChange()
      },
      event: (event) => this.#onEvent(guest, event),
      closed: () => {
        this.#guests.delete(guest)
        onChange()
      },
    }
  }

  #onEvent(guest: Guest, event: CollectlEvent): void {
    guest.figures.note(event)
    if (event.kind !== 'record') return this.#options.onChange()
    const { catalogue, ingest } = this.#options
    const known = guest.identity
    // Its host may have been removed, or merged into another one.
    const isThere = known !== null && catalogue.host(known.host.record.id) === known.host
    const identity = isThere ? known : this.#identityOf(guest)
    guest.identity = identity
    ingest.add(identity, timeOfRecord(event), event.readings)
  }

  #identityOf({ address, figures }: Guest): IdentityState {
    const { catalogue } = this.#options
    const known = catalogue.findIdentity('collectl', address)
    if (known !== null) return known
    const name = figures.nameInStream ?? address
    const isTaken = [...catalogue.hosts].some(
      ({ record, profile }) =>
        isSameMachine(record.name, name) || isSameMachine(profile?.hostname ?? '', name),
    )
    return catalogue.identity('collectl', address, isTaken ? address : name)
  }
}
