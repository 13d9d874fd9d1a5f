import type { RunMachine, RunPlan } from '../../contract/index.ts'
import type { Db } from '../schema.ts'
import type { CollectlRunRecord } from '../store.ts'

/** In the order in which they were started; one whose JSON cannot be read any more is left out. */
export async function allCollectlRuns(db: Db): Promise<readonly CollectlRunRecord[]> {
  const rows = await db.selectFrom('collectl_runs').selectAll().orderBy('id').execute()
  return rows.flatMap((row): CollectlRunRecord[] => {
    try {
      return [
        {
          id: row.id,
          name: row.name,
          ownerId: row.console_id,
          plan: JSON.parse(row.plan) as RunPlan,
          startedAt: row.started_at,
          endedAt: row.ended_at,
          machines: JSON.parse(row.machines) as RunMachine[],
        },
      ]
    } catch {
      return []
    }
  })
}

/** Inserts the run, or replaces what is kept of it. Runs inside a transaction of the caller. */
export async function putCollectlRun(trx: Db, run: CollectlRunRecord): Promise<void> {
  await deleteCollectlRun(trx, run.id)
  await trx
    .insertInto('collectl_runs')
    .values({
      id: run.id,
      name: run.name,
      console_id: run.ownerId,
      plan: JSON.stringify(run.plan),
      started_at: run.startedAt,
      ended_at: run.endedAt,
      machines: JSON.stringify(run.machines),
    })
    .execute()
}

export async function deleteCollectlRun(db: Db, id: number): Promise<void> {
  await db.deleteFrom('collectl_runs').where('id', '=', id).execute()
}
