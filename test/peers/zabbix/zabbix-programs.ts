import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { SystemProgram } from '../../support/needs.ts'

export const ZABBIX_PROXY: SystemProgram = {
  name: 'zabbix-proxy-sqlite3',
  path: '/usr/sbin/zabbix_proxy',
  install: 'apt-get install zabbix-proxy-sqlite3',
}
export const ZABBIX_AGENT: SystemProgram = {
  name: 'zabbix-agent',
  path: '/usr/sbin/zabbix_agentd',
  install: 'apt-get install zabbix-agent',
}
/** A proxy makes its tables one by one, each with a sync of the disk: in memory that takes no time. */
const FOLDER = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
const ZABBIX_SENDER = '/usr/bin/zabbix_sender'

type Parameters = Readonly<Record<string, string | number>>

/** As few processes as the tests need: each of the defaults starts dozens. */
const LEAN_PROXY: Parameters = {
  StartPollers: 2,
  StartPreprocessors: 1,
  StartTrappers: 2,
  StartDiscoverers: 1,
  StartHTTPPollers: 1,
  StartPollersUnreachable: 1,
  StartPingers: 0,
  StartDBSyncers: 1,
  StartODBCPollers: 0,
  StartHistoryPollers: 1,
  CacheSize: '8M',
  UnreachablePeriod: 3,
  UnreachableDelay: 1,
  UnavailableDelay: 2,
  Timeout: 3,
  DataSenderFrequency: 1,
  HeartbeatFrequency: 2,
  ConfigFrequency: 2,
  EnableRemoteCommands: 1,
  AllowRoot: 1,
}

const LOWEST_PORT = 20_000
const HIGHEST_PORT = 32_767

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** A real program of Zabbix on loopback, in a folder of its own, and an end. */
export class ZabbixProgram {
  readonly folder: string
  readonly #command: readonly [program: string, ...args: readonly string[]]
  #child: ChildProcess

  private constructor(folder: string, program: string, file: string) {
    this.folder = folder
    this.#command = [program, '-f', '-c', file]
    this.#child = spawned(this.#command)
  }

  static proxy(parameters: Parameters): ZabbixProgram {
    return ZabbixProgram.#start(ZABBIX_PROXY.path, 'proxy', (folder) => ({
      ...LEAN_PROXY,
      DBName: join(folder, 'proxy.db'),
      SocketDir: folder,
      ...parameters,
    }))
  }

  static agent(parameters: Parameters): ZabbixProgram {
    return ZabbixProgram.#start(ZABBIX_AGENT.path, 'agent', () => ({
      StartAgents: 2,
      AllowRoot: 1,
      ListenIP: '127.0.0.1',
      Server: '127.0.0.1',
      RefreshActiveChecks: 60,
      BufferSend: 1,
      ...parameters,
    }))
  }

  static #start(program: string, name: string, parametersIn: (folder: string) => Parameters): ZabbixProgram {
    const folder = mkdtempSync(join(FOLDER, `scopedeck-zabbix-${name}-`))
    const file = join(folder, `${name}.conf`)
    const parameters = {
      LogFile: join(folder, 'log'),
      LogFileSize: 0,
      PidFile: join(folder, 'pid'),
      ...parametersIn(folder),
    }
    const lines = Object.entries(parameters).map(([key, value]) => `${key}=${value}\n`)
    writeFileSync(file, lines.join(''))
    return new ZabbixProgram(folder, program, file)
  }

  /** What the program says of itself, for the message of a test that fails. */
  get log(): string {
    try {
      return readFileSync(join(this.folder, 'log'), 'utf8')
    } catch {
      return ''
    }
  }

  /** Resolves when something listens at this port of loopback. */
  async listensAt(port: number): Promise<void> {
    await eventually(
      () =>
        new Promise<boolean>((resolve) => {
          const probe = connect(port, '127.0.0.1', () => {
            probe.destroy()
            resolve(true)
          })
          probe.once('error', () => resolve(false))
        }),
    )
  }

  /** Ends it and starts it again on the same folder: a proxy knows then what it was told before. */
  async restart(): Promise<void> {
    await this.#end()
    this.#child = spawned(this.#command)
  }

  async stop(): Promise<void> {
    await this.#end()
    rmSync(this.folder, { recursive: true, force: true })
  }

  async #end(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill('SIGTERM')
      const timer = setTimeout(() => this.#child.kill('SIGKILL'), 5_000)
      await once(this.#child, 'exit')
      clearTimeout(timer)
    }
  }
}

function spawned([program, ...args]: readonly [string, ...(readonly string[])]): ChildProcess {
  const child = spawn(program, args, { stdio: 'ignore' })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

/** Sends values as `zabbix_sender` does from a file; gives what it printed. */
export function sendValues(port: number, file: string): Promise<string> {
  return new Promise((resolve) => {
    const options = ['-z', '127.0.0.1', '-p', String(port), '-T', '-N', '-i', file, '-vv']
    execFile(ZABBIX_SENDER, options, (_error, stdout, stderr) => resolve(stdout + stderr))
  })
}

/** For keys and certificates; taken away when the tests end. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(FOLDER, 'scopedeck-zabbix-keys-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Zabbix listens on no port above 32767, and the system gives none below: it is found by trying. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST_PORT + Math.floor(Math.random() * (HIGHEST_PORT - LOWEST_PORT))
    const probe = createServer()
    const isFree = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false))
      probe.listen(port, '127.0.0.1', () => resolve(true))
    })
    if (!isFree) continue
    probe.close()
    await once(probe, 'close')
    return port
  }
}

/** Another program does it: there is no event to await. The test's own time limit ends a wait in vain. */
export async function eventually<Value>(
  look: () => Value | null | undefined | false | Promise<Value | null | undefined | false>,
): Promise<Value> {
  for (;;) {
    const value = await look()
    if (value !== null && value !== undefined && value !== false) return value
    await pause(100)
  }
}
