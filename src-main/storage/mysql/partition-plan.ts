import { DAY_MINUTES, DAY_MS } from './tiers.ts'

/** A partition of the raw samples; it holds slots from where the one before it ends. */
export interface Partition {
  readonly name: string
  /** It ends before this slot; `Infinity` for the last. */
  readonly before: number
  /** As the server estimates. */
  readonly rows: number
}

/** Parts into which one partition is split; the last keeps its name and its end. */
export interface Split {
  readonly partition: string
  readonly into: readonly { readonly name: string; readonly before: number }[]
}

/** More than so many rows are not moved for the sake of order. */
const MOVABLE_ROWS = 200_000
/** The server keeps a file and some memory for each. */
export const MAX_PARTITIONS = 800

/** How to give each of the days a partition of its own, where there is none yet. */
export function planSplits(partitions: readonly Partition[], days: readonly number[]): readonly Split[] {
  const splits: Split[] = []
  let room = MAX_PARTITIONS - partitions.length
  let from = -Infinity
  for (const { name, before, rows } of partitions) {
    const edges = rows > MOVABLE_ROWS ? [] : edgesWithin(days, from, before)
    if (edges.length > 0 && edges.length <= room) {
      room -= edges.length
      const into = edges.map((edge) => ({ name: partitionName(edge), before: edge }))
      splits.push({ partition: name, into: [...into, { name, before }] })
    }
    from = before
  }
  return splits
}

/** Partitions that hold nothing from this slot on. */
export function endedBefore(partitions: readonly Partition[], slot: number): readonly Partition[] {
  return partitions.filter(({ before }) => before <= slot)
}

/** Named by the last day in it, `p20260304`. */
export function partitionName(before: number): string {
  const lastDay = new Date((before / DAY_MINUTES - 1) * DAY_MS)
  return `p${lastDay.toISOString().slice(0, 10).replaceAll('-', '')}`
}

/** Begins and ends of the days that lie inside the partition. */
function edgesWithin(days: readonly number[], from: number, before: number): readonly number[] {
  const edges = new Set<number>()
  for (const day of days) {
    for (const edge of [day * DAY_MINUTES, (day + 1) * DAY_MINUTES])
      if (edge > from && edge < before) edges.add(edge)
  }
  return [...edges].sort((left, right) => left - right)
}
