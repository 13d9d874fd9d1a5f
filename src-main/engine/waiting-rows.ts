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

  /** Rows that wait for a commit under ids that have changed. */
  rename(newId: {
    readonly host: (id: number) => number
    readonly identity: (id: number) => number
    readonly series: (id: number) => number
  }): void {
    this.#hosts = this.#hosts.map((row) => ({ ...row, id: newId.host(row.id) }))
    this.#identities = this.#identities.map((row) => ({
      ...row,
      id: newId.identity(row.id),
      hostId: newId.host(row.hostId),
    }))
    this.#series = this.#series.map((row) => ({
      ...row,
      id: newId.series(row.id),
      identityId: newId.identity(row.identityId),
    }))
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
