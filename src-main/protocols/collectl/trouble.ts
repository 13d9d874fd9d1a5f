import type { CollectlFormat } from '../../contract/index.ts'

/** What goes wrong with a collectl, in words, with what helps. */

const BEST = 'collectl -A server:PORT -scdnm --export lexpr'

export const NO_DATA =
  'Connected, but no data came. collectl takes one new client per interval and may forget one that came together with others; and it sends nothing when it writes to a file (-f without -P or --export).'

export const UNREADABLE = `What arrives is not in a format of collectl that can be read. Best start it with: ${BEST}`

/** Data came before their names did, and without `--hr` the names never come again. */
export function noHeader(format: CollectlFormat): string {
  return format === 'plot'
    ? 'No header yet: the columns have no names, because collectl sent them before this connection. Start collectl with --hr 5 (or with --export lexpr, which needs none).'
    : 'No header yet: it comes with the next page, within 22 records, or never again with --export vmstat. Start collectl with --hr 5, or with --export lexpr, which needs none.'
}

export function late(silentMs: number): string {
  return `No record for ${seconds(silentMs)}.`
}

export function silent(silentMs: number): string {
  return `Nothing came for ${seconds(silentMs)}, so the connection counts as dead.`
}

/** Some services speak first, and tell what they are. */
export function otherService(line: string): string | null {
  const name = /^(?:(SSH)-[\d.]+-|(HTTP)\/\d|220 .*?\b(FTP|SMTP|ESMTP)\b)/.exec(line.slice(0, 200))
  const service = name?.[1] ?? name?.[2] ?? name?.[3]
  return service === undefined ? null : `This port answers as ${service}, not as collectl. Check the port.`
}

function seconds(durationMs: number): string {
  return `${Math.round(durationMs / 1000)} s`
}
