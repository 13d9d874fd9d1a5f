/** The collectl that the console starts on its own machine ("Add this machine"). */

export const DEFAULT_COLLECTL_PORT = 2_655

/** How Debian and its relatives install collectl. */
export const INSTALL_COMMAND = 'apt-get install collectl'

/**
 * Program and arguments of a collectl that serves lexpr on `port`. collectl
 * can't be told an address: it listens on every IPv4 address of the machine
 * (collectl.md §3), which whoever starts it has to say.
 */
export function collectlServerCommand(port: number): readonly [program: string, ...args: string[]] {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new RangeError(`Not a TCP port: ${port}`)
  return ['collectl', '-A', `server:${port}`, '-scdnm', '--export', 'lexpr']
}

const VERSION_LINE = /^collectl V(\d+(?:\.\d+)*(?:-\w+)?)/m

/** The version in what `collectl --version` prints, as `4.3.1-1`; null when something else was printed. */
export function parseCollectlVersion(output: string): string | null {
  return VERSION_LINE.exec(output)?.[1] ?? null
}
