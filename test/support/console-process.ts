import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, watch } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BUILT_CONSOLE } from './built.ts'

export interface Runtime {
  readonly pid: number
  readonly http: { readonly url: string; readonly token: string }
  readonly listeners: {
    readonly scopeport: { readonly host: string; readonly port: number; readonly state: string }
  }
}

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly output: string
}

/** A headless console in a process of its own. */
export class ConsoleProcess {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  #output = ''
  #wake: (() => void) | null = null

  constructor(args: readonly string[], { program = BUILT_CONSOLE, nodeArgs = [] as readonly string[] } = {}) {
    this.child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', ...nodeArgs, program, ...args],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    const keep = (bytes: Buffer): void => {
      this.#output += bytes.toString()
      this.#wake?.()
    }
    this.child.stdout?.on('data', keep)
    this.child.stderr?.on('data', keep)
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code, signal) => {
        this.#wake?.()
        resolve({ code, signal, output: this.#output })
      })
    })
  }

  get output(): string {
    return this.#output
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null
  }

  /** Resolves once the console has printed these words; rejects when it ends without them. */
  async says(words: string | RegExp): Promise<string> {
    for (;;) {
      if (typeof words === 'string' ? this.#output.includes(words) : words.test(this.#output))
        return this.#output
      if (this.hasEnded) throw new Error(`The console ended and only said:\n${this.#output}`)
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  stop(signal: NodeJS.Signals): Promise<Ended> {
    this.child.kill(signal)
    return this.ended
  }
}

/** A directory of one test, and the consoles that run on it. */
export class ConsoleDirectory {
  readonly path = mkdtempSync(join(tmpdir(), 'scopedeck-test-'))
  readonly #consoles: ConsoleProcess[] = []

  get runtimeFile(): string {
    return join(this.path, 'runtime.json')
  }

  get runtime(): Runtime {
    return JSON.parse(readFileSync(this.runtimeFile, 'utf8')) as Runtime
  }

  /** `--data` is this directory, and both ports are free ones of loopback, unless the arguments say otherwise. */
  start(...args: readonly string[]): ConsoleProcess {
    const isOwn = (name: string): boolean => !args.includes(name)
    const console_ = new ConsoleProcess([
      ...(isOwn('--data') ? ['--data', this.path] : []),
      ...(isOwn('--http') ? ['--http', '127.0.0.1:0'] : []),
      ...(isOwn('--scopeport') ? ['--scopeport', '127.0.0.1:0'] : []),
      ...(isOwn('--zabbix') ? ['--zabbix', '127.0.0.1:0'] : []),
      ...args,
    ])
    this.#consoles.push(console_)
    return console_
  }

  /** Resolves when the console has said that it is on. */
  async on(...args: readonly string[]): Promise<ConsoleProcess> {
    const console_ = this.start(...args)
    await console_.says('Scopedeck is on.')
    return console_
  }

  /** Resolves once the file says what is wanted, which another process writes. */
  async runtimeIs(isWanted: (runtime: Runtime) => boolean): Promise<Runtime> {
    const changes = watch(this.path)
    try {
      for (;;) {
        if (existsSync(this.runtimeFile) && isWanted(this.runtime)) return this.runtime
        await new Promise((resolve) => changes.once('change', resolve))
      }
    } finally {
      changes.close()
    }
  }

  async dispose(): Promise<void> {
    await Promise.all(
      this.#consoles.map((console_) => (console_.hasEnded ? console_.ended : console_.stop('SIGKILL'))),
    )
    rmSync(this.path, { recursive: true, force: true })
  }
}
