import type { RunMachineState } from '../contract/index.ts'
import { isUnreachable, sshWords } from '../protocols/collectl/run-reports.ts'
import type { RunTarget } from '../protocols/collectl/run-target.ts'
import { INSTALL_COMMAND } from '../protocols/collectl/server-command.ts'
import type { ProcessEnd } from './run-process.ts'

export type RunVia = 'local' | 'direct' | 'tunnel'

/** What one try to read a machine has shown, from its first to its last word. */
export interface AttemptFacts {
  readonly via: RunVia
  /** The machine said that it has no collectl. */
  isMissing: boolean
  /** The directory for its raw files could not be made. */
  hasNoDirectory: boolean
  version: string | null
  pid: number | null
  /** What `-A` was given. */
  address: string | null
  /** The other machine cannot connect to us, as far as ssh tells. */
  isOutOfReach: boolean
  /** collectl connected. */
  hasOpened: boolean
  /** At least one record came. */
  hasStreamed: boolean
  /** What the stream had to complain of last. */
  trouble: string | null
  /** Exit code of collectl; null while it was not seen to end. */
  collectlCode: number | null
  file: string | null
  /** What collectl, or the login there, printed. */
  output: string
  /** What ssh, or collectl here, said on its error output. */
  words: string
  end: ProcessEnd | null
}

export interface Verdict {
  readonly state: RunMachineState
  readonly detail: string | null
}

/** How it stands with a machine whose try is over; "tunnel" when another one through a tunnel may do. */
export function verdictOf(facts: AttemptFacts, target: RunTarget): Verdict | 'tunnel' {
  const { via, end } = facts
  if (facts.isMissing) return notInstalled(via === 'local' ? 'here' : 'there')
  if (end?.error) return { state: 'failed', detail: end.error }
  if (facts.hasNoDirectory) return { state: 'failed', detail: noDirectory(facts) }
  if (facts.isOutOfReach) return 'tunnel'
  if (facts.hasStreamed) return endOfStream(facts, target)
  if (facts.trouble !== null) return { state: 'failed', detail: facts.trouble }
  const isDeaf = isUnreachable(facts.output) || (!facts.hasOpened && facts.collectlCode !== null)
  if (via === 'direct' && isDeaf) return 'tunnel'
  if (facts.pid !== null) return endWithoutRecord(facts, target)
  return { state: 'refused', detail: refusal(facts, target) }
}

function notInstalled(where: 'here' | 'there'): Verdict {
  return {
    state: 'not-installed',
    detail:
      where === 'here'
        ? `collectl is not installed here. Install it with: ${INSTALL_COMMAND}`
        : `collectl is not installed there. Install it with: ${INSTALL_COMMAND}`,
  }
}

function noDirectory({ words }: AttemptFacts): string {
  const why = words.trim().split('\n').at(-1) ?? ''
  return why === ''
    ? 'The directory for its raw files cannot be made there.'
    : `The directory for its raw files cannot be made there: ${why}`
}

function endOfStream(facts: AttemptFacts, target: RunTarget): Verdict {
  const { collectlCode } = facts
  if (collectlCode === null) return { state: 'lost', detail: lostWords(facts, target) }
  return { state: 'ended', detail: `collectl ended there by itself, with exit code ${collectlCode}.` }
}

function endWithoutRecord(facts: AttemptFacts, target: RunTarget): Verdict {
  const { collectlCode, output } = facts
  if (collectlCode === null) return { state: 'lost', detail: lostWords(facts, target) }
  const said = output.trim().split('\n')[0] ?? ''
  const detail =
    said === ''
      ? `collectl ended with exit code ${collectlCode} before its first record.`
      : `collectl says “${said.slice(0, 300)}”.`
  return { state: 'failed', detail }
}

function lostWords({ words, trouble }: AttemptFacts, target: RunTarget): string {
  return sshWords(words, target.text) ?? trouble ?? 'The connection ended, and the machine does not say why.'
}

function refusal(facts: AttemptFacts, target: RunTarget): string {
  const said = sshWords(facts.words, target.text)
  if (said !== null) return said
  const printed = facts.output.trim().slice(-300)
  if (printed !== '') return `The login there runs no command; it says “${printed}”.`
  return facts.end?.signal ? 'ssh did not get in within its time.' : 'ssh ended without a word.'
}
