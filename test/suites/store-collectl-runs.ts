import { describe, expect, it } from 'vitest'
import type { RunMachine } from '../../src-main/contract/index.ts'
import type { CollectlRunRecord } from '../../src-main/storage/store.ts'
import { freshStore } from './store-context.ts'
import { type MakeStore, START } from './store-fixtures.ts'

const MACHINE: RunMachine = {
  target: 'root@web01',
  host: 'web01',
  hostId: 7,
  state: 'streaming',
  detail: null,
  version: '4.3.1-1',
  via: 'tunnel',
  pid: 4711,
  nameInStream: 'wéb01 <b>',
  format: 'lexpr',
  intervalMs: 1_000,
  lastRecordAt: START,
  recordsTotal: 12,
  recordsDropped: 0,
  valuesPerRecord: 61,
  endedAfterMs: null,
  recordedAt: null,
}

const RUN: CollectlRunRecord = {
  id: 3,
  name: 'Wednesday’s look',
  ownerId: 'f2a5c7b0-0000-4000-8000-000000000001',
  plan: {
    hosts: ['root@web01', 'local'],
    subsystems: 'cdnm',
    intervalSeconds: 0.5,
    durationSeconds: 60,
    recordDirectory: '/var/tmp/it’s “here”',
  },
  startedAt: START,
  endedAt: null,
  machines: [MACHINE],
}

/** Runs of collectl on many machines. */
export function collectlRunsSuite(make: MakeStore): void {
  describe('runs of collectl', () => {
    const context = freshStore(make)

    it('has none at first', async () => {
      expect(await context.store.collectlRuns()).toEqual([])
    })

    it('gives a run back as it was put, also after it was opened again', async () => {
      await context.store.putCollectlRun(RUN)
      expect(await context.store.collectlRuns()).toEqual([RUN])
      const reopened = await context.database.reopen()
      expect(await reopened.collectlRuns()).toEqual([RUN])
    })

    it('replaces what it keeps of a run', async () => {
      await context.store.putCollectlRun(RUN)
      const ended = { ...RUN, endedAt: START + 60_000, machines: [{ ...MACHINE, state: 'ended' as const }] }
      await context.store.putCollectlRun(ended)
      expect(await context.store.collectlRuns()).toEqual([ended])
    })

    it('lists runs in the order of their ids, and forgets the one that is deleted', async () => {
      const nameless = { ...RUN, id: 1, name: null }
      await context.store.putCollectlRun(RUN)
      await context.store.putCollectlRun(nameless)
      expect(await context.store.collectlRuns()).toEqual([nameless, RUN])
      await context.store.deleteCollectlRun(3)
      expect(await context.store.collectlRuns()).toEqual([nameless])
    })

    it('keeps a run of a thousand machines', async () => {
      const machines = Array.from({ length: 1_000 }, (_, index) => ({ ...MACHINE, target: `m${index}` }))
      await context.store.putCollectlRun({ ...RUN, machines })
      expect((await context.store.collectlRuns())[0]?.machines).toHaveLength(1_000)
    })

    it('leaves out a run that cannot be read any more', async () => {
      await context.store.putCollectlRun(RUN)
      await context.store.putCollectlRun({ ...RUN, id: 4 })
      await context.database.execute("update collectl_runs set plan = '{' where id = 3")
      expect((await context.store.collectlRuns()).map(({ id }) => id)).toEqual([4])
    })
  })
}
