import type { EpochMs } from '../contract/index.ts'

/** One value for as long as it was observed; null: not available. */
export interface LineSpan {
  readonly since: EpochMs
  readonly until: EpochMs
  readonly value: string | null
}

export interface StateObservation {
  readonly at: EpochMs
  readonly value: string | null
  /** From which distance on nobody knows what was in between; absent: however far. */
  readonly gapMs?: number
}

/** What has to be written for the spans to be as they are now. */
export interface LineChanges {
  /** New ones, and those that are longer or shorter than they were, by their beginning. */
  readonly put: readonly LineSpan[]
  /** Beginnings at which no span begins any more. */
  readonly gone: readonly EpochMs[]
}

/**
 * The spans of one text series around what was just observed. An equal
 * neighbour that is no gap away grows to reach an observation, otherwise it
 * begins a span of its own. What comes late finds its place; inside a span of
 * another value it parts that span.
 */
export class StateLine {
  readonly #before: ReadonlyMap<EpochMs, LineSpan>
  readonly #spans: LineSpan[]

  /** @param spans without overlap, oldest first: all that touch what will be observed, and a neighbour on either side */
  constructor(spans: readonly LineSpan[]) {
    this.#before = new Map(spans.map((span) => [span.since, span]))
    this.#spans = [...spans]
  }

  get spans(): readonly LineSpan[] {
    return this.#spans
  }

  get changes(): LineChanges {
    const put = this.#spans.filter((span) => this.#before.get(span.since) !== span)
    const now = new Set(this.#spans.map(({ since }) => since))
    return { put, gone: [...this.#before.keys()].filter((since) => !now.has(since)) }
  }

  observe(observation: StateObservation): void {
    const { at, value, gapMs = Infinity } = observation
    const next = this.#spans.findLastIndex(({ since }) => since <= at) + 1
    const before = this.#spans[next - 1]
    if (before !== undefined && at <= before.until) {
      if (before.value !== value) this.#part(next - 1, before, observation)
      return
    }
    const after = this.#spans[next]
    const joinsBefore = before?.value === value && at - before.until <= gapMs
    const joinsAfter = after?.value === value && after.since - at <= gapMs
    const joined = { since: joinsBefore ? before.since : at, until: joinsAfter ? after.until : at, value }
    const start = joinsBefore ? next - 1 : next
    this.#spans.splice(start, (joinsBefore ? 1 : 0) + (joinsAfter ? 1 : 0), joined)
  }

  #part(index: number, span: LineSpan, observation: StateObservation): void {
    const { at } = observation
    const rest: LineSpan[] = []
    if (span.since < at) rest.push({ ...span, until: at - 1 })
    if (span.until > at) rest.push({ ...span, since: at + 1 })
    this.#spans.splice(index, 1, ...rest)
    // What is left of it is no neighbour of that value, but another may be.
    this.observe(observation)
  }
}
