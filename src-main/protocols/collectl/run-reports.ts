import { parseCollectlVersion } from './server-command.ts'

/** What the script on the other machine says (`run-command.ts`). */
export type RunReport =
  /** Where ssh came from and arrived, as the other machine sees it; null where it does not say. */
  | { readonly kind: 'ssh'; readonly from: string | null; readonly to: string | null }
  | { readonly kind: 'missing' }
  | { readonly kind: 'version'; readonly version: string | null }
  | { readonly kind: 'no-directory' }
  | { readonly kind: 'pid'; readonly pid: number }
  | { readonly kind: 'file'; readonly name: string }
  | { readonly kind: 'ended'; readonly code: number }
  | { readonly kind: 'alive' }
  | { readonly kind: 'gone' }

const MARK = 'scopedeck '
/** Longer than anything the script says; what a login prints may be of any length. */
const LONGEST = 2_000

/** The report in a line, or null when somebody else said it: a login's greeting, or collectl. */
export function parseRunReport(line: string): RunReport | null {
  if (!line.startsWith(MARK) || line.length > LONGEST) return null
  const [word = '', ...rest] = line.slice(MARK.length).trim().split(' ')
  const text = rest.join(' ')
  switch (word) {
    case 'ssh':
      return { kind: 'ssh', from: rest[0] || null, to: rest[2] || null }
    case 'missing':
      return { kind: 'missing' }
    case 'version':
      return { kind: 'version', version: parseCollectlVersion(text) }
    case 'nodir':
      return { kind: 'no-directory' }
    case 'pid':
      return /^\d{1,10}$/.test(text) ? { kind: 'pid', pid: Number(text) } : null
    case 'file':
      return text === '' ? null : { kind: 'file', name: text }
    case 'ended':
      return /^\d{1,3}$/.test(text) ? { kind: 'ended', code: Number(text) } : null
    case 'alive':
      return { kind: 'alive' }
    case 'gone':
      return { kind: 'gone' }
    default:
      return null
  }
}

/** The port that the other machine's sshd chose for the reverse tunnel, in what ssh says; null in other words. */
export function parseTunnelPort(words: string): number | null {
  const port = /^Allocated port (\d{1,5}) for remote forward/m.exec(words)?.[1]
  return port === undefined ? null : Number(port)
}

/** collectl could not connect to us from there (collectl.md §2): a tunnel may. */
export function isUnreachable(words: string): boolean {
  return /Could not create socket to /.test(words)
}

/** What ssh says of its own doings and no person asked for. */
const CHATTER = /^(?:Allocated port |Warning: Permanently added |Connection to .* closed|\*\* )/

/** ssh's own words for why it did not get in, with what helps; null when it said nothing. */
export function sshWords(stderr: string, destination: string): string | null {
  const lines = stderr
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !CHATTER.test(line))
  // A changed host key comes with a page of stars and advice: its last two lines say what it is about.
  const words = lines
    .slice(lines.some((line) => line.startsWith('@@@')) ? -2 : -4)
    .join(' ')
    .slice(-600)
    .replace(/[.\s]+$/, '')
  if (words === '') return null
  const help = helpFor(words, destination)
  return help === null ? `ssh says “${words}”.` : `ssh says “${words}”. ${help}`
}

function helpFor(words: string, destination: string): string | null {
  if (/Host key verification failed|host key is known/i.test(words))
    return `Connect once by hand and check its key: ssh ${destination}`
  if (/Permission denied/.test(words))
    return `Passwords are not asked for and not kept: give this account's key to the machine, with ssh-copy-id ${destination}`
  if (/remote port forwarding failed/.test(words))
    return 'The sshd there allows no reverse tunnel (AllowTcpForwarding), and the console cannot be reached from there without one.'
  if (/Could not resolve hostname/.test(words))
    return 'Check the name, or give it a Host entry in ~/.ssh/config.'
  return null
}
