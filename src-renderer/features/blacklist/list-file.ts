import type { BlacklistEntry, EpochMs } from '../../../src-main/contract/index.ts'

/** One line of a list that can be put on the blacklist. */
export interface ListedAddress {
  /** Counted from 1. */
  readonly line: number
  readonly host: string
  readonly reason: string | null
  readonly expiresAt: EpochMs | null
}

export interface ListProblem {
  readonly line: number
  readonly text: string
  /** `several`: more than an address. `twice`: stands further up. `over`: its end has passed. `late`: behind the limit. */
  readonly kind: 'several' | 'twice' | 'over' | 'late'
}

export interface ParsedList {
  readonly addresses: readonly ListedAddress[]
  readonly problems: readonly ListProblem[]
}

/** Addresses of one import; each is asked about and stored by itself. */
export const LIST_ADDRESSES = 2_000
/** As the contract takes it. */
const REASON_LENGTH = 500
const UNTIL = /^until (\S+)(?: · (.*))?$/

/**
 * Reads a list: one address or network a line. `#` and `;` begin a comment; a
 * comment behind an address becomes its reason, with `until TIME` in front its
 * end, as `listText` writes it. Whether a text is an address, the console says.
 */
export function parseList(text: string, now: EpochMs): ParsedList {
  const addresses: ListedAddress[] = []
  const problems: ListProblem[] = []
  const seen = new Set<string>()
  for (const [index, rawLine] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const line = index + 1
    const cut = rawLine.search(/[#;]/)
    const host = (cut < 0 ? rawLine : rawLine.slice(0, cut)).trim()
    const comment = cut < 0 ? '' : rawLine.slice(cut + 1).trim()
    if (host === '') continue
    if (addresses.length === LIST_ADDRESSES) {
      problems.push({ line, text: host, kind: 'late' })
      break
    }
    const { reason, expiresAt } = commentOf(comment)
    if (/[\s,]/.test(host)) problems.push({ line, text: host, kind: 'several' })
    else if (seen.has(host.toLowerCase())) problems.push({ line, text: host, kind: 'twice' })
    else if (expiresAt !== null && expiresAt <= now) problems.push({ line, text: host, kind: 'over' })
    else addresses.push({ line, host, reason, expiresAt })
    seen.add(host.toLowerCase())
  }
  return { addresses, problems }
}

function commentOf(comment: string): Pick<ListedAddress, 'reason' | 'expiresAt'> {
  const [, time, rest] = UNTIL.exec(comment) ?? []
  const at = time === undefined ? Number.NaN : Date.parse(time)
  const words = (Number.isNaN(at) ? comment : (rest ?? '')).slice(0, REASON_LENGTH)
  return { reason: words === '' ? null : words, expiresAt: Number.isNaN(at) ? null : at }
}

/** The blacklist as a file: readable, and what `parseList` reads back. Hits and origins are not in it. */
export function listText(entries: readonly BlacklistEntry[], now: EpochMs): string {
  const lines = entries.map(({ host, reason, expiresAt }) => {
    const until = expiresAt === null ? null : `until ${new Date(expiresAt).toISOString()}`
    const words = reason === null ? null : reason.replace(/\s+/g, ' ').trim()
    const comment = [until, words].filter((part) => part !== null && part !== '').join(' · ')
    return comment === '' ? host : `${host}  # ${comment}`
  })
  const head = `# Scopedeck blacklist, ${new Date(now).toISOString()}`
  return `${[head, ...lines].join('\n')}\n`
}
