import { ORPCError } from '@orpc/client'
import type { ErrorCode } from '../../src-main/contract/index.ts'
import { hasMessage, translate } from '../i18n/i18n.ts'
import { said } from '../i18n/said.ts'
import { ConnectionLost } from './connection.ts'

export type ErrorName = ErrorCode | 'CONNECTION_LOST' | 'UNKNOWN'

/** What went wrong, ready to be shown. */
export interface ErrorWords {
  readonly code: ErrorName
  /** What happened, why, and what helps. */
  readonly message: string
}

function detailOf(error: ORPCError<string, unknown>): string | null {
  const { data } = error
  if (typeof data !== 'object' || data === null || !('detail' in data)) return null
  return typeof data.detail === 'string' && data.detail !== '' ? data.detail : null
}

function isDisconnection(error: unknown): boolean {
  if (error instanceof ConnectionLost) return true
  // oRPC's peers reject what was under way with a plain error when their socket closes.
  return error instanceof Error && /\b(clos|abort|not open)/i.test(error.message)
}

/** The code of an error of any kind. */
export function codeOf(error: unknown): ErrorName {
  if (error instanceof ORPCError) {
    const code: string = error.code
    return hasMessage(`errors.${code}`) ? (code as ErrorName) : 'UNKNOWN'
  }
  return isDisconnection(error) ? 'CONNECTION_LOST' : 'UNKNOWN'
}

/** Their sentence says it all; the console's detail would say it again. */
const PLAIN: ReadonlySet<ErrorName> = new Set([
  'UNAUTHORIZED',
  'HOST_NAME_TAKEN',
  'BLACKLIST_HOST_INVALID',
  'BLACKLIST_ENTRY_EXISTS',
  'ENDPOINT_ADDRESS_INVALID',
  'ENDPOINT_EXISTS',
  'ENDPOINT_ELSEWHERE',
  'COLLECTL_NOT_INSTALLED',
  'BOARD_NAME_TAKEN',
  'ANNOTATION_FIXED',
  'STORAGE_FIXED',
  'STORAGE_OF_OTHERS',
])

/** Turns an error of a call into words in the language in use. */
export function wordsOf(error: unknown): ErrorWords {
  const code = codeOf(error)
  const sentence = translate(`errors.${code}`)
  const detail =
    error instanceof ORPCError && !PLAIN.has(code) ? detailOf(error as ORPCError<string, unknown>) : null
  return {
    code,
    message: detail === null ? sentence : translate('errors.withDetail', { sentence, detail: said(detail) }),
  }
}
