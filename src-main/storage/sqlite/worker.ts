import { existsSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { SQLITE } from '../dialect.ts'
import { migrate, unknownSteps } from '../migrations/migrate.ts'
import type { Db } from '../schema.ts'
import { StoreError } from '../store.ts'
import { errorMessageOf, isUnwritable } from './errors.ts'
import { kyselyOver } from './kysely-database.ts'
import { mayWrite, openForReading, openForWriting } from './open-database.ts'
import { createReader } from './reader.ts'
import {
  buffersIn,
  CLOSE,
  type Greeting,
  type Request,
  type Response,
  type ThreadOptions,
} from './thread-protocol.ts'
import { createWriter } from './writer.ts'

/**
 * Entry of both threads. SQLite blocks whoever calls it, so it is called here
 * and nowhere else.
 */

type Methods = Readonly<Record<string, (...parameters: readonly unknown[]) => Promise<unknown>>>

interface Opened {
  readonly database: DatabaseSync
  readonly methods: Methods
}

async function openWriter({ file, sizeLimitBytes, now, consoleId }: ThreadOptions): Promise<Opened> {
  const readOnly = new StoreError('read-only', readOnlyReason(file))
  if (existsSync(file) && !mayWrite(file)) throw readOnly
  let database: DatabaseSync
  try {
    database = openForWriting(file, sizeLimitBytes)
  } catch (error) {
    throw isUnwritable(error) && existsSync(file) ? readOnly : error
  }
  try {
    const db = kyselyOver(database, true)
    await refuseNewerSchema(db)
    await migrate(db, SQLITE, now)
    return { database, methods: createWriter(database, db, consoleId) as unknown as Methods }
  } catch (error) {
    database.close()
    throw error
  }
}

function openReader({ file, isWritable }: ThreadOptions): Opened {
  const database = openForReading(file, isWritable)
  const db = kyselyOver(database, false)
  return { database, methods: createReader(database, db, file) as unknown as Methods }
}

async function refuseNewerSchema(db: Db): Promise<void> {
  const unknown = await unknownSteps(db)
  if (unknown.length === 0) return
  throw new StoreError(
    'newer-schema',
    `A newer version of Scopedeck has changed this database (${unknown[0]}). It can be read, but not written: install that version again to go on recording.`,
  )
}

function readOnlyReason(file: string): string {
  return `The database ${file} may not be written by this user. It can be read, but nothing is recorded: check the permissions of the file and its folder.`
}

/** Serves one request after the other, in the order in which they came. */
function serve(port: MessagePort, { database, methods }: Opened): void {
  const answer = async ({ id, method, parameters }: Request): Promise<void> => {
    let response: Response
    try {
      if (method === CLOSE) database.close()
      const result = method === CLOSE ? null : await methods[method]?.(...parameters)
      response = { id, result }
    } catch (error) {
      response = { id, error: errorMessageOf(error) }
    }
    port.postMessage(response, 'result' in response ? buffersIn(response.result) : [])
    if (method === CLOSE) port.close()
  }
  let queue = Promise.resolve()
  port.on('message', (request: Request) => {
    queue = queue.then(() => answer(request))
  })
}

async function start(port: MessagePort, options: ThreadOptions): Promise<void> {
  const greet = (greeting: Greeting): void => port.postMessage(greeting)
  try {
    const opened = options.role === 'writer' ? await openWriter(options) : openReader(options)
    serve(port, opened)
    greet({ kind: 'open' })
  } catch (error) {
    greet({ kind: 'failed', error: errorMessageOf(error) })
    port.close()
  }
}

if (parentPort !== null) await start(parentPort, workerData as ThreadOptions)
