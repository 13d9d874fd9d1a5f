import { describe, expect, it } from 'vitest'
import { HeldCommits, storageWith } from '../../test/support/store-double.ts'
import { host, item } from '../../test/support/zabbix-world.ts'
import { rowClock } from '../protocols/zabbix/row-times.ts'
import type { ValueRow } from '../protocols/zabbix/value-rows.ts'
import { NOTHING_RECEIVED } from '../storage/received-records.ts'
import { Catalogue } from './catalogue.ts'
import { ROWS_A_TURN } from './in-portions.ts'
import { IngestService } from './ingest-service.ts'
import { LiveHub } from './live-hub.ts'
import { takeValues } from './zabbix-values.ts'
import { ZabbixSeries } from './zabbix-series.ts'

const NOW = 1_700_000_000_000
const PORTIONS = 4
const ROWS = PORTIONS * ROWS_A_TURN
const WEB = host(1, 'web01', 1, [item(2, 'count')])
const CURSOR = { source: 'proxy 1', session: 's', lastId: ROWS, at: NOW }

const row = (id: number): ValueRow => ({
  id,
  itemId: 2,
  host: '',
  key: '',
  at: NOW - ROWS + id,
  value: String(id),
  isNotSupported: false,
  position: null,
})

/** Turns of the loop, each let go by hand. */
class HeldTurns {
  readonly #waiting: (() => void)[] = []
  count = 0

  readonly turn = (): Promise<void> =>
    new Promise((resolve) => {
      this.count++
      this.#waiting.push(resolve)
    })

  /** Lets the one go that waits, and gives the promises behind it their time. */
  async next(): Promise<void> {
    this.#waiting.shift()?.()
    await promises()
  }

  async all(): Promise<void> {
    while (this.#waiting.length > 0) await this.next()
  }
}

const promises = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function begin() {
  const nothing = (): void => undefined
  const turns = new HeldTurns()
  const commits = new HeldCommits()
  const now = (): number => NOW
  const catalogue = new Catalogue({
    now,
    onHostAdded: nothing,
    onSeriesAdded: nothing,
    onHostChanged: nothing,
  })
  const storage = storageWith({ commit: commits.commit })
  const ingest = new IngestService({ catalogue, hub: new LiveHub(now), storage, now, turn: turns.turn })
  const series = new ZabbixSeries(catalogue)
  const take = (count: number, last = 0) => {
    const rows = Array.from({ length: count }, (_, index) => row(index + 1))
    const values = { rows, lastId: count, received: count, broken: new Map<never, number>() }
    const target = { host: WEB, item: WEB.items[0] ?? item(2, 'count') }
    return takeValues(values, {
      last,
      clock: rowClock(NOW, NOW),
      receivedAt: NOW,
      findItem: () => target,
      series,
      turn: turns.turn,
    })
  }
  /** The values of a large packet, placed. */
  const placed = async () => {
    const taking = take(ROWS)
    await turns.all()
    turns.count = 0
    return (await taking).placed
  }
  return { turns, commits, ingest, series, catalogue, take, placed }
}

describe('a packet of very many rows', () => {
  it('is placed in several turns of the loop, in order, and a small one in none', async () => {
    const { turns, take } = begin()
    expect((await take(ROWS_A_TURN)).placed).toHaveLength(ROWS_A_TURN)
    expect(turns.count).toBe(0)
    const taking = take(ROWS, ROWS_A_TURN)
    await turns.all()
    const { placed, processed } = await taking
    expect(turns.count).toBe(PORTIONS - 1)
    expect(processed).toBe(ROWS)
    const wanted = Array.from({ length: ROWS - ROWS_A_TURN }, (_, index) => ROWS_A_TURN + index + 1)
    expect(placed.map(({ value }) => value)).toEqual(wanted)
    expect(placed.map(({ at }) => at)).toEqual(wanted.map((id) => NOW - ROWS + id))
  })

  it('is committed whole, with the number up to which it is known, and acknowledged after that', async () => {
    const { turns, commits, ingest, placed } = begin()
    const values = await placed()
    let isAcknowledged = false
    const received = { ...NOTHING_RECEIVED, cursors: [CURSOR] }
    const storing = ingest.storePlaced(values, received).then(() => (isAcknowledged = true))
    for (let portion = 1; portion < PORTIONS; portion++) {
      await promises()
      expect(commits.all).toHaveLength(0)
      await turns.next()
    }
    await promises()
    expect(commits.all).toHaveLength(1)
    const { samples, received: stored } = commits.last.batch
    expect([...samples.value]).toEqual(Array.from({ length: ROWS }, (_, index) => index + 1))
    expect(stored?.cursors).toEqual([CURSOR])
    expect(isAcknowledged).toBe(false)
    commits.last.succeed()
    await promises()
    await turns.all()
    await storing
    expect(ingest.status.samplesTotal).toBe(ROWS)
  })

  it('lets others be stored and answered while it is placed', async () => {
    const { turns, commits, ingest, catalogue, placed } = begin()
    const large = ingest.storePlaced(await placed(), NOTHING_RECEIVED)
    await turns.next()
    const other = catalogue.identity('scopeport', 'db01')
    const small = ingest.store(other, NOW, [{ metric: 'load', unit: '', label: 'load', value: 1 }])
    await promises()
    expect(commits.last.batch.samples.series).toHaveLength(1)
    commits.last.succeed()
    await small
    await turns.all()
    await promises()
    expect(commits.last.batch.samples.series).toHaveLength(ROWS)
    commits.last.succeed()
    await promises()
    await turns.all()
    await large
  })

  it('keeps nothing of a host that is removed while it is placed', async () => {
    const { turns, commits, ingest, catalogue, placed } = begin()
    const values = await placed()
    const storing = ingest.storePlaced(values, NOTHING_RECEIVED)
    await turns.next()
    const leaving = catalogue.findIdentity('zabbix', 'web01')
    if (leaving !== null) leaving.host.isLeaving = true
    await turns.all()
    await promises()
    expect(commits.last.batch.samples.series).toHaveLength(0)
    commits.last.succeed()
    await promises()
    await turns.all()
    await storing
  })
})
