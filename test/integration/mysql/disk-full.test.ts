import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  START,
  codeOf,
  commitSamples,
  rangeOf,
  rejectionOf,
  type SampleRow,
} from '../../suites/store-fixtures.ts'
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
      let number = 0
      let outcome: string | null = null
      for (; outcome === null && number < 500; number += 1)
        outcome = await commitSamples(store, batch(number)).then(() => null, codeOf)
      expect(outcome).toBe('full')
      const acknowledged = number - 1
      expect(acknowledged).toBeGreaterThan(3)
      expect(await rejectionOf(commitSamples(store, batch(number)))).toBe('full')
      const range = { from: START, to: START + 3_600_000, maxPoints: 1_000 }
      const stored = async (series: number) => (await rangeOf(store, range, series)).v
      const expected = Array.from({ length: acknowledged }, (_, each) => each)
      expect(await stored(1)).toEqual(expected)
      expect(await stored(ROWS)).toEqual(expected)

      rmSync(filler)
      await commitSamples(store, batch(acknowledged))
      expect(await stored(ROWS)).toEqual([...expected, acknowledged])
      await store.close()
    })
  })
})
