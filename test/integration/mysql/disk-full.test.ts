import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { START, codeOf, commitSamples, rangeOf, type SampleRow } from '../../suites/store-fixtures.ts'
import { MariadbServer } from '../../support/mariadb.ts'
import { MARIADB, describeNeeding } from '../../support/needs.ts'
import { openOn } from './mysql-under-test.ts'

const folder = mkdtempSync(join(tmpdir(), 'scopedeck-full-'))
/** Only the administrator may make a disk that is as small as this. */
const canMount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=180m', 'scopedeck-full', folder]).status === 0

const ROWS = 20_000
const batch = (number: number): SampleRow[] =>
  Array.from({ length: ROWS }, (_, row) => [row + 1, START + number * 1_000, number])

describeNeeding([MARIADB], 'a MariaDB whose disk is full', () => {
  let server: MariadbServer
  const filler = join(folder, 'filler')
  beforeAll(async () => {
    if (!canMount) return
    mkdirSync(join(folder, 'server'))
    server = await MariadbServer.start({ folder: join(folder, 'server') })
    writeFileSync(filler, Buffer.alloc(40 * 1024 * 1024))
  })
  afterAll(async () => {
    if (canMount) {
      // Not there when it could not begin; the disk has to go all the same.
      await (server as MariadbServer | undefined)?.stop()
      spawnSync('umount', [folder])
    }
    rmSync(folder, { recursive: true, force: true })
  })

  describe.skipIf(!canMount)('on a disk of our own [needs root, for mount]', () => {
    it('rejects what does not fit, keeps what was acknowledged, and takes more when there is room', async () => {
      const store = await openOn(server.connection(await server.createDatabase()), { slotMinutes: 1 })
      const acknowledged: number[] = []
      let number = 0
      // What the server takes back makes room, so one more may fit after the first that did not.
      for (let refused = 0; refused < 3 && number < 500; number += 1) {
        const outcome = await commitSamples(store, batch(number)).then(() => null, codeOf)
        if (outcome === null) acknowledged.push(number)
        else expect(outcome).toBe('full')
        refused += outcome === null ? 0 : 1
      }
      expect(number).toBeLessThan(500)
      expect(acknowledged.length).toBeGreaterThan(3)
      const range = { from: START, to: START + 3_600_000, maxPoints: 1_000 }
      const stored = async (series: number) => (await rangeOf(store, range, series)).v
      expect(await stored(1)).toEqual(acknowledged)
      expect(await stored(ROWS)).toEqual(acknowledged)

      rmSync(filler)
      await commitSamples(store, batch(number))
      expect(await stored(ROWS)).toEqual([...acknowledged, number])
      await store.close()
    })
  })
})
