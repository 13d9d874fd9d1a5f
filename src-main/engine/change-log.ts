import type { Change, EpochMs } from '../contract/index.ts'
import type { LiveHub } from './live-hub.ts'

const KEPT = 500

/** What changed lately, for the overview. Kept in memory: the journals hold what must not be lost. */
export class ChangeLog {
  readonly #hub: LiveHub
  readonly #now: () => EpochMs
  #changes: Change[] = []
  #lastId = 0

  constructor({ hub, now }: { hub: LiveHub; now: () => EpochMs }) {
    this.#hub = hub
    this.#now = now
  }

  add(change: { kind: Change['kind']; subject: string; detail: string; hostId?: number | null }): void {
    this.#changes.unshift({ id: ++this.#lastId, at: this.#now(), hostId: null, ...change })
    this.#changes = this.#changes.slice(0, KEPT)
    this.#hub.publishTopic('changes')
  }

  /** Newest first. */
  since(at: EpochMs): Change[] {
    return this.#changes.filter((change) => change.at >= at)
  }
}
