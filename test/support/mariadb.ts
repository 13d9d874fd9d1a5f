import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, statfsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MysqlConnection } from '../../src-main/storage/mysql/connection.ts'
import { connect } from '../../src-main/storage/mysql/connect.ts'
import { type Certificates, makeCertificates } from './certificates.ts'
import { MARIADB } from './needs.ts'

interface ServerOptions {
  /** Makes certificates in the folder and offers TLS. */
  readonly tls?: boolean
  /** Further options of the program. */
  readonly options?: readonly string[]
  /** The system's user that the server runs as, where we are root; root itself unless said. */
  readonly systemUser?: string
  /** Runs it in a network of its own: program and first arguments; it then listens on all addresses there. */
  readonly within?: readonly string[]
  /** How long it may take to begin. */
  readonly startMs?: number
  /** Where the data lies; removed at the end only when it was made here. */
  readonly folder?: string
}

type Rows = readonly Readonly<Record<string, unknown>>[]

/** How long a server may take to begin, and to end, on a busy machine. */
const START_MS = 60_000
const STOP_MS = 10_000
const LOOK_EVERY_MS = 25
/** For one statement of a test or of a benchmark that fills a table. */
const EXECUTE_MS = 600_000
/** Folders in memory are taken when there is so much room: no test is about the disk's speed. */
const MEMORY_FOLDER = '/dev/shm'
const MEMORY_BYTES = 1024 ** 3

const LEAN = [
  '--innodb-log-file-size=16M',
  '--innodb-buffer-pool-size=64M',
  '--key-buffer-size=1M',
  '--performance-schema=off',
  '--skip-name-resolve',
]

/** A MariaDB of our own: private folder, port and socket, and an end. */
export class MariadbServer {
  /** Of all servers: nodes of a cluster share their databases. */
  static #databases = 0

  readonly folder: string
  readonly port: number
  readonly socketPath: string
  /** Null unless TLS was asked for. */
  readonly certificates: Certificates | null
  readonly #options: readonly string[]
  readonly #isOwnFolder: boolean
  readonly #systemUser: string
  readonly #startMs: number
  readonly #within: readonly string[]
  /** Of its own: a server that begins deletes the temporary tables of every other one in the same folder. */
  readonly #temporary = openFolder()
  #process: ChildProcess | null = null

  private constructor(folder: string, port: number, certificates: Certificates | null, own: ServerOptions) {
    this.folder = folder
    this.port = port
    this.socketPath = join(folder, 's')
    this.certificates = certificates
    this.#options = own.options ?? []
    this.#isOwnFolder = own.folder === undefined
    this.#systemUser = own.systemUser ?? 'root'
    this.#startMs = own.startMs ?? START_MS
    this.#within = own.within ?? []
  }

  static async start(options: ServerOptions = {}): Promise<MariadbServer> {
    const folder = options.folder ?? (await mkdtemp(join(roomyFolder(), 'scopedeck-mariadb-')))
    const certificates = options.tls === true ? makeCertificates(folder) : null
    const server = new MariadbServer(folder, await freePort(), certificates, options)
    server.#install()
    await server.begin()
    return server
  }

  /** The user that may do everything; `localhost` and the socket are the same machine. */
  connection(database: string, change: Partial<MysqlConnection> = {}): MysqlConnection {
    const addresses = [{ host: '127.0.0.1', port: this.port }]
    return { addresses, user: 'root', password: '', database, tls: null, ...change }
  }

  socketConnection(database: string, change: Partial<MysqlConnection> = {}): MysqlConnection {
    return this.connection(database, { addresses: [{ socketPath: this.socketPath }], ...change })
  }

  /** An empty database; gives its name. */
  async createDatabase(): Promise<string> {
    MariadbServer.#databases += 1
    const name = `scopedeck_${process.pid}_${MariadbServer.#databases}`
    await this.execute(`create database ${name}`, 'mysql')
    return name
  }

  async dropDatabase(name: string): Promise<void> {
    await this.execute(`drop database ${name}`, 'mysql')
  }

  /** Runs one statement as another program would. */
  async execute(sql: string, database: string): Promise<Rows> {
    const address = { socketPath: this.socketPath }
    const session = await connect(this.socketConnection(database), address, START_MS, EXECUTE_MS)
    try {
      const answer = await session.query(sql, [])
      return Array.isArray(answer) ? (answer as Rows) : []
    } finally {
      session.close()
    }
  }

  /** Starts the program on what lies in the folder; resolves when it answers. */
  async begin(): Promise<void> {
    const [program = MARIADB.path, ...before] = [...this.#within, MARIADB.path]
    const child = spawn(program, [...before, ...this.#arguments()], { stdio: ['ignore', 'ignore', 'pipe'] })
    let log = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (log = (log + text).slice(-4_000)))
    this.#process = child
    running.add(child)
    child.once('exit', () => running.delete(child))
    const deadline = Date.now() + this.#startMs
    for (;;) {
      if (hasEnded(child) || Date.now() > deadline) throw new Error(`MariaDB does not start:\n${log}`)
      const isUp = await this.execute('do 1', '').then(
        () => true,
        () => false,
      )
      if (isUp) return
      await pause(LOOK_EVERY_MS)
    }
  }

  /** Ends it in order. */
  async end(): Promise<void> {
    const child = this.#process
    if (child === null || hasEnded(child)) return
    child.kill('SIGCONT')
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
    await once(child, 'exit')
    clearTimeout(timer)
  }

  /** As a power cut does it, but for the disk. */
  async kill(): Promise<void> {
    const child = this.#process
    if (child === null || hasEnded(child)) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  /** It keeps its connections, and says nothing any more. */
  hang(): void {
    this.#process?.kill('SIGSTOP')
  }

  goOn(): void {
    this.#process?.kill('SIGCONT')
  }

  /** Ends it and removes its folder. */
  async stop(): Promise<void> {
    // Nobody needs what is in it any more.
    await this.kill()
    if (this.#isOwnFolder) await rm(this.folder, { recursive: true, force: true })
    await rm(this.#temporary, { recursive: true, force: true })
  }

  #install(): void {
    const dataFolder = join(this.folder, 'data')
    if (existsSync(dataFolder)) return
    const { status, stderr, stdout } = spawnSync(
      'mariadb-install-db',
      [
        '--no-defaults',
        '--auth-root-authentication-method=normal',
        '--skip-test-db',
        `--datadir=${dataFolder}`,
        `--tmpdir=${this.#temporary}`,
        ...LEAN.filter((option) => !option.startsWith('--performance')),
        ...ownUser('root'),
      ],
      { encoding: 'utf8', timeout: START_MS },
    )
    if (status !== 0) throw new Error(`MariaDB cannot be set up:\n${stdout}\n${stderr}`)
    if (isRoot() && this.#systemUser !== 'root')
      execFileSync('chown', ['-R', `${this.#systemUser}:`, this.folder])
  }

  #arguments(): string[] {
    const tls = this.certificates
    return [
      '--no-defaults',
      `--datadir=${join(this.folder, 'data')}`,
      `--tmpdir=${this.#temporary}`,
      `--socket=${this.socketPath}`,
      `--port=${this.port}`,
      `--bind-address=${this.#within.length > 0 ? '*' : '127.0.0.1'}`,
      `--pid-file=${join(this.folder, 'pid')}`,
      ...LEAN,
      ...(tls === null
        ? []
        : [`--ssl-ca=${tls.caFile}`, `--ssl-cert=${tls.serverCertFile}`, `--ssl-key=${tls.serverKeyFile}`]),
      ...this.#options,
      ...ownUser(this.#systemUser),
    ]
  }
}

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** For whatever user the server runs as. */
function openFolder(): string {
  const folder = mkdtempSync(join(roomyFolder(), 'scopedeck-mariadb-tmp-'))
  chmodSync(folder, 0o777)
  return folder
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

/** It refuses to run as root unless told to. */
function ownUser(name: string): readonly string[] {
  return isRoot() ? [`--user=${name}`] : []
}

function isRoot(): boolean {
  return process.getuid?.() === 0
}

function roomyFolder(): string {
  if (!existsSync(MEMORY_FOLDER)) return tmpdir()
  const { bavail, bsize } = statfsSync(MEMORY_FOLDER)
  return bavail * bsize > MEMORY_BYTES ? MEMORY_FOLDER : tmpdir()
}

/** A port of loopback that nobody has at this moment. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** The version of the program, for reports. */
export function mariadbVersion(): string {
  return execFileSync(MARIADB.path, ['--no-defaults', '--version'], { encoding: 'utf8' }).trim()
}
