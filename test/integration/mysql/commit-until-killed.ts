import { START, commitSamples, type SampleRow } from '../../suites/store-fixtures.ts'
import { openOn } from './mysql-under-test.ts'
import type { MysqlConnection } from '../../../src-main/storage/mysql/connection.ts'

const COMMITTED_SERIES = 300

/**
 * Commits one second after the other and prints the number of each once it is
 * acknowledged, until it is killed. Takes the connection as JSON, and the hour.
 */
const [, , connection = '', round = '0'] = process.argv
const store = await openOn(JSON.parse(connection) as MysqlConnection)
for (let number = 0; number < 3_000; number += 1) {
  const at = START + Number(round) * 3_600_000 + number * 1_000
  await commitSamples(
    store,
    Array.from({ length: COMMITTED_SERIES }, (_, index): SampleRow => [index + 1, at, number]),
  )
  process.stdout.write(`${number}\n`)
  // Rolls up in between, so that the end may come in the middle of that as well.
  if (number % 20 === 19) void store.rollUp(at).catch(() => undefined)
}
