import { z } from 'zod'

/**
 * The closed union of expected failures. Each has a code, an HTTP status for
 * scripts, and a sentence that says what happened and what helps.
 */
export const ERRORS = {
  BAD_REQUEST: { status: 400, message: 'The request is not valid.' },
  UNAUTHORIZED: { status: 401, message: 'A valid token is needed.' },
  NOT_FOUND: { status: 404, message: 'There is no such thing.' },
  HOST_NAME_TAKEN: { status: 409, message: 'Another host has this name.' },
  HOST_MERGE_REFUSED: { status: 409, message: 'These hosts cannot be merged.' },
  BLACKLIST_HOST_INVALID: { status: 422, message: 'This is neither an address nor a network.' },
  BLACKLIST_ENTRY_EXISTS: { status: 409, message: 'This address is on the blacklist already.' },
  ENDPOINT_ADDRESS_INVALID: { status: 422, message: 'The address must have the form host:port.' },
  ENDPOINT_EXISTS: { status: 409, message: 'This endpoint is there already.' },
  ENDPOINT_ELSEWHERE: { status: 409, message: 'Another console reads this endpoint.' },
  COLLECTL_NOT_INSTALLED: { status: 409, message: 'collectl is not installed on this machine.' },
  COLLECTL_START_FAILED: { status: 502, message: 'collectl could not be started.' },
  COLLECTL_LISTENER_IN_USE: { status: 409, message: 'A run uses the listener.' },
  RUN_INVALID: { status: 422, message: 'This run cannot be started.' },
  IMPORT_FAILED: { status: 422, message: 'This file cannot be imported.' },
  SETTING_INVALID: { status: 422, message: 'This setting is not valid.' },
  BOARD_NAME_TAKEN: { status: 409, message: 'Another board has this name.' },
  BOARD_FILE_INVALID: { status: 422, message: 'This is not a board that can be read.' },
  BOARDS_FULL: { status: 409, message: 'There is no room for another board.' },
  ANNOTATION_FIXED: { status: 409, message: 'The console noted this; it cannot be changed.' },
  STORAGE_AWAY: { status: 503, message: 'The database does not answer.' },
  STORAGE_READ_ONLY: { status: 503, message: 'The database can only be read.' },
  STORAGE_FULL: { status: 507, message: 'There is no space left for the database.' },
  CONNECTION_INVALID: { status: 422, message: 'This is no connection to a database.' },
  CONNECTION_IN_USE: { status: 409, message: 'This connection is in use.' },
  CONNECTION_TEST_FAILED: { status: 409, message: 'The test of this connection failed.' },
  STORAGE_FIXED: { status: 409, message: 'The command line rules which database is used in this run.' },
  STORAGE_OF_OTHERS: { status: 409, message: 'This database holds hosts of another console.' },
  COPY_REFUSED: { status: 409, message: 'This cannot be copied now.' },
  INTERNAL: { status: 500, message: 'Something unexpected went wrong.' },
} as const

export type ErrorCode = keyof typeof ERRORS

/** What an oRPC contract builder takes: the same table with the detail that every error carries. */
export const errorMap = Object.fromEntries(
  Object.entries(ERRORS).map(([code, { status, message }]) => [
    code,
    { status, message, data: z.object({ detail: z.string() }).optional() },
  ]),
) as {
  readonly [Code in ErrorCode]: {
    status: number
    message: string
    data: z.ZodOptional<z.ZodObject<{ detail: z.ZodString }>>
  }
}
