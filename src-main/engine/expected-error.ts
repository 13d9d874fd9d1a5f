import { ERRORS, type ErrorCode } from '../contract/index.ts'
import { StoreError, type StoreErrorCode } from '../storage/store.ts'

/** A failure that the contract names. Everything else that is thrown is a bug. */
export class ExpectedError extends Error {
  override readonly name = 'ExpectedError'
  readonly code: ErrorCode
  constructor(code: ErrorCode, message: string = ERRORS[code].message) {
    super(message)
    this.code = code
  }
}

const STORE_CODES: Readonly<Record<StoreErrorCode, ErrorCode>> = {
  away: 'STORAGE_AWAY',
  damaged: 'STORAGE_AWAY',
  'read-only': 'STORAGE_READ_ONLY',
  'newer-schema': 'STORAGE_READ_ONLY',
  full: 'STORAGE_FULL',
  conflict: 'BAD_REQUEST',
}

/** The contract's error for what a service threw; null when it is a bug. */
export function toExpectedError(error: unknown): ExpectedError | null {
  if (error instanceof ExpectedError) return error
  if (error instanceof StoreError) return new ExpectedError(STORE_CODES[error.code], error.message)
  return null
}
