import type { RunMachine } from '../contract/index.ts'
import type { CollectlRunRecord } from '../storage/store.ts'
import type { Catalogue } from './catalogue.ts'

const CUT_OFF =
  'The console was cut off during this run. The connection closed with it, and collectl ends by itself within two intervals.'

/** A run that a console was cut off in: it ended with the last value that came of it. */
export function interrupted(record: CollectlRunRecord, catalogue: Catalogue): CollectlRunRecord {
  const machines = record.machines.map((machine): RunMachine => {
    const lastRecordAt = machine.lastRecordAt ?? lastOf(machine, record.startedAt, catalogue)
    return { ...machine, state: 'lost', detail: CUT_OFF, lastRecordAt }
  })
  const last = Math.max(record.startedAt, ...machines.map(({ lastRecordAt }) => lastRecordAt ?? 0))
  return { ...record, machines, endedAt: last }
}

function lastOf(machine: RunMachine, startedAt: number, catalogue: Catalogue): number | null {
  const last = catalogue.findIdentity('collectl', machine.host)?.lastSampleAt ?? null
  return last === null || last < startedAt ? null : last
}
