import type { Login } from '../../contract/index.ts'
import type { Parameter, Session } from './session.ts'

/** Numbers of rows for which there are statements; fewer, larger ones for the bulk. */
const ROW_COUNTS = [100, 10, 1] as const
const ROW = '(?, ?, ?, ?, ?, ?, ?)'
const STATEMENTS = ROW_COUNTS.map((count) => {
  const rows = new Array<string>(count).fill(ROW).join(', ')
  return `insert into logins (at, protocol, address, identity, outcome, reason, repeats) values ${rows}`
})

/** Within a transaction. Texts are cut to what the columns take: a login that is too long is none the less one. */
export async function insertLogins(session: Session, logins: readonly Omit<Login, 'id'>[]): Promise<void> {
  let start = 0
  for (const [index, count] of ROW_COUNTS.entries()) {
    for (; start + count <= logins.length; start += count) {
      const parameters = logins.slice(start, start + count).flatMap(valuesOf)
      await session.execute(STATEMENTS[index] ?? '', parameters)
    }
  }
}

function valuesOf(login: Omit<Login, 'id'>): Parameter[] {
  const { at, protocol, address, identity, outcome, reason, repeats } = login
  return [at, cut(protocol, 32), cut(address, 64), cut(identity, 255), outcome, cut(reason, 500), repeats]
}

/** The column counts characters, and so do we: a pair of surrogates is one, and is never parted. */
function cut(text: string, length: number): string
function cut(text: string | null, length: number): string | null
function cut(text: string | null, length: number): string | null {
  return text === null || text.length <= length ? text : [...text].slice(0, length).join('')
}
