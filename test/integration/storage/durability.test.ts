import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { START, commitSamples, rangeOf, rejectionOf } from '../../suites/store-fixtures.ts'
import { COMMITTED_SERIES } from './commit-until-killed.ts'
import { openAt, temporaryFolder } from './sqlite-under-test.ts'

const COMMITTER = fileURLToPath(new URL('./commit-until-killed.ts', import.meta.url))
const DYING_WORKER = new URL('./dying-worker.ts', import.meta.url)

let file = ''
let remove = async (): Promise<void> => undefined
beforeEach(async () => {
  const temporary = await temporaryFolder()
  remove = temporary.remove
  file = join(temporary.folder, 'scopedeck.db')
})
afterEach(() => remove())

describe('a process that is killed', () => {
  it('leaves every acknowledged sample behind, rolled up in the end', async () => {
    for (const [round, acknowledgements] of [150, 40, 97].entries()) {
      const child = spawn(process.execPath, [COMMITTER, file, String(round)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let acknowledged = -1
      for await (const line of createInterface({ input: child.stdout })) {
        acknowledged = Number(line)
        if (acknowledged >= acknowledgements) child.kill('SIGKILL')
      }
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      expect(child.signalCode).toBe('SIGKILL')
      expect(acknowledged).toBeGreaterThanOrEqual(acknowledgements)

      const store = await openAt(file)
      const from = START + round * 3_600_000
      for (const seriesId of [1, COMMITTED_SERIES]) {
        const { t, v } = await rangeOf(store, { from, to: from + 3_599_999, maxPoints: 100_000 }, seriesId)
        const expected = Array.from({ length: acknowledged + 1 }, (_, number) => number)
        expect(v.slice(0, acknowledged + 1)).toEqual(expected)
        expect(t.slice(0, acknowledged + 1)).toEqual(expected.map((number) => from + number * 1_000))
        // What was committed but not acknowledged any more is whole.
        expect(v.length - acknowledged - 1).toBeLessThanOrEqual(1)
      }
      await store.rollUp(START + 10 * 3_600_000)
      const minutes = await rangeOf(store, {
        from,
        to: from + 3_599_999,
        maxPoints: 1_000,
        rawFrom: START * 2,
      })
      expect(minutes.tier).toBe('1m')
      expect(minutes.max?.at(-1)).toBeGreaterThanOrEqual(acknowledged)
      await store.close()
    }
  }, 60_000)
})

describe('a database thread that dies', () => {
  it('rejects what waits for it with `away`, and is started again by the next call', async () => {
    const store = await openAt(file, { workerUrl: DYING_WORKER })
    await commitSamples(store, [[1, START, 1]])
    const dying = store.putSetting('die', null)
    const waiting = commitSamples(store, [[1, START + 1, 2]])
    expect(await Promise.all([rejectionOf(dying), rejectionOf(waiting)])).toEqual(['away', 'away'])
    await commitSamples(store, [[1, START + 2, 3]])
    const range = { from: START, to: START + 10, maxPoints: 10 }
    expect((await rangeOf(store, range)).v).toEqual([1, 3])
    await store.close()
  })

  it('does not keep the other from its work, nor the store from closing', async () => {
    const store = await openAt(file, { workerUrl: DYING_WORKER })
    expect(await rejectionOf(store.logins({ limit: 666 }))).toBe('away')
    await commitSamples(store, [[1, START, 1]])
    expect((await rangeOf(store, { from: START, to: START + 10, maxPoints: 10 })).v).toEqual([1])
    expect(await rejectionOf(store.logins({ limit: 666 }))).toBe('away')
    await store.close()
    expect(await rejectionOf(store.hosts())).toBe('away')
  })
})

describe('a store that is closed', () => {
  it('has stored all that was asked before', async () => {
    const store = await openAt(file)
    const commits = [0, 1, 2, 3].map((number) => commitSamples(store, [[1, START + number, number]]))
    await Promise.all([store.close(), ...commits])
    const again = await openAt(file)
    expect((await rangeOf(again, { from: START, to: START + 10, maxPoints: 10 })).v).toEqual([0, 1, 2, 3])
    await again.close()
  })
})
