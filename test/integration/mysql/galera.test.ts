import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Store } from '../../../src-main/storage/store.ts'
import {
  START,
  batchOf,
  codeOf,
  loginAt,
  rangeOf,
  samplesOf,
  seriesRecord,
} from '../../suites/store-fixtures.ts'
import { storeSuite } from '../../suites/store-suite.ts'
import { GaleraCluster } from '../../support/galera.ts'
import { GALERA, MARIADB, RSYNC, describeNeeding } from '../../support/needs.ts'
import { openOn, until } from './mysql-under-test.ts'

const CLUSTER_MS = 120_000
const range = { from: START, to: START + 3_600_000, maxPoints: 100_000 }

describeNeeding([MARIADB, GALERA, RSYNC], 'a Galera cluster of three nodes', () => {
  let cluster: GaleraCluster
  let turn = 0
  beforeAll(async () => {
    cluster = await GaleraCluster.start()
  }, CLUSTER_MS)
  afterAll(() => cluster.stop())

  // Each test writes to the next node, and what it looks at from outside it sees on the one after.
  storeSuite('Galera', async () => {
    const own = (turn += 1) % 3
    const other = cluster.node((own + 1) % 3)
    const database = await cluster.node(own).createDatabase()
    const connection = cluster.node(own).connection(database)
    let store = await openOn(connection)
    return {
      get store() {
        return store
      },
      reopen: async () => {
        await store.close()
        return (store = await openOn(connection))
      },
      execute: async (sql) => {
        // What is written there is read here at once, and the other way round.
        await settle(own)
        const rows = await other.execute(sql, database)
        await settle((own + 1) % 3)
        return rows
      },
      dispose: async () => {
        await store.close()
        await other.dropDatabase(database)
      },
    }
  })

  /** Resolves when all that was committed on a node has arrived on all. */
  async function settle(from: number): Promise<void> {
    const position = await lastCommitted(from)
    for (const index of cluster.nodes.keys())
      await until(async () => (await lastCommitted(index)) >= position)
  }

  async function lastCommitted(index: number): Promise<number> {
    const sql = "show status like 'wsrep_last_committed'"
    return Number((await cluster.node(index).execute(sql, 'information_schema'))[0]?.['Value'])
  }

  async function onAllNodes(
    work: (stores: readonly Store[], database: string) => Promise<void>,
  ): Promise<void> {
    const database = await cluster.node(0).createDatabase()
    await settle(0)
    const stores = await Promise.all(
      cluster.nodes.map((_, index) => openOn(cluster.connection(database, index))),
    )
    try {
      await work(stores, database)
    } finally {
      await Promise.all(stores.map((store) => store.close()))
    }
  }

  it('gets its tables once, from three consoles that begin on three nodes at once', async () => {
    for (let round = 0; round < 3; round += 1) {
      await onAllNodes(async (stores, database) => {
        await stores[0]?.commit(batchOf({ series: [seriesRecord(1)], samples: samplesOf([[1, START, 1]]) }))
        await settle(0)
        for (const index of cluster.nodes.keys()) {
          expect((await rangeOf(stores[index] as Store, range)).v).toEqual([1])
          const steps = await cluster
            .node(index)
            .execute('select count(*) as n, count(distinct name) as names from schema_steps', database)
          expect(steps[0]?.['n']).toBe(steps[0]?.['names'])
        }
      })
    }
  }, 60_000)

  it('lets writers on all nodes meet: certification conflicts are tried again, and each sees the same rows', async () => {
    await onAllNodes(async (stores) => {
      const commits = stores.flatMap((store, node) =>
        Array.from({ length: 10 }, (_, number) =>
          store.commit(
            batchOf({
              // The same identity and metrics everywhere, under ids of each console's own.
              identities: [{ id: 1 + node * 500, hostId: 1, source: 'collectl', name: 'web' }],
              series: [{ ...seriesRecord(1 + node * 20_000, 1 + node * 500), metric: `m${number}` }].map(
                (series) => ({ ...series, id: series.id + number }),
              ),
              samples: samplesOf([[1 + node * 20_000 + number, START + node, node]]),
            }),
          ),
        ),
      )
      await Promise.all(commits)
      await Promise.all(cluster.nodes.map((_, index) => settle(index)))
      const rows = await Promise.all(stores.map((store) => store.series()))
      expect(rows[0]).toHaveLength(10)
      expect(rows[1]).toEqual(rows[0])
      expect(rows[2]).toEqual(rows[0])
      for (const { id } of rows[0] ?? [])
        expect((await rangeOf(stores[0] as Store, range, id)).v).toEqual([0, 1, 2])
    })
  }, 60_000)

  it('never merges two hosts into each other, on whatever nodes it is asked to', async () => {
    await onAllNodes(async (stores) => {
      const [one, two] = stores as [Store, Store]
      for (let round = 0; round < 5; round += 1) {
        const [a, b] = [round * 2 + 1, round * 2 + 2]
        const host = (id: number) => ({ id, name: `h${id}`, enabled: true, createdAt: START })
        const identity = (id: number) => ({ id, hostId: id, source: 'collectl' as const, name: `n${id}` })
        await one.commit(batchOf({ hosts: [host(a), host(b)], identities: [identity(a), identity(b)] }))
        await settle(0)
        const outcomes = await Promise.allSettled([
          one.mergeHosts({ fromHostId: b, toHostId: a }),
          two.mergeHosts({ fromHostId: a, toHostId: b }),
        ])
        expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
        await Promise.all([settle(0), settle(1)])
        const left = (await two.hosts()).filter(({ id }) => id === a || id === b)
        expect(left).toHaveLength(1)
        const owners = (await one.identities()).filter(({ id }) => id === a || id === b)
        expect(owners.map(({ hostId }) => hostId)).toEqual([left[0]?.id, left[0]?.id])
      }
    })
  }, 60_000)

  describe('of which one node is killed and comes back', () => {
    it(
      'loses nothing that was acknowledged, and stores nothing twice',
      async () => {
        await onAllNodes(async (stores, database) => {
          const acknowledged = new Map<number, number[]>()
          const refused: string[] = []
          let isOver = false
          const write = async (store: Store, series: number): Promise<void> => {
            for (let number = 0; !isOver; number += 1) {
              const at = START + number
              const batch = batchOf({
                samples: samplesOf([[series, at, number]]),
                logins: [loginAt(at, { identity: `${series}:${number}` })],
              })
              for (;;) {
                const outcome = await store.commit(batch).then(() => null, codeOf)
                if (outcome === null) break
                refused.push(outcome)
                if (isOver) return
              }
              acknowledged.set(series, [...(acknowledged.get(series) ?? []), number])
            }
          }
          const sizes = (): number[] => stores.map((_, index) => acknowledged.get(index + 1)?.length ?? 0)
          const allGrow = async (by: number): Promise<void> => {
            const before = sizes()
            await until(async () => sizes().every((size, index) => size >= (before[index] ?? 0) + by))
          }
          const writing = stores.map((store, index) => write(store, index + 1))
          await allGrow(20)
          await cluster.node(2).kill()
          const killedAt = performance.now()
          // The console of that node goes to another address by itself.
          await allGrow(20)
          console.log(
            `all three consoles write again ${Math.round(performance.now() - killedAt)} ms after the kill`,
          )
          const beganAt = performance.now()
          await cluster.node(2).begin()
          await until(async () => (await cluster.sizeAt(2)) === 3)
          console.log(`the node is back ${Math.round(performance.now() - beganAt)} ms after its start`)
          await allGrow(20)
          isOver = true
          await Promise.all(writing)
          expect(new Set([...refused, 'away'])).toEqual(new Set(['away']))
          await settle(0)
          for (const index of cluster.nodes.keys()) {
            for (const [series, numbers] of acknowledged) {
              const sql = `select at as t, value from samples_raw where series_id = ${series} order by slot, at`
              const values = (await cluster.node(index).execute(sql, database)).map(({ value }) =>
                Number(value),
              )
              expect(new Set(values).size).toBe(values.length)
              const stored = new Set(values)
              expect(numbers.filter((number) => !stored.has(number))).toEqual([])
            }
          }
        })
      },
      CLUSTER_MS,
    )
  })
})
