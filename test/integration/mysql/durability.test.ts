import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '../../../src-main/storage/store.ts'
import { HOUR_MS, START, batchOf, codeOf, loginAt, rangeOf, samplesOf } from '../../suites/store-fixtures.ts'
import { MariadbServer } from '../../support/mariadb.ts'
import { MARIADB, describeNeeding } from '../../support/needs.ts'
import { openOn, until } from './mysql-under-test.ts'

const COMMITTER = fileURLToPath(new URL('./commit-until-killed.ts', import.meta.url))
/** As many as `commit-until-killed.ts` writes. */
const SERIES = 300
const WRITERS = 4

/** What was acknowledged, kept by the one who wrote it. */
class Ledger {
  readonly acknowledged = new Map<number, number[]>()
  readonly refused: string[] = []

  note(series: number, number: number): void {
    this.acknowledged.set(series, [...(this.acknowledged.get(series) ?? []), number])
  }

  get size(): number {
    return [...this.acknowledged.values()].reduce((sum, numbers) => sum + numbers.length, 0)
  }
}

describeNeeding([MARIADB], 'a MariaDB that is killed', () => {
  let server: MariadbServer
  let database = ''
  beforeAll(async () => {
    server = await MariadbServer.start()
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    database = await server.createDatabase()
  })

  describe('under load', () => {
    let store: Store
    beforeEach(async () => {
      store = await openOn(server.connection(database))
    })
    afterEach(() => store.close())

    it('has every acknowledged value when it is back, each once, and the store goes on by itself', async () => {
      const ledger = new Ledger()
      let isOver = false
      // Each writes one value after the other; what is refused is written again, as a spool does.
      const write = async (series: number): Promise<void> => {
        for (let number = 0; !isOver; number += 1) {
          const at = START + number
          const batch = batchOf({
            samples: samplesOf([[series, at, number]]),
            logins: [loginAt(at, { identity: `${series}:${number}` })],
          })
          while (!isOver) {
            const outcome = await store.commit(batch).then(() => null, codeOf)
            if (outcome === null) {
              ledger.note(series, number)
              break
            }
            ledger.refused.push(outcome)
          }
        }
      }
      const writing = Array.from({ length: WRITERS }, (_, index) => write(index + 1))
      for (const enough of [100, 400]) {
        await until(async () => ledger.size >= enough)
        await server.kill()
        const refused = ledger.refused.length
        await until(async () => ledger.refused.length > refused)
        await server.begin()
        const backAt = performance.now()
        const before = ledger.size
        await until(async () => ledger.size > before)
        const recoveredMs = Math.round(performance.now() - backAt)
        expect(recoveredMs).toBeLessThan(5_000)
        console.log(`acknowledged again ${recoveredMs} ms after the server answered`)
      }
      await until(async () => ledger.size >= 700)
      isOver = true
      await Promise.all(writing)
      expect(new Set(ledger.refused)).toEqual(new Set(['away']))

      await store.rollUp(START + HOUR_MS)
      const range = { from: START, to: START + HOUR_MS, maxPoints: 100_000 }
      const rows = await server.execute(
        "select identity, count(*) as times from logins where outcome = 'accepted' group by identity",
        database,
      )
      const logged = new Set(rows.map((row) => String(row['identity'])))
      for (const [series, numbers] of ledger.acknowledged) {
        const { t, v } = await rangeOf(store, range, series)
        const stored = new Set(v)
        expect(t).toHaveLength(stored.size)
        expect(numbers.filter((number) => !stored.has(number))).toEqual([])
        expect(numbers.filter((number) => !logged.has(`${series}:${number}`))).toEqual([])
        const minutes = await rangeOf(store, { ...range, rawFrom: START * 2 }, series)
        expect(Math.max(...(minutes.max ?? []))).toBe(Math.max(...v))
      }
    }, 60_000)
  })

  it('and a console that is killed: every acknowledged sample is there, rolled up in the end', async () => {
    for (const [round, killed] of (['console', 'server', 'both'] as const).entries()) {
      const connection = JSON.stringify(server.connection(database))
      const child = spawn(process.execPath, [COMMITTER, connection, String(round)], {
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      let acknowledged = -1
      for await (const line of createInterface({ input: child.stdout })) {
        acknowledged = Number(line)
        if (acknowledged < 30 + 10 * round) continue
        if (killed !== 'console') await server.kill()
        child.kill('SIGKILL')
      }
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      if (killed !== 'console') await server.begin()
      expect(acknowledged).toBeGreaterThanOrEqual(30)

      const store = await openOn(server.connection(database))
      const from = START + round * HOUR_MS
      const range = { from, to: from + HOUR_MS - 1, maxPoints: 100_000 }
      for (const seriesId of [1, SERIES]) {
        const { t, v } = await rangeOf(store, range, seriesId)
        const expected = Array.from({ length: acknowledged + 1 }, (_, number) => number)
        expect(v.slice(0, acknowledged + 1)).toEqual(expected)
        expect(t.slice(0, acknowledged + 1)).toEqual(expected.map((number) => from + number * 1_000))
        // What was committed but not acknowledged any more is whole.
        expect(v.length - acknowledged - 1).toBeLessThanOrEqual(1)
      }
      await store.rollUp(START + 10 * HOUR_MS)
      const minutes = await rangeOf(store, { ...range, maxPoints: 1_000, rawFrom: START * 2 })
      expect(minutes.tier).toBe('1m')
      expect(minutes.max?.at(-1)).toBeGreaterThanOrEqual(acknowledged)
      await store.close()
    }
  }, 60_000)
})
