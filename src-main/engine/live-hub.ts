import { CONTRACT_LIMITS, type EpochMs, type LiveFrame, type Topic } from '../contract/index.ts'
import { coalesced } from './coalesced.ts'

/** A series as the hub needs it: what it kept last, and who follows it. */
export interface Followed {
  readonly id: number
  followers: Set<LiveSubscription> | null
  forEachRecent(visit: (at: EpochMs, value: number) => void): void
}

interface Points {
  t: EpochMs[]
  v: (number | null)[]
}

const FRAME_MS = 1_000 / CONTRACT_LIMITS.liveFramesPerSecond
/** More points of one series than this in one frame say nothing more; the oldest go. */
const MAX_POINTS_A_FRAME = 2_400

/** Collects the points that one window has not seen yet. */
export class LiveSubscription {
  #pending = new Map<number, Points>()
  readonly #wake: () => void

  constructor(wake: () => void) {
    this.#wake = wake
  }

  add(id: number, at: EpochMs, value: number): void {
    let points = this.#pending.get(id)
    if (points === undefined) {
      points = { t: [], v: [] }
      this.#pending.set(id, points)
    }
    if (points.t.length >= MAX_POINTS_A_FRAME) {
      points.t.splice(0, MAX_POINTS_A_FRAME / 2)
      points.v.splice(0, MAX_POINTS_A_FRAME / 2)
    }
    points.t.push(at)
    points.v.push(Number.isNaN(value) ? null : value)
    this.#wake()
  }

  take(now: EpochMs): LiveFrame | null {
    if (this.#pending.size === 0) return null
    const series = [...this.#pending].map(([id, points]) => ({ id, ...points }))
    this.#pending = new Map()
    return { now, series }
  }
}

/** Reports what has happened to whoever looks. Nothing in the engine listens to it. */
export class LiveHub {
  readonly #topicListeners = new Set<(topic: Topic) => void>()
  readonly #now: () => EpochMs

  constructor(now: () => EpochMs) {
    this.#now = now
  }

  publishSample(series: Followed, at: EpochMs, value: number): void {
    if (series.followers === null) return
    for (const follower of series.followers) follower.add(series.id, at, value)
  }

  publishTopic(topic: Topic): void {
    for (const listener of this.#topicListeners) listener(topic)
  }

  /** Frames of the given series, at most four a second; a slow reader gets them merged. */
  samples(series: readonly Followed[], signal: AbortSignal | undefined): AsyncGenerator<LiveFrame, void> {
    return coalesced<LiveFrame>({
      everyMs: FRAME_MS,
      signal,
      open: (wake) => {
        const subscription = new LiveSubscription(wake)
        for (const one of series) {
          one.forEachRecent((at, value) => subscription.add(one.id, at, value))
          one.followers ??= new Set()
          one.followers.add(subscription)
        }
        return {
          take: () => subscription.take(this.#now()),
          close: () => {
            for (const one of series) {
              one.followers?.delete(subscription)
              if (one.followers?.size === 0) one.followers = null
            }
          },
        }
      },
    })
  }

  /** Names of the parts that changed, at most four messages a second. */
  topics(signal: AbortSignal | undefined): AsyncGenerator<{ topics: Topic[] }, void> {
    return coalesced<{ topics: Topic[] }>({
      everyMs: FRAME_MS,
      signal,
      open: (wake) => {
        let pending = new Set<Topic>()
        const listener = (topic: Topic): void => {
          pending.add(topic)
          wake()
        }
        this.#topicListeners.add(listener)
        return {
          take: () => {
            if (pending.size === 0) return null
            const topics = [...pending]
            pending = new Set()
            return { topics }
          },
          close: () => this.#topicListeners.delete(listener),
        }
      },
    })
  }
}
