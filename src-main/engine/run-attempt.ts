import type { EpochMs, RunPlan } from '../contract/index.ts'
import type { CollectlEvent } from '../protocols/collectl/events.ts'
import {
  collectlAddress,
  localCommand,
  remoteCommand,
  sshArguments,
} from '../protocols/collectl/run-command.ts'
import { parseRunReport, parseTunnelPort, type RunReport } from '../protocols/collectl/run-reports.ts'
import type { RunTarget } from '../protocols/collectl/run-target.ts'
import type { StreamObserver } from './collectl-stream.ts'
import { openPrivateDoor, type StreamDoor } from './private-door.ts'
import { RunProcess } from './run-process.ts'
import type { AttemptFacts, RunVia } from './run-verdict.ts'

export interface RunAttemptOptions {
  readonly target: RunTarget
  readonly via: RunVia
  readonly plan: RunPlan
  /** A configuration in place of the user's own. */
  readonly sshConfig: string | undefined
  /** Multiplies how long silence is borne. */
  readonly patience: number
  /** The door for a machine that ssh reached at `to` and that saw us at `from`; null where it cannot reach us. */
  readonly openDirect: (from: string, to: string, observer: StreamObserver) => StreamDoor | null
  readonly now: () => EpochMs
  readonly onEvent: (event: CollectlEvent) => void
  /** collectl runs. */
  readonly onStarted: () => void
  /** Something that is shown has changed. */
  readonly onChange: () => void
  /** The stream is over; the process may live on. */
  readonly onStreamClosed: (reason: string) => void
}

const KEPT_OUTPUT = 2_000
/** The last bytes of a stream may be read after the end of the process that sent them. */
const LAST_BYTES_MS = 500

/** One try to start collectl on a machine and to read it, until both the stream and the process are over. */
export class RunAttempt {
  readonly facts: AttemptFacts
  readonly #options: RunAttemptOptions
  readonly #streamClosed: Promise<void>
  #resolveStreamClosed: () => void = () => undefined
  #process: RunProcess | null = null
  #door: StreamDoor | null = null
  #tunnelPort: number | null = null
  #isReady = false
  #isCancelled = false

  constructor(options: RunAttemptOptions) {
    this.#options = options
    this.#streamClosed = new Promise((resolve) => (this.#resolveStreamClosed = resolve))
    this.facts = {
      via: options.via,
      isMissing: false,
      hasNoDirectory: false,
      version: null,
      pid: null,
      address: null,
      isOutOfReach: false,
      hasOpened: false,
      hasStreamed: false,
      trouble: null,
      collectlCode: null,
      file: null,
      output: '',
      words: '',
      end: null,
    }
  }

  /** Resolves when the process has ended and the door is closed. */
  async run(): Promise<void> {
    const { via, plan, patience, now } = this.#options
    if (via !== 'direct') {
      const intervalMs = plan.intervalSeconds * 1_000
      this.#door = await openPrivateDoor({ intervalMs, patience, observer: this.#observer(), now })
    }
    if (!this.#isCancelled) {
      this.#process = this.#startProcess()
      this.facts.end = await this.#process.ended
      this.facts.words = this.#process.words
      await Promise.race([this.#streamClosed, pause(LAST_BYTES_MS)])
    }
    await this.closeStream('the process there has ended')
  }

  /** Closes the connection; collectl ends by itself within two intervals. */
  async closeStream(reason: string): Promise<void> {
    const door = this.#door
    this.#door = null
    await door?.close(reason)
  }

  /** Lets the script there end collectl; what it says then still arrives. */
  endInput(): void {
    this.#process?.endInput()
  }

  /** Ends ssh. With it ends the input of the script there, and so does collectl, if it can be reached. */
  kill(): void {
    this.#isCancelled = true
    this.#process?.kill()
  }

  #startProcess(): RunProcess {
    const { target, plan, sshConfig: configFile, via } = this.#options
    const tunnelTo = via === 'tunnel' ? this.#door?.port : undefined
    const [program, ...args] =
      target.kind === 'local'
        ? localCommand(plan)
        : (['ssh', ...sshArguments(target, remoteCommand(plan), { configFile, tunnelTo })] as const)
    return new RunProcess({
      program,
      args,
      onLine: (line) => this.#readLine(line),
      onWords: (words) => {
        this.#tunnelPort ??= parseTunnelPort(words)
        this.#tellAddress()
      },
    })
  }

  #readLine(line: string): void {
    const report = parseRunReport(line)
    if (report === null) this.#keepOutput(line)
    else this.#readReport(report)
  }

  #readReport(report: RunReport): void {
    const { facts } = this
    switch (report.kind) {
      case 'ssh':
        if (this.#options.via === 'direct') this.#openDirect(report.from, report.to)
        break
      case 'missing':
        facts.isMissing = true
        break
      case 'version':
        facts.version = report.version
        this.#isReady = true
        this.#tellAddress()
        break
      case 'no-directory':
        facts.hasNoDirectory = true
        break
      case 'pid':
        facts.pid = report.pid
        facts.output = ''
        this.#options.onStarted()
        break
      case 'file':
        facts.file = report.name
        break
      case 'ended':
        facts.collectlCode = report.code
        break
      case 'alive':
      case 'gone':
        break
    }
    this.#options.onChange()
  }

  #openDirect(from: string | null, to: string | null): void {
    const { openDirect } = this.#options
    this.#door = from === null || to === null ? null : openDirect(from, to, this.#observer())
    if (this.#door !== null && from !== null) this.facts.address = collectlAddress(from, this.#door.port)
    else this.facts.isOutOfReach = true
  }

  /** The script there waits for the address, which a tunnel has only once its port is known. */
  #tellAddress(): void {
    const { facts } = this
    if (!this.#isReady) return
    if (facts.isOutOfReach) return this.kill()
    const port = this.#options.via === 'tunnel' ? this.#tunnelPort : (this.#door?.port ?? null)
    if (facts.address === null && port !== null) facts.address = collectlAddress('127.0.0.1', port)
    if (facts.address === null) return
    this.#isReady = false
    this.#process?.write(facts.address)
  }

  #observer(): StreamObserver {
    return {
      opened: () => {
        this.facts.hasOpened = true
        this.#options.onChange()
      },
      event: (event) => {
        if (event.kind === 'record') this.facts.hasStreamed = true
        if (event.kind === 'trouble') this.facts.trouble = event.message
        this.#options.onEvent(event)
      },
      closed: (reason) => {
        this.#resolveStreamClosed()
        this.#options.onStreamClosed(reason)
      },
    }
  }

  #keepOutput(line: string): void {
    this.facts.output = `${this.facts.output}${line}\n`.slice(-KEPT_OUTPUT)
  }
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs))
}
