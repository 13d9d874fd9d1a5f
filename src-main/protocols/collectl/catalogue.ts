import type { Reading, SampleValue } from '../../domain/sample.ts'
import { COLLECTL_LIMITS } from './limits.ts'
import { describeMetric, isAlwaysNumber } from './units.ts'

/** A metric that was seen on this connection. */
export class Metric {
  readonly metric: string
  readonly unit: string
  readonly label: string
  readonly isAlwaysNumber: boolean
  /** `name ` as it stands at the start of a line of lexpr. */
  readonly linePrefix: string
  /** Number of the record that it was last seen in: finds duplicates without a set. */
  lastRecord = 0
  /** Its place in the order of the last record. */
  position = 0

  constructor(metric: string) {
    const { unit, label } = describeMetric(metric)
    this.metric = metric
    this.unit = unit
    this.label = label
    this.isAlwaysNumber = isAlwaysNumber(metric)
    this.linePrefix = `${metric} `
  }

  reading(value: SampleValue): Reading {
    return { metric: this.metric, unit: this.unit, label: this.label, value }
  }
}

/** Unit and label of each name, looked up once a connection. */
export class MetricCatalogue {
  readonly #limit: number
  #metrics = new Map<string, Metric>()

  constructor(limit: number = COLLECTL_LIMITS.knownNames) {
    this.#limit = limit
  }

  get size(): number {
    return this.#metrics.size
  }

  /** Names over the limit are cut. */
  get(longName: string): Metric {
    const name = longName.slice(0, COLLECTL_LIMITS.nameLength)
    const known = this.#metrics.get(name)
    if (known !== undefined) return known
    if (this.#metrics.size >= this.#limit) this.#metrics = new Map()
    const metric = new Metric(name)
    this.#metrics.set(name, metric)
    return metric
  }

  /** The metrics of a header's columns; null where a name is null or came before in the same header. */
  columns(names: readonly (string | null)[]): (Metric | null)[] {
    const seen = new Set<Metric>()
    return names.map((name) => {
      const metric = name === null ? null : this.get(name)
      if (metric === null || seen.has(metric)) return null
      seen.add(metric)
      return metric
    })
  }
}
