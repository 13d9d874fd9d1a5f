/** Why a connection to `address` could not be made or was lost, in words for a person. */
export function socketErrorInWords(error: unknown, address: string): string {
  switch (errorCode(error)) {
    case 'ECONNREFUSED':
      return `Connection refused: nothing listens at ${address}.`
    case 'ENOTFOUND':
      return `The name in ${address} was not found.`
    case 'EAI_AGAIN':
      return `The name in ${address} could not be looked up: no name server answers.`
    case 'ECONNRESET':
    case 'EPIPE':
      return `The connection was reset by ${address}.`
    case 'ETIMEDOUT':
      return `${address} does not answer.`
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
      return `There is no route to ${address}.`
    case 'EACCES':
    case 'EPERM':
      return `This machine does not allow connections to ${address}.`
    case 'EMFILE':
    case 'ENFILE':
      return 'The console has too many open files and connections.'
    default:
      return error instanceof Error && error.message !== ''
        ? error.message
        : `The connection to ${address} failed.`
  }
}

/** Several addresses of one name fail together; the first failure speaks for all. */
function errorCode(error: unknown): string | null {
  if (error instanceof AggregateError && error.errors.length > 0) return errorCode(error.errors[0])
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}
