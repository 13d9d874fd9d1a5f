import { readFileSync } from 'node:fs'
import type { MysqlConnection, MysqlTls } from '../storage/mysql/connection.ts'
import type { ParsedMysqlUrl, TlsFiles } from '../storage/mysql/connection-url.ts'

type Outcome =
  { readonly ok: true; readonly value: MysqlConnection } | { readonly ok: false; readonly reason: string }

/** Where the password of the database may be; never on the command line, which every user of the machine reads. */
export const PASSWORD_VARIABLE = 'SCOPEDECK_DATABASE_PASSWORD'
export const PASSWORD_FILE_VARIABLE = 'SCOPEDECK_DATABASE_PASSWORD_FILE'

/**
 * The connection that a URL describes, with the password from the environment
 * (itself, or the file that it names; empty without either) and the
 * certificates from their files. Takes the password out of the environment, so
 * that no program that the console starts inherits it.
 */
export function databaseConnection(
  { addresses, user, database, tls }: ParsedMysqlUrl,
  environment: Record<string, string | undefined>,
): Outcome {
  try {
    const password = passwordFrom(environment)
    return {
      ok: true,
      value: { addresses, user, password, database, tls: tls === null ? null : readTls(tls) },
    }
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) }
  }
}

function passwordFrom(environment: Record<string, string | undefined>): string {
  const password = environment[PASSWORD_VARIABLE]
  const file = environment[PASSWORD_FILE_VARIABLE]
  delete environment[PASSWORD_VARIABLE]
  if (password !== undefined) return password
  // Editors end the last line; that is no part of the password.
  return file === undefined ? '' : read(file, PASSWORD_FILE_VARIABLE).replace(/\r?\n$/, '')
}

function readTls({ caFile, certFile, keyFile, verify }: TlsFiles): MysqlTls {
  return {
    ca: caFile === null ? null : read(caFile, 'ca='),
    cert: certFile === null ? null : read(certFile, 'cert='),
    key: keyFile === null ? null : read(keyFile, 'key='),
    verify,
  }
}

function read(file: string, named: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    throw new Error(`${named}: the file ${file} cannot be read (${words})`, { cause: error })
  }
}
