import { closeSync, openSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '../../../src-main/storage/store.ts'
import {
  NO_LIMITS,
  START,
  codeOf,
  commitSamples,
  rangeOf,
  rejectionOf,
  type SampleRow,
} from '../../suites/store-fixtures.ts'
import { openAt, temporaryFolder } from './sqlite-under-test.ts'

let file = ''
let remove = async (): Promise<void> => undefined
beforeEach(async () => {
  const temporary = await temporaryFolder()
  remove = temporary.remove
  file = join(temporary.folder, 'scopedeck.db')
})
afterEach(() => remove())

const minute = (number: number): SampleRow[] =>
  Array.from({ length: 600 }, (_, index) => [
    1,
    START - 86_400_000 + number * 60_000 + index * 100,
    index + 0.5,
  ])

/** Commits minute after minute until the database is full; gives the number of minutes that were acknowledged. */
async function fill(store: Store, from = 0): Promise<number> {
  for (let number = from; number < 5_000; number += 1) {
    try {
      await commitSamples(store, minute(number))
    } catch (error) {
      expect(codeOf(error)).toBe('full')
      return number
    }
  }
  throw new Error('It never became full.')
}

describe('a database that is full', () => {
  it('rejects what does not fit, keeps what was acknowledged, and can be read', async () => {
    const store = await openAt(file, { sizeLimitBytes: 1_000_000 })
    const minutes = await fill(store)
    expect(minutes).toBeGreaterThan(10)
    expect(await rejectionOf(commitSamples(store, minute(minutes)))).toBe('full')
    const expected = Array.from({ length: minutes }, (_, number) => minute(number)).flat()
    const all = { from: START - 86_400_000, to: START, maxPoints: 10_000_000 }
    expect((await rangeOf(store, all)).t).toEqual(expected.map(([, at]) => at))
    await store.close()
    expect(statSync(file).size).toBeLessThanOrEqual(1_000_000)
    const again = await openAt(file, { sizeLimitBytes: 1_000_000 })
    expect((await rangeOf(again, all)).t).toHaveLength(expected.length)
    await again.close()
  })

  it('takes samples again when retention has made room', async () => {
    const store = await openAt(file, { sizeLimitBytes: 1_000_000 })
    await commitSamples(store, minute(0))
    await store.rollUp(START)
    const minutes = await fill(store, 1)
    // The first minute is rolled up, so it may go; the rest follows as there is room to roll it up.
    await store.deleteOlderThan({ ...NO_LIMITS, rawBefore: START })
    await store.deleteOlderThan({ ...NO_LIMITS, rawBefore: START })
    expect(await fill(store, minutes)).toBeGreaterThan(minutes)
    await store.close()
  })

  it('has its limit to the page', async () => {
    const store = await openAt(file)
    await store.close()
    const { size } = statSync(file)
    for (const [limit, expected] of [
      [size - 1, 'full'],
      [size, 'full'],
      [size + 100 * 4_096, 'fits'],
    ] as const) {
      const limited = await openAt(file, { sizeLimitBytes: limit })
      const outcome = await commitSamples(limited, minute(0)).then(() => 'fits', codeOf)
      expect(outcome).toBe(expected)
      await limited.close()
    }
  })
})

describe('a file that is damaged', () => {
  it('is refused when it is no database at all', async () => {
    writeFileSync(file, 'these are not the pages that you are looking for '.repeat(200))
    expect(await rejectionOf(openAt(file))).toBe('damaged')
  })

  it('is told of when what is asked for lies in a damaged page', async () => {
    await (await openAt(file)).close()
    // The tables were made first and fill the front; samples lie behind them.
    const front = statSync(file).size / 4_096
    const store = await openAt(file)
    for (let number = 0; number < 20; number += 1) await commitSamples(store, minute(number))
    await store.close()
    const { size } = statSync(file)
    expect(size).toBeGreaterThan((front + 1) * 4_096)
    const handle = openSync(file, 'r+')
    const junk = Buffer.alloc(4_096, 0xa5)
    for (let page = front; (page + 1) * 4_096 <= size; page += 1)
      writeSync(handle, junk, 0, junk.length, page * 4_096)
    closeSync(handle)
    const damaged = await openAt(file)
    expect(await rejectionOf(rangeOf(damaged, { from: START - 86_400_000, to: START, maxPoints: 1e7 }))).toBe(
      'damaged',
    )
    expect(await damaged.hosts()).toEqual([])
    await damaged.close()
  })

  it('is made anew when it is empty', async () => {
    writeFileSync(file, '')
    const store = await openAt(file)
    expect(await store.hosts()).toEqual([])
    expect(store.readOnlyReason).toBeNull()
    await store.close()
  })

  it('cannot be made where its folder cannot', async () => {
    writeFileSync(file, '')
    expect(await rejectionOf(openAt(join(file, 'folder', 'scopedeck.db')))).toBe('away')
  })

  it('cannot be opened where it is a folder', async () => {
    expect(await rejectionOf(openAt(join(file, '..')))).toBe('away')
  })
})
