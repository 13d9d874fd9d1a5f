import { z } from 'zod'
import { base, epochMs } from './common.ts'
import { listenerState } from './status.ts'

/** Somebody who connected without a run that expects it; let in by `allowAny`. */
export const collectlGuest = z.object({
  address: z.string(),
  /** What it calls itself in its lines; shown, never trusted. */
  nameInStream: z.string().nullable(),
  state: z.enum(['waiting', 'detecting', 'streaming', 'stale']),
  error: z.string().nullable(),
  since: epochMs,
  lastRecordAt: epochMs.nullable(),
  recordsTotal: z.number().int(),
})
export type CollectlGuest = z.infer<typeof collectlGuest>

/** Where collectls connect to that were started with the console's address (`-A ADDRESS:PORT`). */
export const collectlListener = z.object({
  /** It listens all the time; otherwise only while a run needs it. */
  enabled: z.boolean(),
  host: z.string(),
  /** The port in use once listening, the one asked for before. */
  port: z.number().int(),
  /** The port asked for; 0 takes a free one. */
  wantedPort: z.number().int(),
  /** Connections from addresses that no run expects are let in. */
  allowAny: z.boolean(),
  state: listenerState,
  /** Why it failed, in words; null while all is well. */
  reason: z.string().nullable(),
  nextTryAt: epochMs.nullable(),
  connections: z.number().int(),
  guests: z.array(collectlGuest),
})
export type CollectlListenerView = z.infer<typeof collectlListener>

export const collectlListenerChange = z.object({
  enabled: z.boolean(),
  host: z.string().trim().min(1).max(190),
  port: z.number().int().min(0).max(65_535),
  allowAny: z.boolean(),
})

export const collectlListenerContract = {
  get: base
    .route({ method: 'GET', path: '/collectl/listener', summary: 'Listener for collectls that connect' })
    .output(collectlListener),
  /** A part that is left out stays as it is. */
  update: base
    .route({ method: 'PUT', path: '/collectl/listener', summary: 'Turn the listener on or off' })
    .input(collectlListenerChange.partial())
    .output(collectlListener),
}
