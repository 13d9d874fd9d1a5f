import { setTimeout as wait } from 'node:timers/promises'
import { isMainThread } from 'node:worker_threads'
import { START, commitSamples, type SampleRow } from '../../suites/store-fixtures.ts'
import { openAt } from './sqlite-under-test.ts'

export const COMMITTED_SERIES = 300

/** Commits one second after the other and prints the number of each once it is acknowledged, until it is killed. */
async function commitUntilKilled(file: string, round: number): Promise<void> {
  const store = await openAt(file)
  for (let number = 0; number < 3_000; number += 1) {
    const at = START + round * 3_600_000 + number * 1_000
    await commitSamples(
      store,
      Array.from({ length: COMMITTED_SERIES }, (_, index): SampleRow => [index + 1, at, number]),
    )
    process.stdout.write(`${number}\n`)
    // Rolls up in between, so that the end may come in the middle of that as well.
    if (number % 20 === 19) void store.rollUp(at).catch(() => undefined)
  }
  // Nobody has killed it: the test fails by its own limit.
  await wait(60_000)
}

const [, script, file, round] = process.argv
if (isMainThread && script === import.meta.filename) await commitUntilKilled(file ?? '', Number(round))
