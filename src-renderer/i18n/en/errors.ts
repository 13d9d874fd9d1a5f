/** One sentence a code of the contract (what happened, and what helps), and for what the transport adds. */
export const errors = {
  BAD_REQUEST: 'The console did not understand the request. Reloading the page may help.',
  UNAUTHORIZED: 'The console asks for a valid token. Open the address that it printed last.',
  NOT_FOUND: 'This is not there any more; somebody may have removed it.',
  HOST_NAME_TAKEN: 'Another host has this name. Choose another one, or merge the two hosts.',
  HOST_MERGE_REFUSED: 'These two hosts cannot be merged.',
  BLACKLIST_HOST_INVALID:
    'This is neither an address nor a network. Examples: 192.0.2.7, 192.0.2.0/24, 2001:db8::/32.',
  BLACKLIST_ENTRY_EXISTS: 'This address is on the blacklist already.',
  ENDPOINT_ADDRESS_INVALID: 'The address must have the form host:port, for example web03:2655.',
  ENDPOINT_EXISTS: 'This endpoint is there already.',
  ENDPOINT_ELSEWHERE: 'Another console reads this endpoint.',
  COLLECTL_NOT_INSTALLED: 'collectl is not installed on this machine.',
  COLLECTL_LISTENER_IN_USE: 'A run uses the listener.',
  RUN_INVALID: 'This run cannot be started.',
  IMPORT_FAILED: 'This file cannot be imported.',
  COLLECTL_START_FAILED: 'collectl could not be started on this machine.',
  SETTING_INVALID: 'The console refused this setting.',
  STORAGE_AWAY: 'The database does not answer. The console keeps trying.',
  STORAGE_READ_ONLY:
    'The database can only be read, so nothing can be changed. Check the rights of its file.',
  STORAGE_FULL: 'There is no space left for the database. Free some, or shorten the retention.',
  INTERNAL: 'Something unexpected went wrong in the console. Its log says more.',
  CONNECTION_LOST: 'The connection to the console is lost. It is tried again by itself.',
  UNKNOWN: 'Something unexpected went wrong.',
  withDetail: '{sentence} ({detail})',
  cannotRead: 'This could not be read.',
} as const
