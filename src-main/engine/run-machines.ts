import type { RunPlan } from '../contract/index.ts'
import { parseRunTarget, type RunTarget } from '../protocols/collectl/run-target.ts'
import { ExpectedError } from './expected-error.ts'

export interface PlannedMachine {
  readonly target: RunTarget
  /** The host that its values belong to: what was asked for, never what a stream says. */
  readonly host: string
}

/**
 * The machines of a plan, each once. A machine's host is named as ssh was asked
 * for it; two that would be named alike are named in full.
 *
 * @param localName how this machine is called
 * @throws ExpectedError RUN_INVALID for a line that is no machine
 */
export function machinesOf({ hosts }: Pick<RunPlan, 'hosts'>, localName: string): PlannedMachine[] {
  const targets = new Map<string, RunTarget>()
  for (const line of hosts) {
    const target = parseRunTarget(line)
    if (target === null) {
      throw new ExpectedError(
        'RUN_INVALID',
        `“${line.slice(0, 100)}” is no machine: write local, a host, user@host or user@host:port.`,
      )
    }
    targets.set(target.text, target)
  }
  const named = [...targets.values()].map((target) => ({
    target,
    host: target.kind === 'local' ? localName : target.host,
  }))
  const isAlone = (name: string): boolean =>
    named.filter(({ host }) => host.toLowerCase() === name.toLowerCase()).length === 1
  return named.map((one) =>
    one.target.kind === 'local' || isAlone(one.host) ? one : { ...one, host: one.target.text },
  )
}
