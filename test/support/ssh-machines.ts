import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'

const SSHD = '/usr/sbin/sshd'
const COLLECTL = '/usr/bin/collectl'

export interface MachineOptions {
  /** A network of its own, so that it is told apart by its address and can be pulled off. */
  readonly network?: boolean
  /** It is in the network of this machine, and ssh gets to it through that one alone. */
  readonly behind?: string
  /** It has no collectl. */
  readonly withoutCollectl?: boolean
  /** It knows none of our keys. */
  readonly refusesKey?: boolean
  /** Lines of its sshd's configuration. */
  readonly sshd?: readonly string[]
  /** Another key of the host than the one in the list of known hosts. */
  readonly strangeKey?: boolean
}

/** A machine that ssh reaches, with a host name and processes of its own. */
export interface Machine {
  readonly name: string
  /** Where its sshd listens. */
  readonly address: string
  readonly port: number
  /** Numbers of the collectls that run on it. */
  collectls(): number[]
  /** Lets nothing of it through to this TCP port, as a firewall does. */
  wallOff(port: number): void
  /** Cuts its cable: nothing goes in or out any more, and nobody is told. */
  pull(): void
  /** Switches it off: everything on it is killed. */
  switchOff(): void
}

interface Network {
  readonly name: string
  readonly inner: string
  readonly outerLink: string
}

interface Introduced {
  readonly name: string
  readonly address: string
  readonly port: number
  readonly behind: string | undefined
}

let networks = 0

/**
 * Machines behind real sshds with keys and a configuration of their own, each
 * with its own host name (a namespace), some with their own network. For root.
 */
export class SshMachines {
  readonly directory = mkdtempSync(join(tmpdir(), 'scopedeck-ssh-'))
  readonly #children: ChildProcess[] = []
  readonly #namespaces: string[] = []
  readonly #networks = new Map<string, Network>()
  readonly #hostNames: string[] = []

  constructor() {
    mkdirSync('/run/sshd', { recursive: true })
    chmodSync(this.directory, 0o755)
    for (const key of ['host', 'other-host', 'user', 'other-user'])
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(this.directory, key)])
    writeFileSync(
      this.configFile,
      [
        'Host *',
        '  User root',
        `  IdentityFile ${join(this.directory, 'user')}`,
        '  IdentitiesOnly yes',
        `  UserKnownHostsFile ${join(this.directory, 'known_hosts')}`,
        '  GlobalKnownHostsFile /dev/null',
        '  StrictHostKeyChecking yes',
        '',
      ].join('\n'),
    )
  }

  /** For `ssh -F`. */
  get configFile(): string {
    return join(this.directory, 'config')
  }

  async start(name: string, options: MachineOptions = {}): Promise<Machine> {
    const { behind } = options
    const own = options.network === true ? this.#makeNetwork() : null
    if (own !== null) this.#networks.set(name, own)
    const namespace = behind === undefined ? own : (this.#networks.get(behind) ?? null)
    const address = own?.inner ?? '127.0.0.1'
    const port = await freePort()
    const config = join(this.directory, `${name}.sshd`)
    const authorized = options.refusesKey === true ? 'other-user.pub' : 'user.pub'
    writeFileSync(
      config,
      [
        `Port ${port}`,
        `ListenAddress ${address}`,
        `HostKey ${join(this.directory, options.strangeKey === true ? 'other-host' : 'host')}`,
        `AuthorizedKeysFile ${join(this.directory, authorized)}`,
        'PidFile none',
        'UsePAM no',
        'StrictModes no',
        'PasswordAuthentication no',
        'PermitRootLogin yes',
        ...(options.sshd ?? []),
        '',
      ].join('\n'),
    )
    this.#introduce({ name, address, port, behind })
    const hide = options.withoutCollectl === true ? `mount --bind ${config} ${COLLECTL} && ` : ''
    const script = `hostname ${name} && ${hide}exec ${SSHD} -D -e -f ${config}`
    const command = ['unshare', '--uts', '--mount', 'sh', '-c', script]
    const [program = '', ...args] =
      namespace === null ? command : ['ip', 'netns', 'exec', namespace.name, ...command]
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
    this.#children.push(child)
    await listening(child, name)
    const hostNames = nameSpaceOf(child.pid ?? 0) ?? ''
    this.#hostNames.push(hostNames)
    return {
      name,
      address,
      port,
      collectls: () => processesOf([hostNames]).filter(isCollectl),
      wallOff: (wall) =>
        void execFileSync('ip', [
          ...['-n', namespace?.name ?? '', 'rule', 'add', 'ipproto', 'tcp'],
          ...['dport', String(wall), 'prohibit'],
        ]),
      pull: () => void execFileSync('ip', ['link', 'set', namespace?.outerLink ?? '', 'down']),
      switchOff: () => {
        for (const pid of processesOf([hostNames])) kill(pid)
      },
    }
  }

  /** With everything that still runs on them. */
  dispose(): void {
    for (const pid of processesOf(this.#hostNames)) kill(pid)
    for (const child of this.#children) if (child.pid !== undefined) kill(child.pid)
    for (const name of this.#namespaces) execFileSync('ip', ['netns', 'del', name])
    rmSync(this.directory, { recursive: true, force: true })
  }

  #introduce({ name, address, port, behind }: Introduced): void {
    const key = readFileSync(join(this.directory, 'host.pub'), 'utf8').trim()
    appendFileSync(join(this.directory, 'known_hosts'), `[${address}]:${port} ${key}\n`)
    const others = readFileSync(this.configFile, 'utf8')
    const jump = behind === undefined ? '' : `  ProxyJump ${behind}\n`
    writeFileSync(this.configFile, `Host ${name}\n  HostName ${address}\n  Port ${port}\n${jump}${others}`)
  }

  #makeNetwork(): Network {
    const number = ++networks
    const name = `sd${process.pid}n${number}`
    const [outerLink, innerLink] = [
      `sdo${process.pid % 100_000}${number}`.slice(0, 15),
      `sdi${process.pid % 100_000}${number}`.slice(0, 15),
    ]
    const subnet = freeSubnet()
    const ip = (...args: string[]): void => void execFileSync('ip', args)
    ip('netns', 'add', name)
    this.#namespaces.push(name)
    ip('link', 'add', outerLink, 'type', 'veth', 'peer', 'name', innerLink, 'netns', name)
    ip('addr', 'add', `${subnet}.1/24`, 'dev', outerLink)
    ip('link', 'set', outerLink, 'up')
    ip('-n', name, 'addr', 'add', `${subnet}.2/24`, 'dev', innerLink)
    ip('-n', name, 'link', 'set', innerLink, 'up')
    ip('-n', name, 'link', 'set', 'lo', 'up')
    return { name, inner: `${subnet}.2`, outerLink }
  }
}

/** Nobody else's: other files make networks at the same time. */
function freeSubnet(): string {
  for (;;) {
    const subnet = `10.213.${randomInt(256)}`
    const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
    if (!all.some(({ address }) => address === `${subnet}.1`)) return subnet
  }
}

/** Resolves when sshd says that it listens. */
function listening(child: ChildProcess, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let words = ''
    child.stderr?.on('data', (bytes: Buffer) => {
      words += bytes.toString()
      if (words.includes('Server listening on')) resolve()
    })
    child.once('exit', () => reject(new Error(`The sshd of ${name} ended:\n${words}`)))
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

/** Processes are known by the namespace of the host name that they live under. */
function processesOf(namespaces: readonly string[]): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && namespaces.includes(nameSpaceOf(Number(name)) ?? ''))
    .map(Number)
}

/** Null when the process has just ended. */
function nameSpaceOf(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/ns/uts`)
  } catch {
    return null
  }
}

function isCollectl(pid: number): boolean {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    return words.some((word) => word.endsWith('/collectl')) && words.includes('-A')
  } catch {
    return false
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    return
  }
}
