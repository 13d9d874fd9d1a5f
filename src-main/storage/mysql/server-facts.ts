import type { Row, Session } from './session.ts'

/** What matters of a server and its settings. */
export interface ServerFacts {
  /** Memory in which it keeps pages; decides how samples are laid out. */
  readonly poolBytes: number
  /** What a person should know, in words. */
  readonly warnings: readonly string[]
}

export async function askServer(session: Session): Promise<ServerFacts> {
  const [row] = await session.rows(
    'select @@innodb_buffer_pool_size, @@innodb_flush_log_at_trx_commit, @@innodb_doublewrite',
  )
  return factsOf(row ?? [])
}

/** Pure part of `askServer`. */
export function factsOf([poolBytes, flushesAtCommit, writesTwice]: Row): ServerFacts {
  const warnings: string[] = []
  if (Number(flushesAtCommit) !== 1) {
    warnings.push(
      `The database server has innodb_flush_log_at_trx_commit = ${flushesAtCommit}: a power cut there may lose the last second of what was acknowledged. Set it to 1.`,
    )
  }
  if (/^(?:0|off)$/i.test(String(writesTwice))) {
    warnings.push(
      'The database server has innodb_doublewrite switched off: a power cut there may damage tables.',
    )
  }
  return { poolBytes: Number(poolBytes), warnings }
}
