import type { HostRecord, IdentityRecord, SeriesRecord } from '../storage/store.ts'

/** Rows that the next commit has to take along, because samples refer to them. */
export interface NewRows {
  readonly hosts: readonly HostRecord[]
  readonly identities: readonly IdentityRecord[]
  readonly series: readonly SeriesRecord[]
}

/** Collects rows that are new in memory until a commit takes them to the database. */
export class WaitingRows {
  #hosts: HostRecord[] = []
  #identities: IdentityRecord[] = []
  #series: SeriesRecord[] = []

  addHost(host: HostRecord): void {
    this.#hosts.push(host)
  }

  addIdentity(identity: IdentityRecord): void {
    this.#identities.push(identity)
  }

  addSeries(series: SeriesRecord): void {
    this.#series.push(series)
  }

  take(): NewRows {
    const rows = { hosts: this.#hosts, identities: this.#identities, series: this.#series }
    this.#hosts = []
    this.#identities = []
    this.#series = []
    return rows
  }

  /** Rows of a commit that failed: they are older than what has come since. */
  giveBack({ hosts, identities, series }: NewRows): void {
    this.#hosts.unshift(...hosts)
    this.#identities.unshift(...identities)
    this.#series.unshift(...series)
  }

  /** Leaves out what has been removed meanwhile. */
  keep(isKept: {
    readonly host: (host: HostRecord) => boolean
    readonly identity: (identity: IdentityRecord) => boolean
    readonly series: (series: SeriesRecord) => boolean
  }): void {
    this.#hosts = this.#hosts.filter(isKept.host)
    this.#identities = this.#identities.filter(isKept.identity)
    this.#series = this.#series.filter(isKept.series)
  }
}
