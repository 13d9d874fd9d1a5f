import { beforeEach, describe, expect, it } from 'vitest'
import { reading, START, testCatalogue } from '../../test/support/catalogue.ts'
import type { HostRecord, IdentityRecord, SeriesRecord, Store } from '../storage/store.ts'
import type { Catalogue } from './catalogue.ts'
import { CatalogueMirror } from './catalogue-mirror.ts'

/** What the database holds; a test changes it as another console would. */
interface Rows {
  hosts: readonly HostRecord[]
  identities: readonly IdentityRecord[]
  series: readonly SeriesRecord[]
}

const hostRow = (id: number, name: string): HostRecord => ({ id, name, enabled: true, createdAt: START })
const identityRow = (id: number, hostId: number, name: string): IdentityRecord => ({
  id,
  hostId,
  source: 'collectl',
  name,
})

describe('a catalogue that another console changes', () => {
  let rows: Rows
  let catalogue: Catalogue
  let mirror: CatalogueMirror
  const store = (change: Partial<Store> = {}): Store => {
    const reads: Partial<Store> = {
      hosts: async () => rows.hosts,
      identities: async () => rows.identities,
      credentials: async () => [],
      profiles: async () => [],
      series: async () => rows.series,
      seriesWithin: async () => rows.series,
      settings: async () => ({}),
      latestSamples: async () => ({
        series: new Int32Array(),
        at: new Float64Array(),
        value: new Float64Array(),
      }),
      ...change,
    }
    return reads as Store
  }
  const names = (): string[] => [...catalogue.hosts].map(({ record }) => record.name)
  /** What was made here is committed. */
  const commit = (): void => {
    const waiting = catalogue.takeNewRows()
    rows = {
      hosts: [...rows.hosts, ...waiting.hosts],
      identities: [...rows.identities, ...waiting.identities],
      series: [...rows.series, ...waiting.series],
    }
    catalogue.noteStored(waiting)
  }
  /** As another console does it: the host is gone, and what it had is the other's. */
  const merge = (fromHostId: number, toHostId: number): void => {
    rows.hosts = rows.hosts.filter(({ id }) => id !== fromHostId)
    rows.identities = rows.identities.map((row) =>
      row.hostId === fromHostId ? { ...row, hostId: toHostId } : row,
    )
  }
  beforeEach(() => {
    rows = { hosts: [], identities: [], series: [] }
    catalogue = testCatalogue()
    mirror = new CatalogueMirror(catalogue)
  })

  it('loses a host that was made here and that another console has merged away', async () => {
    const alpha = catalogue.identity('collectl', 'alpha')
    const beta = catalogue.identity('collectl', 'beta')
    catalogue.seriesOf(beta, reading('cpu', 1))
    commit()
    merge(beta.host.record.id, alpha.host.record.id)
    await mirror.pullHosts(store())
    expect(names()).toEqual(['alpha'])
    expect([...alpha.host.identities].map(({ record }) => record.name)).toEqual(['alpha', 'beta'])
    expect(catalogue.seriesCount).toBe(1)
  })

  it('loses a host that was read at the start and that another console has removed', async () => {
    rows.hosts = [hostRow(1, 'alpha'), hostRow(2, 'beta')]
    await catalogue.load(store(), START)
    rows.hosts = [hostRow(2, 'beta')]
    await mirror.pullHosts(store())
    expect(names()).toEqual(['beta'])
  })

  it('keeps a host that waits for its commit, also when that ends while the database is read', async () => {
    catalogue.identity('collectl', 'waiting')
    await mirror.pullHosts(store())
    expect(names()).toEqual(['waiting'])
    const asItWas = rows.hosts
    await mirror.pullHosts(
      store({
        hosts: async () => {
          commit()
          return asItWas
        },
      }),
    )
    expect(names()).toEqual(['waiting'])
    rows.hosts = []
    rows.identities = []
    await mirror.pullHosts(store())
    expect(names()).toEqual([])
  })

  it('keeps the series of a host that comes back while the database is read', async () => {
    rows.hosts = [hostRow(1, 'alpha'), hostRow(2, 'beta')]
    rows.identities = [identityRow(1, 1, 'alpha'), identityRow(2, 2, 'beta')]
    rows.series = [{ id: 1, identityId: 2, metric: 'cpu', unit: '', label: 'cpu', type: 'number' }]
    await catalogue.load(store(), START)
    merge(2, 1)
    const merged = rows.hosts
    await mirror.pullHosts(
      store({
        hosts: async () => {
          // Split again before the identities are read.
          rows.hosts = [hostRow(1, 'alpha'), hostRow(2, 'beta')]
          rows.identities = [identityRow(1, 1, 'alpha'), identityRow(2, 2, 'beta')]
          return merged
        },
      }),
    )
    await mirror.pullHosts(store())
    expect(names()).toEqual(['alpha', 'beta'])
    expect(catalogue.series(1)?.identity.host.record.name).toBe('beta')
  })
})
