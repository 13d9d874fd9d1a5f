import { describe, expect, it } from 'vitest'
import { reading, START, testCatalogue } from '../../test/support/catalogue.ts'
import type { Reading } from '../domain/sample.ts'
import type { Catalogue } from './catalogue.ts'
import { SERIES_PER_IDENTITY } from './catalogue-options.ts'
import type { IdentityState, SeriesState } from './catalogue-state.ts'

const credential = (loginId: number, hostId = loginId) => ({
  loginId,
  hostId,
  passwordHash: '$scrypt$',
  changedAt: START,
})
/** The series that has to be there. */
function seriesOf(catalogue: Catalogue, identity: IdentityState, value: Reading): SeriesState {
  const series = catalogue.seriesOf(identity, value)
  if (series === null) throw new Error('There is no room for another series')
  return series
}

const hostRow = (id: number, name: string) => ({ id, name, enabled: true, createdAt: START })

describe('hosts of names', () => {
  it('makes a host for a name that nobody has, once', () => {
    const added: string[] = []
    const catalogue = testCatalogue((name) => added.push(name))
    const first = catalogue.identity('collectl', 'web01')
    expect(catalogue.identity('collectl', 'WEB01')).toBe(first)
    expect(added).toEqual(['web01'])
    expect(catalogue.hostCount).toBe(1)
  })

  it.each([
    ['web01.example.org', 'web01'],
    ['web01', 'web01.example.org'],
    ['Web01', 'web01'],
  ])('joins the ScopePort host %s with the collectl of %s', (scopeport, collectl) => {
    const catalogue = testCatalogue()
    const host = catalogue.addHost(hostRow(catalogue.nextHostId(), scopeport))
    expect(catalogue.identity('collectl', collectl).host).toBe(host)
    expect(catalogue.hostCount).toBe(1)
  })

  it('joins by the hostname of the profile', () => {
    const catalogue = testCatalogue()
    const host = catalogue.addHost(hostRow(1, 'Front door'))
    host.profile = { hostname: 'web01.example.org' } as never
    expect(catalogue.identity('collectl', 'web01').host).toBe(host)
  })

  it('prefers the exact name, and joins neither where it could mean two', () => {
    const catalogue = testCatalogue()
    const org = catalogue.addHost(hostRow(1, 'web01.example.org'))
    catalogue.addHost(hostRow(2, 'web01.example.com'))
    expect(catalogue.identity('collectl', 'web01.example.org').host).toBe(org)
    const unclear = catalogue.identity('collectl', 'web01')
    expect([unclear.host.record.id, unclear.host.record.name]).toEqual([3, 'web01'])
  })

  it('puts an identity under another name where it is told to', () => {
    const catalogue = testCatalogue()
    const first = catalogue.identity('collectl', 'web01')
    const second = catalogue.identity('collectl', 'web01:2656', 'web01')
    expect(second).not.toBe(first)
    expect(second.host).toBe(first.host)
  })

  it('never gives an id twice, not even that of a login whose host is gone', () => {
    const catalogue = testCatalogue()
    const host = catalogue.addHost(hostRow(catalogue.nextHostId(), 'web01'))
    catalogue.setCredential(credential(7, 1), host)
    catalogue.removeHost(host)
    expect(catalogue.nextHostId()).toBe(8)
    expect(catalogue.lastIds).toEqual({ host: 8, identity: 0, series: 0 })
  })
})

describe('series', () => {
  it('are made once a metric and identity', () => {
    const catalogue = testCatalogue()
    const [web, db] = ['web01', 'db01'].map((name) => catalogue.identity('collectl', name))
    if (web === undefined || db === undefined) throw new Error('no identities')
    const load = seriesOf(catalogue, web, reading('load', 1))
    expect(seriesOf(catalogue, web, reading('load', 2))).toBe(load)
    expect(seriesOf(catalogue, db, reading('load', 2))).not.toBe(load)
    expect([...catalogue.allSeries].map(({ id }) => id)).toEqual([1, 2])
  })

  it('of text become numeric with the first number, and stay that', () => {
    const catalogue = testCatalogue()
    const identity = catalogue.identity('collectl', 'web01')
    const series = seriesOf(catalogue, identity, reading('sensor', 'unknown'))
    expect(series.record.type).toBe('text')
    catalogue.takeNewRows()
    seriesOf(catalogue, identity, reading('sensor', 'unknown'))
    expect(catalogue.takeNewRows().series).toEqual([])
    seriesOf(catalogue, identity, reading('sensor', 3))
    expect(catalogue.takeNewRows().series).toMatchObject([{ id: series.id, type: 'number' }])
    seriesOf(catalogue, identity, reading('sensor', 'unknown'))
    expect(series.record.type).toBe('number')
  })

  it.each([
    ['number', [null, null]],
    ['number', [null, 3, 'unknown']],
    ['text', [null, null, 'degraded']],
    ['number', [null, 'unknown', 3]],
  ] as const)('that begin as not available are %s after %j', (type, values) => {
    const catalogue = testCatalogue()
    const identity = catalogue.identity('collectl', 'a')
    for (const value of values) seriesOf(catalogue, identity, reading('sensor', value))
    expect([...catalogue.allSeries].map(({ record }) => record.type)).toEqual([type])
    expect(catalogue.takeNewRows().series.at(-1)).toMatchObject({ type })
  })

  it('are so many an identity and no more', () => {
    const catalogue = testCatalogue()
    const identity = catalogue.identity('collectl', 'a')
    for (let name = 0; name < SERIES_PER_IDENTITY; name++)
      seriesOf(catalogue, identity, reading(`m${name}`, 1))
    expect(catalogue.seriesOf(identity, reading('one more', 1))).toBeNull()
    expect(catalogue.seriesOf(identity, reading('m0', 1))).not.toBeNull()
    expect(catalogue.seriesCount).toBe(SERIES_PER_IDENTITY)
  })

  it('take over only what is newer', () => {
    const catalogue = testCatalogue()
    const identity = catalogue.identity('collectl', 'web01')
    const series = seriesOf(catalogue, identity, reading('load', 1))
    series.note(START, 1)
    series.note(START - 1_000, 5)
    expect([series.lastAt, series.lastValue, identity.lastSampleAt]).toEqual([START, 1, START])
    series.note(START + 1_000, null)
    expect(catalogue.lastValue(identity, 'load')).toEqual({ at: START + 1_000, value: null })
    expect(catalogue.lastValue(identity, 'other')).toBeNull()
  })
})

describe('rows for the next commit', () => {
  it('are handed over once, and come back before newer ones', () => {
    const catalogue = testCatalogue()
    seriesOf(catalogue, catalogue.identity('collectl', 'a'), reading('m', 1))
    const rows = catalogue.takeNewRows()
    expect([rows.hosts.length, rows.identities.length, rows.series.length]).toEqual([1, 1, 1])
    expect(catalogue.takeNewRows()).toEqual({ hosts: [], identities: [], series: [] })
    catalogue.identity('collectl', 'b')
    catalogue.returnNewRows(rows)
    expect(catalogue.takeNewRows().hosts.map(({ name }) => name)).toEqual(['a', 'b'])
  })

  it('leave out what has been removed meanwhile', () => {
    const catalogue = testCatalogue()
    const gone = catalogue.identity('collectl', 'gone')
    seriesOf(catalogue, gone, reading('m', 1))
    const inFlight = catalogue.takeNewRows()
    seriesOf(catalogue, gone, reading('n', 1))
    catalogue.removeHost(gone.host)
    catalogue.returnNewRows(inFlight)
    expect(catalogue.takeNewRows()).toEqual({ hosts: [], identities: [], series: [] })
    expect([catalogue.hostCount, catalogue.seriesCount]).toEqual([0, 0])
  })
})

describe('logins', () => {
  it('follow their host', () => {
    const catalogue = testCatalogue()
    const [one, two] = [1, 2].map((id) => catalogue.addHost(hostRow(id, `host-${id}`)))
    if (one === undefined || two === undefined) throw new Error('no hosts')
    catalogue.setCredential(credential(2), two)
    catalogue.moveLogins([2], one)
    expect(catalogue.hostByLogin(2)).toBe(one)
    expect(catalogue.credential(2)?.hostId).toBe(1)
    expect([one.credential?.loginId, two.credential]).toEqual([2, null])
    catalogue.setCredential(credential(1), one)
    expect(one.credential?.loginId).toBe(1)
    expect(catalogue.credentialsOf(one).map(({ loginId }) => loginId)).toEqual([2, 1])
    catalogue.moveLogins([2], two)
    expect([one.credential?.loginId, two.credential?.loginId]).toEqual([1, 2])
  })
})
