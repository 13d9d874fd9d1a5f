import type { RunRequest } from '../../stores/collectl-runs.ts'

/** What the dialog holds while it is open. */
export interface RunForm {
  readonly machines: string
  readonly subsystems: string
  readonly intervalSeconds: number | null
  readonly durationSeconds: number | null
  readonly recordDirectory: string
  readonly name: string
}

/** One machine a line; what follows a `#` is for people, and blanks or commas part as well. */
export function machineLines(text: string): string[] {
  const words = text.split('\n').flatMap((line) => (line.split('#', 1)[0] ?? '').split(/[\s,;]+/))
  return [...new Set(words.filter((word) => word !== ''))]
}

export function withMachine(text: string, machine: string): string {
  const lines = machineLines(text)
  if (lines.includes(machine)) return text
  return text.trim() === '' ? machine : `${text.trimEnd()}\n${machine}`
}

export function runRequest(form: RunForm): RunRequest {
  const { durationSeconds } = form
  const recordDirectory = form.recordDirectory.trim()
  const name = form.name.trim()
  return {
    hosts: machineLines(form.machines),
    subsystems: form.subsystems.trim(),
    intervalSeconds: form.intervalSeconds ?? 1,
    ...(durationSeconds === null ? {} : { durationSeconds }),
    ...(recordDirectory === '' ? {} : { recordDirectory }),
    ...(name === '' ? {} : { name }),
  }
}
