import { z } from 'zod'
import { base, epochMs } from './common.ts'

/** Where the embedded database and the one of the command line stand in the list. */
export const EMBEDDED_ID = 'embedded'
export const COMMAND_LINE_ID = 'command-line'

const connectionId = z.string().min(1).max(64)
const file = z.string().trim().max(4_096)

/** How the way to a server is secured; `verify` is what a new connection has. */
export const tlsMode = z.enum(['off', 'verify', 'no-verify'])
export type TlsMode = z.infer<typeof tlsMode>

const tls = z.object({
  mode: tlsMode,
  /** PEM files on the machine of the console; null: the authorities that its system trusts, no certificate of ours. */
  caFile: file.nullable(),
  certFile: file.nullable(),
  keyFile: file.nullable(),
})

export const databaseConnection = z.object({
  id: connectionId,
  name: z.string(),
  engine: z.enum(['sqlite', 'mysql']),
  /** File or server, as a person would name it; never with a password. */
  location: z.string(),
  /** `host`, `host:port`, several with commas; empty with a socket. */
  hosts: z.string(),
  socketPath: z.string().nullable(),
  user: z.string(),
  database: z.string(),
  tls,
  hasPassword: z.boolean(),
  inUse: z.boolean(),
  /** Given on the command line: rules for this run, and is not kept. */
  fixed: z.boolean(),
})
export type DatabaseConnection = z.infer<typeof databaseConnection>

const connectionFields = z.object({
  name: z.string().trim().min(1).max(100),
  hosts: z.string().trim().max(1_000),
  socketPath: file.nullable(),
  user: z.string().trim().min(1).max(190),
  /** Left out: as it is. Sealed where it is kept, and in no answer. */
  password: z.string().max(1_000).optional(),
  database: z.string().trim().min(1).max(190),
  tls,
})
export type ConnectionFields = z.infer<typeof connectionFields>

export const TEST_STEPS = ['reach', 'tls', 'login', 'rights', 'version', 'schema', 'clock'] as const

export const testStep = z.object({
  step: z.enum(TEST_STEPS),
  outcome: z.enum(['ok', 'warn', 'failed', 'not-reached']),
  /** What was found. */
  words: z.string(),
  /** What helps; empty when nothing has to. */
  remedy: z.string(),
})
export type TestStep = z.infer<typeof testStep>

export const connectionTest = z.object({
  /** No step failed: the console may move over. */
  passed: z.boolean(),
  steps: z.array(testStep),
  /**
   * What a move would find: `empty`; `ours`, which this console has filled, so
   * that what it lacks is brought along; `others`, with hosts of its own, whose
   * hosts and settings are taken. Null while nobody can tell.
   */
  content: z.enum(['empty', 'ours', 'others']).nullable(),
  /** ScopePort logins of this console that the database of others does not know. */
  unknownLogins: z.array(z.number().int()),
})
export type ConnectionTest = z.infer<typeof connectionTest>

/** When will the limit be reached, and how large will it be once retention deletes as much as comes in. */
export const storageForecast = z.object({
  /** Bytes a day, from what the size was before; null until an hour of it is known. */
  growthBytesPerDay: z.number().nullable(),
  /** Estimate from the rate of values, the number of series and what retention keeps; null without values. */
  steadyBytes: z.number().nullable(),
  /** When the size limit, or else the disk, is reached; null: not at this rate, or not known. */
  fullAt: epochMs.nullable(),
  /** What is reached then. */
  fullBy: z.enum(['limit', 'disk']).nullable(),
})
export type StorageForecast = z.infer<typeof storageForecast>

export const copyState = z.object({
  state: z.enum(['none', 'copying', 'catching-up', 'verifying', 'done', 'failed', 'cancelled']),
  toId: connectionId.nullable(),
  /** The console moves over once the copy is proven. */
  thenUse: z.boolean(),
  startedAt: epochMs.nullable(),
  endedAt: epochMs.nullable(),
  rowsCopied: z.number().int(),
  /** A part is one tier of one day. */
  partsDone: z.number().int(),
  partsTotal: z.number().int(),
  /** Parts whose count and checksum are the same on both sides. */
  partsVerified: z.number().int(),
  /** It went on where an earlier one had been interrupted. */
  resumed: z.boolean(),
  /** Why it failed, or what is worth knowing; null otherwise. */
  reason: z.string().nullable(),
})
export type CopyState = z.infer<typeof copyState>

export const storageView = z.object({
  engine: z.enum(['sqlite', 'mysql']),
  location: z.string(),
  state: z.enum(['starting', 'ok', 'read-only', 'full', 'away']),
  reason: z.string().nullable(),
  since: epochMs,
  /** Of the settings of the database, in words. */
  warnings: z.array(z.string()),
  /** Name of the newest step that was applied; null while the database is away. */
  schemaVersion: z.string().nullable(),
  /** On the disk; for the embedded database with what is free inside of the file. */
  sizeBytes: z.number().nullable(),
  /** What holds rows; retention by size goes by this. */
  usedBytes: z.number().nullable(),
  maxSizeBytes: z.number().nullable(),
  freeDiskBytes: z.number().nullable(),
  forecast: storageForecast,
  history: z.array(z.object({ at: epochMs, bytes: z.number() })),
  spool: z.object({ spooled: z.number().int(), dropped: z.number().int() }),
  connections: z.array(databaseConnection),
  /** Where passwords are kept: the system's keyring, or a key file of the data directory. */
  secrets: z.enum(['keyring', 'key-file']),
  copy: copyState,
})
export type StorageView = z.infer<typeof storageView>

const byId = z.object({ id: connectionId })

export const storageContract = {
  get: base
    .route({ method: 'GET', path: '/storage', summary: 'The database in use, its size and its forecast' })
    .output(storageView),
  connections: base
    .route({ method: 'GET', path: '/storage/connections', summary: 'Databases that can be used' })
    .output(z.array(databaseConnection)),
  addConnection: base
    .route({
      method: 'POST',
      path: '/storage/connections',
      successStatus: 201,
      summary: 'Keep another connection',
    })
    .input(connectionFields)
    .output(databaseConnection),
  /** The one in use can only get another name. */
  updateConnection: base
    .route({ method: 'PATCH', path: '/storage/connections/{id}', summary: 'Change a connection' })
    .input(connectionFields.partial().extend({ id: connectionId }))
    .output(databaseConnection),
  removeConnection: base
    .route({ method: 'DELETE', path: '/storage/connections/{id}', summary: 'Forget a connection' })
    .input(byId)
    .output(databaseConnection),
  test: base
    .route({ method: 'POST', path: '/storage/connections/{id}/test', summary: 'Test a connection step by step' })
    .input(byId)
    .output(connectionTest),
  /** Tests what stands in a form; `id` lends its kept password where none is typed. */
  tryOut: base
    .route({ method: 'POST', path: '/storage/test', summary: 'Test a connection that is not kept' })
    .input(connectionFields.extend({ id: connectionId.optional() }))
    .output(connectionTest),
  /** Moves the running console over; on any failure the old database stays in use. */
  use: base
    .route({ method: 'POST', path: '/storage/connections/{id}/use', summary: 'Move the console over' })
    /** `takeOthers`: knowing that the hosts and settings of others take the place of ours. */
    .input(byId.extend({ takeOthers: z.boolean().optional() }))
    .output(storageView),
  copy: base
    .route({ method: 'POST', path: '/storage/copy', summary: 'Copy everything into another database' })
    .input(z.object({ toId: connectionId, thenUse: z.boolean() }))
    .output(copyState),
  copyState: base
    .route({ method: 'GET', path: '/storage/copy', summary: 'How far the copy is' })
    .output(copyState),
  cancelCopy: base
    .route({ method: 'DELETE', path: '/storage/copy', summary: 'Stop copying; what is there stays' })
    .output(copyState),
  /** Makes the minutes and hours of a range anew from what is finer, off the write path. */
  rebuild: base
    .route({ method: 'POST', path: '/storage/rebuild', summary: 'Make the rollups of a range anew' })
    .input(z.object({ from: epochMs, to: epochMs }))
    .output(z.object({ minutes: z.number().int(), hours: z.number().int() })),
}
