import type { EpochMs, Run as RunView, RunMachine as RunMachineView, RunPlan } from '../contract/index.ts'
import type { CollectlRunRecord } from '../storage/store.ts'
import type { Catalogue } from './catalogue.ts'
import type { RunMachine } from './run-machine.ts'

/** A run that goes on, or one that has ended and is remembered. */
export class Run {
  readonly id: number
  readonly name: string | null
  readonly #ownerId: string
  readonly plan: RunPlan
  readonly startedAt: EpochMs
  readonly machines: readonly RunMachine[]
  endedAt: EpochMs | null
  #isStopping = false
  #remembered: readonly RunMachineView[]

  constructor(record: CollectlRunRecord, machines: readonly RunMachine[]) {
    const { id, name, plan, startedAt, endedAt } = record
    this.id = id
    this.name = name
    this.#ownerId = record.ownerId
    this.plan = plan
    this.startedAt = startedAt
    this.endedAt = endedAt
    this.machines = machines
    this.#remembered = record.machines
  }

  get isOver(): boolean {
    return this.endedAt !== null
  }

  stop(): void {
    this.#isStopping = true
    for (const machine of this.machines) machine.stop()
  }

  machineViews(catalogue: Catalogue): readonly RunMachineView[] {
    const hostIdOf = (host: string): number | null =>
      catalogue.findIdentity('collectl', host)?.host.record.id ?? null
    if (this.machines.length === 0)
      return this.#remembered.map((machine) => ({ ...machine, hostId: hostIdOf(machine.host) }))
    return this.machines.map((machine) => {
      const view = machine.view(null)
      return { ...view, hostId: hostIdOf(view.host) }
    })
  }

  view(catalogue: Catalogue): RunView {
    const { id, name, plan, startedAt, endedAt } = this
    const state = endedAt !== null ? 'ended' : this.#isStopping ? 'stopping' : 'running'
    return { id, name, ...plan, state, startedAt, endedAt, machines: [...this.machineViews(catalogue)] }
  }

  record(catalogue: Catalogue): CollectlRunRecord {
    const { id, name, plan, startedAt, endedAt } = this
    const machines = this.machineViews(catalogue)
    return { id, name, ownerId: this.#ownerId, plan, startedAt, endedAt, machines }
  }
}
