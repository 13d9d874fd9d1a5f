import { isPassing, isTaken } from './errors.ts'
import type { ConnectionPool } from './connection-pool.ts'
import type { Session } from './session.ts'

/** How often a transaction is begun again that met another one. */
export const MAX_ATTEMPTS = 6
/** No attempt begins later: whoever asked wants an answer. */
const MAX_RETRYING_MS = 10_000
const FIRST_PAUSE_MS = 5

/** Does the work, again when a deadlock or a lock wait ended it; the last error is thrown. */
export async function retrying<Result>(work: () => Promise<Result>): Promise<Result> {
  const endsAt = performance.now() + MAX_RETRYING_MS
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      if (!isPassing(error) || attempt === MAX_ATTEMPTS || performance.now() > endsAt) throw error
      await pause(attempt)
    }
  }
}

/** Looking first and then inserting meets another console that has just inserted the same. */
const TAKEN_ATTEMPTS = 6

/** Does the work, again when another console took an id or a name under its hands: then it finds that. */
export async function retryingTaken<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      if (!isTaken(error) || attempt === TAKEN_ATTEMPTS) throw error
      await pause(attempt)
    }
  }
}

/**
 * Does the work in a transaction, whole or not at all; resolves when it is
 * committed. The work may be done several times.
 */
export function transact<Result>(
  pool: ConnectionPool,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  return retrying(() =>
    pool.use(async (session) => {
      await session.command('begin')
      try {
        const result = await work(session)
        await session.command('commit')
        return result
      } catch (error) {
        await rollBack(session)
        throw error
      }
    }),
  )
}

/** A connection that cannot even do that is not used again. */
async function rollBack(session: Session): Promise<void> {
  if (session.isBroken) return
  await session.command('rollback').catch(() => session.destroy())
}

/** Longer with each attempt, and by chance, so that the two do not meet again. */
function pause(attempt: number): Promise<void> {
  const longestMs = FIRST_PAUSE_MS * 2 ** attempt
  return new Promise((resolve) => setTimeout(resolve, Math.random() * longestMs))
}
