import { readFile } from 'node:fs/promises'
import { remoteLook, sshArguments } from '../protocols/collectl/run-command.ts'
import { parseRunReport, sshWords } from '../protocols/collectl/run-reports.ts'
import type { RunTarget } from '../protocols/collectl/run-target.ts'
import { RunProcess } from './run-process.ts'

export type Look =
  | { readonly kind: 'alive' }
  | { readonly kind: 'gone' }
  /** Nobody could look; with ssh's words. */
  | { readonly kind: 'unknown'; readonly why: string }

const LOOK_MS = 20_000

/** Whether the collectl that was process `pid` there, started with this address, still runs. */
export async function lookFor(
  target: RunTarget,
  { pid, address }: { readonly pid: number; readonly address: string },
  sshConfig: string | undefined,
): Promise<Look> {
  if (target.kind === 'local') return lookHere(pid, address)
  let look: Look | null = null
  const process = new RunProcess({
    program: 'ssh',
    args: sshArguments(target, remoteLook(pid, address), { configFile: sshConfig }),
    onLine: (line) => {
      const report = parseRunReport(line)
      if (report?.kind === 'alive' || report?.kind === 'gone') look = { kind: report.kind }
    },
  })
  const timer = setTimeout(() => process.kill(), LOOK_MS)
  const end = await process.ended
  clearTimeout(timer)
  const why = end.error ?? sshWords(process.words, target.text) ?? 'ssh did not get in.'
  return look ?? { kind: 'unknown', why }
}

/** A process that nobody has taken note of has no command line any more. */
async function lookHere(pid: number, address: string): Promise<Look> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return { kind: command.includes(address) ? 'alive' : 'gone' }
}
