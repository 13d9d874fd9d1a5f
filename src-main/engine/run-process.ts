import { type ChildProcess, spawn } from 'node:child_process'

export interface ProcessEnd {
  /** Null when it could not be started, or a signal ended it. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** Why it could not be started. */
  readonly error: string | null
}

interface RunProcessOptions {
  readonly program: string
  readonly args: readonly string[]
  /** Each whole line of its output. */
  readonly onLine: (line: string) => void
  /** Each time it has said more on its error output: all of it so far. */
  readonly onWords?: ((words: string) => void) | undefined
}

const KEPT_CHARS = 8_000
const LONGEST_LINE = 8_000
const LAST_WORDS_MS = 1_000

/** A program without a shell between: ssh, or collectl on this machine. */
export class RunProcess {
  readonly #child: ChildProcess
  readonly ended: Promise<ProcessEnd>
  #words = ''
  #line = ''

  constructor({ program, args, onLine, onWords }: RunProcessOptions) {
    // What it writes after we are gone meets a closed pipe, and its input ends with us.
    this.#child = spawn(program, [...args], { stdio: ['pipe', 'pipe', 'pipe'] })
    this.#child.stdin?.on('error', () => undefined)
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#readLines(text, onLine))
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#words = (this.#words + text).slice(-KEPT_CHARS)
      onWords?.(this.#words)
    })
    this.ended = new Promise((resolve) => {
      this.#child.once('error', (error) =>
        resolve({ code: null, signal: null, error: wordsOf(error, program) }),
      )
      // Its last words may still be in the pipe after its exit, and a child of its own may keep the pipe open.
      this.#child.once('close', (code, signal) => resolve({ code, signal, error: null }))
      this.#child.once('exit', (code, signal) => {
        setTimeout(() => resolve({ code, signal, error: null }), LAST_WORDS_MS).unref()
      })
    })
  }

  /** What it said on its error output, as far as it is kept. */
  get words(): string {
    return this.#words
  }

  write(line: string): void {
    this.#child.stdin?.write(`${line}\n`)
  }

  endInput(): void {
    this.#child.stdin?.end()
  }

  kill(): void {
    this.endInput()
    this.#child.kill('SIGTERM')
  }

  #readLines(text: string, onLine: (line: string) => void): void {
    const lines = (this.#line + text).split('\n')
    this.#line = (lines.pop() ?? '').slice(0, LONGEST_LINE)
    for (const line of lines) onLine(line.endsWith('\r') ? line.slice(0, -1) : line)
  }
}

function wordsOf(error: Error, program: string): string {
  return 'code' in error && error.code === 'ENOENT'
    ? `${program} is not installed on this machine.`
    : error.message
}
