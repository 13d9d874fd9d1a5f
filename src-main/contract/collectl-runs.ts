import { z } from 'zod'
import { collectlFormat } from './collectl.ts'
import { base, epochMs, rowId } from './common.ts'
import { CONTRACT_LIMITS } from './limits.ts'

export const runMachineState = z.enum([
  /** Waits for its turn: only so many are connected to at once. */
  'queued',
  'connecting',
  /** collectl runs there; no record yet. */
  'started',
  'streaming',
  /** Streamed, and is late now. */
  'late',
  /** The connection is closed; collectl ends within two intervals. */
  'stopping',
  'ended',
  /** ssh did not get in; `detail` has its words. */
  'refused',
  'not-installed',
  /** collectl did not like what it was asked; `detail` has its words. */
  'failed',
  /** It streamed and went away. */
  'lost',
  /** Its connection is closed and it still runs there. */
  'left-behind',
])
export type RunMachineState = z.infer<typeof runMachineState>

export const runMachine = z.object({
  /** As it was asked for: `local`, a host or `user@host`. */
  target: z.string(),
  /** The host that its values belong to, by what the run expects, never by what the stream says. */
  host: z.string(),
  hostId: rowId.nullable(),
  state: runMachineState,
  /** What is wrong and what helps, or how it ended; null while there is nothing to say. */
  detail: z.string().nullable(),
  /** Version of the collectl there. */
  version: z.string().nullable(),
  /** How its values come here; null until that is known. */
  via: z.enum(['local', 'direct', 'tunnel']).nullable(),
  /** Number of the collectl process there. */
  pid: z.number().int().nullable(),
  /** What it calls itself in its lines; shown, never trusted. */
  nameInStream: z.string().nullable(),
  format: collectlFormat.nullable(),
  intervalMs: z.number().nullable(),
  lastRecordAt: epochMs.nullable(),
  recordsTotal: z.number().int(),
  recordsDropped: z.number().int(),
  valuesPerRecord: z.number().int(),
  /** From the close of the connection to the end of collectl there; null until it has been seen to end. */
  endedAfterMs: z.number().nullable(),
  /** Where its raw file lies on the machine: the directory first, the file once collectl has ended. */
  recordedAt: z.string().nullable(),
})
export type RunMachine = z.infer<typeof runMachine>

/** `-s` of collectl; the `-s` itself may stand before the letters. */
const subsystems = z
  .string()
  .trim()
  .regex(/^(?:-s)?[a-zA-Z]{1,52}$/, 'letters of subsystems, as after -s of collectl')

export const runPlan = z.object({
  hosts: z.array(z.string().trim().min(1).max(300)).min(1).max(CONTRACT_LIMITS.machinesPerRun),
  subsystems: subsystems.default('cdnm'),
  intervalSeconds: z.number().min(0.1).max(3_600).default(1),
  /** Without it the run goes on until it is stopped. */
  durationSeconds: z.number().min(1).max(31_536_000).optional(),
  /** collectl also writes raw files into this directory of the machine (`-f`). */
  recordDirectory: z
    .string()
    .trim()
    .max(1_000)
    .regex(/^\/[^\p{Cc}\\]*$/u, 'a whole path, without backslashes and control characters')
    .optional(),
})
export type RunPlan = z.infer<typeof runPlan>

export const run = z.object({
  id: rowId,
  name: z.string().nullable(),
  ...runPlan.shape,
  state: z.enum(['running', 'stopping', 'ended']),
  startedAt: epochMs,
  endedAt: epochMs.nullable(),
  machines: z.array(runMachine),
})
export type Run = z.infer<typeof run>

/** One row a machine, one column a metric, as colmux shows it. */
export const runTable = z.object({
  columns: z.array(z.object({ metric: z.string(), unit: z.string(), label: z.string() })),
  rows: z.array(
    z.object({
      target: z.string(),
      host: z.string(),
      hostId: rowId.nullable(),
      state: runMachineState,
      at: epochMs.nullable(),
      /** In the order of the columns; null where this machine has no such value. */
      values: z.array(z.number().nullable()),
    }),
  ),
})
export type RunTable = z.infer<typeof runTable>

export const collectlRunsContract = {
  list: base
    .route({ method: 'GET', path: '/collectl/runs', summary: 'Runs, newest first' })
    .output(z.array(run)),
  start: base
    .route({
      method: 'POST',
      path: '/collectl/runs',
      successStatus: 201,
      summary: 'Start collectl on many machines and read them',
    })
    .input(
      runPlan.extend({
        /** Left out, the run saved under `name` is started again. */
        hosts: runPlan.shape.hosts.optional(),
        /** Saves the run under this name. */
        name: z.string().trim().min(1).max(190).optional(),
      }),
    )
    .output(run),
  get: base
    .route({ method: 'GET', path: '/collectl/runs/{id}', summary: 'A run with the state of each machine' })
    .input(z.object({ id: rowId }))
    .output(run),
  stop: base
    .route({
      method: 'DELETE',
      path: '/collectl/runs/{id}',
      summary: 'Stop a run; one that has ended is taken off the list',
    })
    .input(z.object({ id: rowId }))
    .output(run),
  stopMachine: base
    .route({
      method: 'DELETE',
      path: '/collectl/runs/{id}/machines/{target}',
      summary: 'Stop one machine of a run',
    })
    .input(z.object({ id: rowId, target: z.string() }))
    .output(run),
  table: base
    .route({ method: 'GET', path: '/collectl/runs/{id}/table', summary: 'Newest values, one row a machine' })
    .input(z.object({ id: rowId }))
    .output(runTable),
}
