import type { RunPlan } from '../../contract/index.ts'
import type { RunTarget } from './run-target.ts'

/** How collectl is started with the console's address, here and on other machines (collectl.md §4). */

/** collectl gives up connecting after so many seconds; its own 10 would make a run wait. */
const CONNECT_SECONDS = 5
const SSH_CONNECT_SECONDS = 10

type Switches = Pick<RunPlan, 'subsystems' | 'intervalSeconds' | 'recordDirectory'>

/**
 * The switches of a run, without the address. lexpr goes over the socket even
 * while `-f` writes a raw file (collectl.md §3).
 */
export function collectlSwitches({ subsystems, intervalSeconds, recordDirectory }: Switches): string[] {
  const letters = subsystems.replace(/^-s/, '')
  return [
    `-i${intervalSeconds}`,
    `-s${letters}`,
    '--export',
    'lexpr',
    '--quiet',
    ...(recordDirectory === undefined ? [] : ['-f', recordDirectory]),
  ]
}

/** What `-A` is given: address, port and how long to try. */
export function collectlAddress(host: string, port: number): string {
  return `${host}:${port}:${CONNECT_SECONDS}`
}

/** In the shells that people log in with, nothing inside means anything. */
export function shellQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/**
 * Runs on the machine. It says what it finds, waits for the address on its
 * input, starts collectl, and says how that ended; it installs nothing and ends
 * when collectl does. Its input is its lifeline: when that ends, because the
 * console says so, was killed or lost its ssh, so does collectl. There is no
 * quote, line feed or backslash in it, so that any login shell hands it on
 * unchanged.
 */
const SCRIPT = [
  'echo "scopedeck ssh ${SSH_CONNECTION:-}"',
  'c=$(command -v collectl) || { echo "scopedeck missing"; exit 0; }',
  'echo "scopedeck version $("$c" --version 2>/dev/null | head -n 1)"',
  'IFS= read -r a || exit 0',
  'd=$1',
  'shift',
  '[ -z "$d" ] || mkdir -p -- "$d" || { echo "scopedeck nodir"; exit 0; }',
  'exec 3<&0',
  '"$c" -A "$a" "$@" </dev/null 3<&- & p=$!',
  'echo "scopedeck pid $p"',
  '(cat <&3; kill "$p") >/dev/null 2>&1 & w=$!',
  'wait "$p"',
  'r=$?',
  'kill "$w" 2>/dev/null',
  '[ -z "$d" ] || echo "scopedeck file $(ls -t -- "$d" | grep -- "^$(uname -n | cut -d. -f1)-.*raw" | head -n 1)"',
  'echo "scopedeck ended $r"',
].join('; ')

/** Whether the process of this number is still the collectl with this address. */
const LOOK = [
  'if grep -aqF -e "$2" "/proc/$1/cmdline" 2>/dev/null',
  'then echo "scopedeck alive"',
  'else echo "scopedeck gone"',
  'fi',
].join('; ')

/** Program and arguments of a run on this machine: the same script, with nothing between that could read them otherwise. */
export function localCommand(plan: Switches): readonly [program: string, ...args: string[]] {
  return ['sh', '-c', SCRIPT, 'scopedeck', plan.recordDirectory ?? '', ...collectlSwitches(plan)]
}

/** The one string that ssh hands to the login shell of the other machine. */
export function remoteCommand(plan: Switches): string {
  return localCommand(plan).map(shellQuote).join(' ')
}

export function remoteLook(pid: number, address: string): string {
  return ['sh', '-c', LOOK, 'scopedeck', String(pid), address].map(shellQuote).join(' ')
}

export interface SshOptions {
  /** A configuration in place of the user's own (`ssh -F`). */
  readonly configFile?: string | undefined
  /** A port of the other machine's loopback that leads to this port of ours; the other side chooses it. */
  readonly tunnelTo?: number | undefined
}

/**
 * Arguments of the user's own ssh, so that its configuration, keys, jumps and
 * known hosts hold. It never asks (BatchMode), has a connection of its own that
 * ends with it, and brings nothing along that the run does not need.
 */
export function sshArguments(
  target: Extract<RunTarget, { kind: 'ssh' }>,
  command: string,
  { configFile, tunnelTo }: SshOptions,
): string[] {
  const settings = [
    'BatchMode=yes',
    `ConnectTimeout=${SSH_CONNECT_SECONDS}`,
    'ServerAliveInterval=15',
    'ServerAliveCountMax=3',
    'ControlMaster=no',
    'ControlPath=none',
    'RemoteCommand=none',
    'PermitLocalCommand=no',
    'ForwardAgent=no',
    'ForwardX11=no',
    'LogLevel=INFO',
    ...(tunnelTo === undefined ? ['ClearAllForwardings=yes'] : ['ExitOnForwardFailure=yes']),
  ]
  return [
    '-T',
    ...(configFile === undefined ? [] : ['-F', configFile]),
    ...settings.flatMap((setting) => ['-o', setting]),
    ...(tunnelTo === undefined ? [] : ['-R', `127.0.0.1:0:127.0.0.1:${tunnelTo}`]),
    ...(target.port === null ? [] : ['-p', String(target.port)]),
    ...(target.user === null ? [] : ['-l', target.user]),
    '--',
    target.host,
    command,
  ]
}
