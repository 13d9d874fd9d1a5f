import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Columns of the recording that it gets, without the time. */
export const VALUES_OF_BRIEF = 18

const COLMUX = '/usr/bin/colmux'
const TICKS_PER_SECOND = 100

/** It needs root, to give colmux an ssh that only has the replayed machines connect. */
export function canRunColmux(): boolean {
  return existsSync(COLMUX) && process.getuid?.() === 0
}

/**
 * Starts the real colmux on so many machines. It calls `/usr/bin/ssh` for each;
 * in its namespace that is a script that tells the control port to connect.
 */
export function startColmux(
  directory: string,
  { port, controlPort, addresses }: { port: number; controlPort: number; addresses: readonly string[] },
): ChildProcess {
  const ssh = join(directory, 'ssh')
  const list = join(directory, 'addresses')
  writeFileSync(list, `${addresses.join('\n')}\n`)
  writeFileSync(
    ssh,
    [
      '#!/bin/bash',
      'all="$*"',
      'if [[ "$all" == *" -A "* ]]; then',
      `  [[ "$all" =~ (127\\.0\\.[0-9]+\\.[0-9]+)\\  ]] && echo "\${BASH_REMATCH[1]} ${port}" >/dev/tcp/127.0.0.1/${controlPort}`,
      'elif [[ "$all" =~ (/usr/bin/collectl.*)$ ]]; then',
      '  eval "exec ${BASH_REMATCH[1]}"',
      'fi',
      '',
    ].join('\n'),
    { mode: 0o755 },
  )
  const command = `${COLMUX} -nocheck -address ${list} -port ${port} -command "-scdnm" -lines 200`
  return spawn('unshare', ['--mount', 'sh', '-c', `mount --bind ${ssh} /usr/bin/ssh && exec ${command}`], {
    // It reads keys: an input that has ended would make it spin.
    stdio: ['pipe', 'ignore', 'ignore'],
  })
}

/** Seconds of processor time that a process and its threads have used. */
export function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

/** How many connections to the port are open. */
export function connectionsTo(port: number): number {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  const table = execFileSync('cat', ['/proc/net/tcp'], { encoding: 'utf8', maxBuffer: 2 ** 26 })
  return table.split('\n').filter((line) => new RegExp(`^ *\\d+: [0-9A-F]+:${hex} \\S+ 01 `).test(line))
    .length
}
