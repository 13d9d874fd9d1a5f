import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { base, epochMs } from './common.ts'

export const listenerState = z.enum(['starting', 'listening', 'failed', 'off'])

export const listener = z.object({
  /** `scopeport` or `http`. */
  name: z.string(),
  host: z.string(),
  /** The port in use once listening, the one asked for before. */
  port: z.number().int(),
  state: listenerState,
  /** Why it failed, in words; null while all is well. */
  reason: z.string().nullable(),
  /** When the next try to bind happens. */
  nextTryAt: epochMs.nullable(),
  connections: z.number().int(),
})
export type Listener = z.infer<typeof listener>

/** Another console on the same database. */
export const consoleView = z.object({
  id: z.string(),
  /** Name of its machine. */
  name: z.string(),
  version: z.string(),
  startedAt: epochMs,
  heartbeatAt: epochMs,
  /** It was heard of within the last seconds. */
  isThere: z.boolean(),
  /** Its own, none while it is not there. */
  listeners: z.array(listener.pick({ name: true, host: true, port: true, state: true })),
})
export type ConsoleView = z.infer<typeof consoleView>

export const storageState = z.enum(['starting', 'ok', 'read-only', 'full', 'away'])

export const status = z.object({
  version: z.string(),
  startedAt: epochMs,
  /** The console's clock when it answered; lets a browser show ages by the console's time. */
  now: epochMs,
  /** Which program hosts the console: a desktop window or a browser. */
  hostedBy: z.enum(['electron', 'headless']),
  /** The machine that the console runs on. */
  machine: z.object({ name: z.string(), addresses: z.array(z.string()) }),
  storage: z.object({
    engine: z.enum(['sqlite', 'mysql']),
    state: storageState,
    reason: z.string().nullable(),
    since: epochMs,
    /** File of the embedded database. */
    location: z.string(),
    sizeBytes: z.number().int().nullable(),
  }),
  listeners: z.array(listener),
  /** Other consoles on this database, those that are there first. */
  consoles: z.array(consoleView),
  ingest: z.object({
    /** Mean over the last five seconds. */
    samplesPerSecond: z.number(),
    samplesTotal: z.number().int(),
    /** Values that wait for the database. */
    spooled: z.number().int(),
    /** Values without an acknowledgement that were given up because the spool was full. */
    dropped: z.number().int(),
    /** Why values that wait are in memory only, and would be lost with the console; null when the disk takes them. */
    spoolFault: z.string().nullable(),
    lastSampleAt: epochMs.nullable(),
  }),
  counts: z.object({
    hosts: z.number().int(),
    series: z.number().int(),
    blacklisted: z.number().int(),
    endpoints: z.number().int(),
    plugins: z.number().int(),
    proxies: z.number().int(),
    /** Tasks that wait for a proxy or for its answer. */
    openTasks: z.number().int(),
    refusedToday: z.number().int(),
  }),
  /** Samples of recorded machines are being played. */
  demo: z.boolean(),
})
export type Status = z.infer<typeof status>

export const statusContract = {
  get: base.route({ method: 'GET', path: '/status', summary: 'State of the console' }).output(status),
  /** The status now, then once a second while somebody looks. */
  watch: base.output(eventIterator(status)),
}
