import type { EpochMs, RunMachine as RunMachineView, RunMachineState, RunPlan } from '../contract/index.ts'
import type { Timers } from '../net/timers.ts'
import type { CollectlEvent, CollectlRecord } from '../protocols/collectl/events.ts'
import type { RunTarget } from '../protocols/collectl/run-target.ts'
import { StreamFigures, type StreamObserver } from './collectl-stream.ts'
import type { StreamDoor } from './private-door.ts'
import { RunAttempt } from './run-attempt.ts'
import { lookFor } from './run-look.ts'
import { type RunVia, type Verdict, verdictOf } from './run-verdict.ts'
import type { TurnSlots } from './turn-slots.ts'

export interface RunMachineOptions {
  readonly target: RunTarget
  /** The host that its values belong to. */
  readonly host: string
  readonly plan: RunPlan
  readonly sshConfig: string | undefined
  /** Multiplies how long silence is borne. */
  readonly patience: number
  /** How many are connected to at once. */
  readonly slots: TurnSlots
  readonly timers: Timers
  readonly openDirect: (from: string, to: string, observer: StreamObserver) => StreamDoor | null
  readonly onRecord: (record: CollectlRecord) => void
  readonly onChange: () => void
}

/** What ssh and a busy machine need on top of the two intervals. */
const GRACE_MS = 5_000
/** From the start of ssh to the first word of collectl there. */
const CONNECT_MS = 45_000
const SETTLED: ReadonlySet<RunMachineState> = new Set([
  'ended',
  'refused',
  'not-installed',
  'failed',
  'lost',
  'left-behind',
])

/** One machine of a run, from its turn to its end (collectl.md §4). */
export class RunMachine {
  readonly target: RunTarget
  readonly #options: RunMachineOptions
  #figures = new StreamFigures()
  #attempt: RunAttempt | null = null
  #state: RunMachineState = 'queued'
  #detail: string | null = null
  #closedAt: EpochMs | null = null
  #endedAfterMs: number | null = null
  #cancelAlarm: (() => void) | null = null
  /** Ends the wait before the look for what is left behind. */
  #ring: (() => void) | null = null
  #cancelDuration: (() => void) | null = null
  #release: (() => void) | null = null
  #isStopping = false
  #isAbandoned = false

  constructor(options: RunMachineOptions) {
    this.#options = options
    this.target = options.target
  }

  get isSettled(): boolean {
    return SETTLED.has(this.#state)
  }

  get state(): RunMachineState {
    return this.#state
  }

  view(hostId: number | null): RunMachineView {
    const facts = this.#attempt?.facts
    const { nameInStream, format, intervalMs, lastRecordAt } = this.#figures
    const { recordsTotal, recordsDropped, valuesPerRecord } = this.#figures
    return {
      target: this.target.text,
      host: this.#options.host,
      hostId,
      state: this.#state,
      detail: this.#detail ?? this.#figures.trouble,
      version: facts?.version ?? null,
      via: facts === undefined || facts.address === null ? null : facts.via,
      pid: facts?.pid ?? null,
      nameInStream,
      format,
      intervalMs,
      lastRecordAt,
      recordsTotal,
      recordsDropped,
      valuesPerRecord,
      endedAfterMs: this.#endedAfterMs,
      recordedAt: this.#recordedAt(),
    }
  }

  /** Resolves when the machine has come to rest. */
  async run(): Promise<void> {
    this.#release = await this.#options.slots.take()
    const verdict = await this.#tryAll().catch((error: unknown): Verdict => ({
      state: 'failed',
      detail: error instanceof Error ? error.message : String(error),
    }))
    this.#release()
    this.#cancelAlarm?.()
    this.#cancelDuration?.()
    this.#set(verdict.state, verdict.detail)
  }

  /** Closes the connection, whereupon collectl ends by itself; that is waited for. */
  stop(): void {
    if (this.#isStopping || this.isSettled) return
    this.#isStopping = true
    const attempt = this.#attempt
    if (attempt === null) return this.#options.onChange()
    if (attempt.facts.pid === null) attempt.kill()
    else this.#set('stopping', null)
    this.#closedAt ??= this.#options.timers.now()
    void attempt.closeStream('the run was stopped')
    this.#endWithin(attempt)
  }

  /** The console stops: nobody looks any more how it ends there. */
  abandon(): void {
    this.#isAbandoned = true
    this.stop()
    this.#attempt?.endInput()
    this.#ring?.()
  }

  kill(): void {
    this.#attempt?.kill()
  }

  /** The document's two intervals; collectl 4.3.1 itself takes up to three (collectl.md §4). */
  get #endMs(): number {
    return 2_000 * this.#options.plan.intervalSeconds
  }

  /** After two intervals the script there ends collectl; what lives on after that has to be looked for. */
  #endWithin(attempt: RunAttempt): void {
    this.#alarm(this.#endMs, () => {
      attempt.endInput()
      this.#alarm(GRACE_MS, () => attempt.kill())
    })
  }

  async #tryAll(): Promise<Verdict> {
    const first: RunVia = this.target.kind === 'local' ? 'local' : 'direct'
    const verdict = await this.#try(first)
    if (verdict !== 'tunnel') return verdict
    const second = await this.#try('tunnel')
    return second === 'tunnel'
      ? { state: 'failed', detail: 'The console cannot be reached from there.' }
      : second
  }

  async #try(via: RunVia): Promise<Verdict | 'tunnel'> {
    if (this.#isStopping) return { state: 'ended', detail: 'Stopped before collectl was started.' }
    const { plan, sshConfig, patience, openDirect, timers } = this.#options
    this.#figures = new StreamFigures()
    this.#closedAt = null
    const attempt = new RunAttempt({
      target: this.target,
      via,
      plan,
      sshConfig,
      patience,
      openDirect,
      now: () => timers.now(),
      onEvent: (event) => this.#onEvent(event),
      onStarted: () => this.#onStarted(),
      onChange: this.#options.onChange,
      onStreamClosed: (reason) => this.#onStreamClosed(reason),
    })
    this.#attempt = attempt
    this.#set('connecting', null)
    this.#alarm(CONNECT_MS, () => attempt.kill())
    await attempt.run()
    return this.#judge(attempt)
  }

  async #judge(attempt: RunAttempt): Promise<Verdict | 'tunnel'> {
    const { facts } = attempt
    const hasBegun = facts.pid !== null && facts.address !== null
    const endedAt = this.#options.timers.now()
    const hasEnded = facts.collectlCode !== null
    if (this.#isStopping && hasEnded && this.#closedAt !== null) this.#endedAfterMs = endedAt - this.#closedAt
    if (this.#isStopping && !hasBegun)
      return { state: 'ended', detail: 'Stopped before collectl was started.' }
    if (this.#isStopping && hasEnded) return { state: 'ended', detail: null }
    const verdict = this.#isStopping ? null : verdictOf(facts, this.target)
    if (!hasBegun || verdict === 'tunnel') return verdict ?? { state: 'ended', detail: null }
    if (verdict !== null && verdict.state !== 'lost') return verdict
    return this.#lookAfter(attempt, verdict)
  }

  /** ssh is gone, and collectl was not seen to end: it is looked for once its two intervals are over. */
  async #lookAfter({ facts: { pid, address } }: RunAttempt, lost: Verdict | null): Promise<Verdict> {
    const gone: Verdict = lost ?? { state: 'ended', detail: null }
    if (pid === null || address === null || this.#isAbandoned) return gone
    if (lost !== null) this.#set('lost', lost.detail)
    const { timers, sshConfig } = this.#options
    const elapsedMs = timers.now() - (this.#closedAt ?? timers.now())
    await new Promise<void>((resolve) => {
      this.#ring = resolve
      this.#alarm(Math.max(0, this.#endMs + GRACE_MS - elapsedMs), resolve)
    })
    if (this.#isAbandoned) return gone
    const look = await lookFor(this.target, { pid, address }, sshConfig)
    if (look.kind === 'alive')
      return { state: 'left-behind', detail: leftBehind(this.target, pid, this.#endMs + GRACE_MS) }
    if (look.kind === 'gone')
      return lost === null
        ? gone
        : { ...lost, detail: `${lost.detail ?? ''} No collectl is left there.`.trim() }
    if (lost !== null) return lost
    return { state: 'lost', detail: `Whether collectl has ended there could not be seen. ${look.why}` }
  }

  #onStarted(): void {
    this.#release?.()
    this.#cancelAlarm?.()
    if (!this.#isStopping) return this.#set('started', null)
    // It began while it was being stopped: its connection is not let in, so it ends as well.
    this.#set('stopping', null)
  }

  #onEvent(event: CollectlEvent): void {
    this.#figures.note(event)
    if (event.kind === 'record') {
      if (this.#state === 'started') this.#begin()
      this.#options.onRecord(event)
      return
    }
    if (event.kind === 'state' && (this.#state === 'streaming' || this.#state === 'late'))
      this.#set(event.state === 'stale' ? 'late' : 'streaming', null)
    this.#options.onChange()
  }

  #begin(): void {
    this.#set('streaming', null)
    const { plan, timers } = this.#options
    if (plan.durationSeconds === undefined) return
    this.#cancelDuration = timers.after(Math.min(plan.durationSeconds * 1_000, 2 ** 31 - 1), () =>
      this.stop(),
    )
  }

  /** Nobody here closed it: the machine has two intervals to say why before ssh is cut. */
  #onStreamClosed(_reason: string): void {
    this.#closedAt ??= this.#options.timers.now()
    const attempt = this.#attempt
    if (this.#isStopping || attempt === null) return
    if (this.#state === 'streaming' || this.#state === 'late')
      this.#detail = this.#figures.trouble ?? 'The connection has ended.'
    this.#endWithin(attempt)
    this.#options.onChange()
  }

  #recordedAt(): string | null {
    const { recordDirectory } = this.#options.plan
    const facts = this.#attempt?.facts
    if (recordDirectory === undefined || facts === undefined || facts.pid === null) return null
    return facts.file === null ? recordDirectory : `${recordDirectory.replace(/\/+$/, '')}/${facts.file}`
  }

  #alarm(delayMs: number, ring: () => void): void {
    this.#cancelAlarm?.()
    this.#cancelAlarm = this.#options.timers.after(delayMs, ring)
  }

  #set(state: RunMachineState, detail: string | null): void {
    this.#state = state
    this.#detail = detail
    this.#options.onChange()
  }
}

function leftBehind(target: RunTarget, pid: number, afterMs: number): string {
  const end = ['kill', String(pid)].join(' ')
  const command = target.kind === 'local' ? end : `ssh ${target.text} ${end}`
  return `collectl still runs there ${Math.round(afterMs / 1_000)} s after its connection was closed, as process ${pid}. End it with: ${command}`
}
