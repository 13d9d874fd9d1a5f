import type { EpochMs, Run as RunView, RunPlan, RunTable } from '../contract/index.ts'
import { systemTimers, type Timers } from '../net/timers.ts'
import type { CollectlRecord } from '../protocols/collectl/events.ts'
import type { CollectlRunRecord, Store } from '../storage/store.ts'
import type { Catalogue } from './catalogue.ts'
import type { IdentityState } from './catalogue-state.ts'
import type { ChangeLog } from './change-log.ts'
import type { CollectlListener } from './collectl-listener.ts'
import { shortHostname } from './collectl-reader.ts'
import { type StreamObserver, timeOfRecord } from './collectl-stream.ts'
import type { ConsolesService } from './consoles-service.ts'
import { ExpectedError } from './expected-error.ts'
import type { IngestService } from './ingest-service.ts'
import type { LiveHub } from './live-hub.ts'
import type { StreamDoor } from './private-door.ts'
import { interrupted } from './interrupted-run.ts'
import { RunMachine } from './run-machine.ts'
import { machinesOf, type PlannedMachine } from './run-machines.ts'
import { runTable } from './run-table.ts'
import { Run } from './run.ts'
import type { StorageService } from './storage-service.ts'
import { outerAddresses } from './this-machine.ts'
import { TurnSlots } from './turn-slots.ts'

interface RunsServiceOptions {
  readonly catalogue: Catalogue
  readonly ingest: IngestService
  readonly storage: StorageService
  readonly hub: LiveHub
  readonly changes: ChangeLog
  readonly consoles: ConsolesService
  readonly listener: CollectlListener
  readonly sshConfig: string | undefined
  /** Multiplies how long silence is borne. */
  readonly patience: number
  readonly now: () => EpochMs
}

interface StartRequest extends Omit<RunPlan, 'hosts'> {
  readonly hosts?: string[] | undefined
  readonly name?: string | undefined
}

/** Machines that are connected to at once; each is a process of ssh here and a login there. */
const SSH_AT_ONCE = 12
const KEPT_RUNS = 200
/** When the console stops, collectls get this long to be seen ending. */
const STOP_MS = 3_000

/** Runs of collectl on many machines: started by ssh, read until they are closed (collectl.md §4). */
export class RunsService {
  readonly #options: RunsServiceOptions
  readonly #timers: Timers
  readonly #slots = new TurnSlots(SSH_AT_ONCE)
  readonly #running = new Set<Promise<void>>()
  #runs = new Map<number, Run>()

  constructor(options: RunsServiceOptions) {
    this.#options = options
    this.#timers = { ...systemTimers, now: options.now }
  }

  /** Reads which runs there were. What a console that was cut off left open has ended with it. */
  async load(store: Store): Promise<void> {
    const { catalogue, consoles } = this.#options
    this.#runs = new Map()
    for (const record of await store.collectlRuns()) {
      // What another console on this database has going on is its own.
      if (record.endedAt === null && record.ownerId !== consoles.id) continue
      const known = record.endedAt === null ? interrupted(record, catalogue) : record
      this.#runs.set(record.id, new Run(known, []))
    }
  }

  get records(): CollectlRunRecord[] {
    return [...this.#runs.values()].map((run) => run.record(this.#options.catalogue))
  }

  async stop(): Promise<void> {
    const machines = this.#openRuns().flatMap((run) => run.machines)
    for (const machine of machines) machine.abandon()
    const timer = setTimeout(() => machines.forEach((machine) => machine.kill()), STOP_MS)
    await Promise.all(this.#running)
    clearTimeout(timer)
  }

  /** Newest first. */
  list(): RunView[] {
    return [...this.#runs.values()].reverse().map((run) => run.view(this.#options.catalogue))
  }

  get(id: number): RunView {
    return this.#find(id).view(this.#options.catalogue)
  }

  table(id: number): RunTable {
    const { catalogue } = this.#options
    return runTable(catalogue, this.#find(id).machineViews(catalogue))
  }

  /** @throws ExpectedError RUN_INVALID, NOT_FOUND for a name that nothing is saved under; StoreError */
  async start({ name, hosts, ...rest }: StartRequest): Promise<RunView> {
    const plan = hosts === undefined ? this.#savedPlan(name) : { ...withoutUndefined(rest), hosts }
    const planned = machinesOf(plan, shortHostname())
    const { storage, now, catalogue, listener, consoles } = this.#options
    const { store } = storage
    const wantedId = { kind: 'run', count: 1, consoleId: consoles.id, usedUpTo: 0 } as const
    const { firstId: id } = await store.reserveIds(wantedId)
    const record: CollectlRunRecord = {
      id,
      name: name ?? null,
      ownerId: consoles.id,
      plan,
      startedAt: now(),
      endedAt: null,
      machines: [],
    }
    const run = new Run(
      record,
      planned.map((one) => this.#machine(one, plan)),
    )
    await store.putCollectlRun(run.record(catalogue))
    this.#runs.set(run.id, run)
    const needsListener = planned.some(({ target }) => target.kind === 'ssh')
    if (needsListener) await listener.hold()
    const going = this.#go(run).finally(async () => {
      if (needsListener) await listener.release()
      this.#running.delete(going)
    })
    this.#running.add(going)
    this.#changed()
    return run.view(catalogue)
  }

  /** Stops a run that goes on; takes one that has ended off the list. Its data stay. */
  async remove(id: number): Promise<RunView> {
    const run = this.#find(id)
    if (run.isOver) {
      await this.#options.storage.store.deleteCollectlRun(id)
      this.#runs.delete(id)
    } else run.stop()
    this.#changed()
    return run.view(this.#options.catalogue)
  }

  stopMachine(id: number, target: string): RunView {
    const run = this.#find(id)
    const machine = run.machines.find((one) => one.target.text === target)
    const isKnown =
      machine !== undefined || run.machineViews(this.#options.catalogue).some((one) => one.target === target)
    if (!isKnown) throw new ExpectedError('NOT_FOUND', `There is no machine “${target}” in this run.`)
    machine?.stop()
    return run.view(this.#options.catalogue)
  }

  async #go(run: Run): Promise<void> {
    const { catalogue, changes, storage, now } = this.#options
    await Promise.all(run.machines.map((machine) => machine.run()))
    run.endedAt = now()
    const failed = run.machines.filter(({ state }) => state !== 'ended').length
    changes.add({ kind: 'collectl-run', subject: run.name ?? `${run.id}`, detail: String(failed) })
    // A database that is away loses how the run went, and none of what it measured.
    await storage.store.putCollectlRun(run.record(catalogue)).catch(() => undefined)
    await this.#forgetOldest().catch(() => undefined)
    this.#changed()
  }

  #machine({ target, host }: PlannedMachine, plan: RunPlan): RunMachine {
    const { sshConfig, patience, catalogue, ingest } = this.#options
    let identity: IdentityState | null = null
    return new RunMachine({
      target,
      host,
      plan,
      sshConfig,
      patience,
      slots: this.#slots,
      timers: this.#timers,
      openDirect: (from, to, observer) => this.#openDirect(from, to, plan, observer),
      onRecord: (record: CollectlRecord) => {
        const isKnown = identity !== null && catalogue.host(identity.host.record.id) === identity.host
        if (identity === null || !isKnown) identity = catalogue.identity('collectl', host)
        ingest.add(identity, timeOfRecord(record), record.readings)
      },
      onChange: () => this.#changed(),
    })
  }

  /** Where ssh saw us come from is where collectl can find us, if that is an address of this machine. */
  #openDirect(from: string, to: string, plan: RunPlan, observer: StreamObserver): StreamDoor | null {
    const { listener } = this.#options
    const { host } = listener.listener
    const isOurs = !from.includes(':') && outerAddresses().includes(from)
    const isServed = host === '0.0.0.0' || host === '::' || host === from
    return isOurs && isServed ? listener.expect(to, plan.intervalSeconds * 1_000, observer) : null
  }

  #savedPlan(name: string | undefined): RunPlan {
    if (name === undefined)
      throw new ExpectedError('RUN_INVALID', 'Name the machines (hosts), or a saved run (name).')
    const saved = [...this.#runs.values()].reverse().find((run) => run.name === name)
    if (saved === undefined) throw new ExpectedError('NOT_FOUND', `There is no saved run “${name}”.`)
    return saved.plan
  }

  /** What is saved by name stays, as its newest run. */
  async #forgetOldest(): Promise<void> {
    const newest = new Map([...this.#runs.values()].map((run) => [run.name, run.id]))
    const old = [...this.#runs.values()].filter(
      (run) => run.isOver && (run.name === null || newest.get(run.name) !== run.id),
    )
    for (const run of old.slice(0, Math.max(0, this.#runs.size - KEPT_RUNS))) {
      await this.#options.storage.store.deleteCollectlRun(run.id)
      this.#runs.delete(run.id)
    }
  }

  #openRuns(): readonly Run[] {
    return [...this.#runs.values()].filter((run) => !run.isOver)
  }

  #find(id: number): Run {
    const run = this.#runs.get(id)
    if (run === undefined) throw new ExpectedError('NOT_FOUND', `There is no run ${id}.`)
    return run
  }

  #changed(): void {
    this.#options.hub.publishTopic('collectlRuns')
  }
}

function withoutUndefined(plan: Omit<RunPlan, 'hosts'>): Omit<RunPlan, 'hosts'> {
  const { subsystems, intervalSeconds, durationSeconds, recordDirectory } = plan
  return {
    subsystems,
    intervalSeconds,
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
    ...(recordDirectory === undefined ? {} : { recordDirectory }),
  }
}
