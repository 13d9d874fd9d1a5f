import type { Change, EpochMs } from '../contract/index.ts'
import type { LiveHub } from './live-hub.ts'

const KEPT = 500

/** What changed lately, for the overview. Kept in memory: the journals hold what must not be lost. */
export class ChangeLog {
  readonly #hub: LiveHub
  readonly #now: () => EpochMs
  readonly #onAdded: (change: Change) => void
  #changes: Change[] = []
  #lastId = 0

  constructor({
    hub,
    now,
    onAdded = () => undefined,
  }: {
    hub: LiveHub
    now: () => EpochMs
    onAdded?: (change: Change) => void
  }) {
    this.#hub = hub
    this.#now = now
    this.#onAdded = onAdded
  }

  add(change: { kind: Change['kind']; subject: string; detail: string; hostId?: number | null }): void {
    const added: Change = { id: ++this.#lastId, at: this.#now(), hostId: null, ...change }
    this.#changes = [added, ...this.#changes.slice(0, KEPT - 1)]
    this.#onAdded(added)
    this.#hub.publishTopic('changes')
  }

  /** Newest first. */
  since(at: EpochMs): Change[] {
    return this.#changes.filter((change) => change.at >= at)
  }
}
