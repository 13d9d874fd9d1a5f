import { z } from 'zod'
import { base, epochMs, rowId } from './common.ts'

export const endpointState = z.enum([
  'resolving',
  'connecting',
  /** Connected, no byte yet. */
  'waiting',
  /** Bytes come, but the format is not known yet or lacks its header. */
  'detecting',
  'streaming',
  /** Streamed, and is late now. */
  'stale',
  /** Closed or refused; the next try is due at `nextTryAt`. */
  'retrying',
  'paused',
  /** Another console reads it. */
  'elsewhere',
])
export type EndpointState = z.infer<typeof endpointState>

export const collectlFormat = z.enum(['lexpr', 'plot', 'brief', 'verbose', 'vmstat'])
export type CollectlFormat = z.infer<typeof collectlFormat>

export const endpoint = z.object({
  id: rowId,
  /** `host:port`, IPv6 in brackets. */
  address: z.string(),
  /** What a person called it; its values go to the host of this name. */
  name: z.string().nullable(),
  /** The host that its values belong to; null until the first record. */
  host: z.string().nullable(),
  hostId: rowId.nullable(),
  state: endpointState,
  format: collectlFormat.nullable(),
  /** Median of the last five distances between records. */
  intervalMs: z.number().nullable(),
  lastRecordAt: epochMs.nullable(),
  /** What is wrong and what helps; null while all is well. */
  error: z.string().nullable(),
  nextTryAt: epochMs.nullable(),
  connectedSince: epochMs.nullable(),
  /** Sender's clock minus ours, from the last record; null where the format has no zone. */
  clockSkewMs: z.number().nullable(),
  recordsTotal: z.number().int(),
  /** Torn records that were dropped. */
  recordsDropped: z.number().int(),
  valuesPerRecord: z.number().int(),
  enabled: z.boolean(),
  /** The other console that reads it; null when it is this one. */
  readBy: z.string().nullable(),
})
export type Endpoint = z.infer<typeof endpoint>

export const localCollectl = z.object({
  installed: z.boolean(),
  version: z.string().nullable(),
  /** The console started one and it runs. */
  running: z.boolean(),
  /** The command that "Add this machine" runs, or that installs collectl. */
  command: z.string(),
  endpointId: rowId.nullable(),
})
export type LocalCollectl = z.infer<typeof localCollectl>

export const collectlContract = {
  list: base
    .route({ method: 'GET', path: '/collectl/endpoints', summary: 'collectl servers that are read' })
    .output(z.array(endpoint)),
  add: base
    .route({
      method: 'POST',
      path: '/collectl/endpoints',
      successStatus: 201,
      summary: 'Read another collectl',
    })
    .input(
      z.object({
        address: z.string().trim().min(1).max(260),
        name: z.string().trim().min(1).max(190).optional(),
      }),
    )
    .output(endpoint),
  remove: base
    .route({ method: 'DELETE', path: '/collectl/endpoints/{id}', summary: 'Stop reading a collectl' })
    .input(z.object({ id: rowId }))
    .output(endpoint),
  /** Pause, go on, or rename. */
  update: base
    .route({ method: 'PATCH', path: '/collectl/endpoints/{id}', summary: 'Pause, continue or rename' })
    .input(
      z.object({
        id: rowId,
        enabled: z.boolean().optional(),
        name: z.string().trim().min(1).max(190).optional(),
      }),
    )
    .output(endpoint),
  /** Try at once instead of at `nextTryAt`. */
  retry: base.input(z.object({ id: rowId })).output(endpoint),
  local: base.output(localCollectl),
  /** Starts collectl on loopback where it is installed, and adds it as an endpoint. */
  addThisMachine: base
    .route({
      method: 'POST',
      path: '/collectl/this-machine',
      summary: 'Start and read a collectl on this machine',
    })
    .output(endpoint),
}
