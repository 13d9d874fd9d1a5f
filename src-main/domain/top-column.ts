import type { TopGroup } from '../contract/index.ts'
import { QUANTITIES, type Quantity } from './quantities.ts'
import { unitFamilyOf } from './unit-family.ts'

/** The column of Top that a series falls into. */
export interface TopColumnOf {
  /** A word of letters, digits and hyphens; what nobody described has its unit behind a point. */
  readonly key: string
  readonly group: TopGroup
  readonly unit: string
  /** What the source calls it. */
  readonly label: string
  /** From the series' unit to the column's. */
  readonly factor: number
  /** Lower stands where a host has several that are fresh. */
  readonly rank: number
}

interface Place {
  readonly quantity: Quantity
  readonly rank: number
}

const EXACT = new Map<string, Place>()
const BEGINNINGS: (readonly [beginning: string, place: Place])[] = []
for (const quantity of QUANTITIES) {
  quantity.metrics.forEach((metric, rank) => {
    if (metric.endsWith('*')) BEGINNINGS.push([metric.slice(0, -1), { quantity, rank }])
    else EXACT.set(metric, { quantity, rank })
  })
}

/** Behind every metric that a quantity names. */
const FOUND_RANK = 100

const GROUP_PATTERNS: readonly (readonly [RegExp, TopGroup])[] = [
  [/load/iu, 'load'],
  [/^(?:cpu|ctxint\.|\[cpu|intr|system\.cpu)/iu, 'cpu'],
  [/mem|swap|page|huge|slab|numa|buddy/iu, 'memory'],
  [/disk|dsk|read_operations|write_operations|inode|\bfs|vfs|nfs|lus/iu, 'disk'],
  [/net|tcp|udp|sock|icmp|packet|iconnect/iu, 'network'],
  [/proc|tasks|open_files/iu, 'processes'],
]

/**
 * Where a series belongs. Series that a quantity names share its column when
 * their unit fits; of what nobody described, those with the same words and the
 * same kind of unit share one.
 */
export function topColumnOf(series: {
  readonly source: string
  readonly metric: string
  readonly unit: string
  readonly label: string
}): TopColumnOf {
  const { source, metric, unit, label } = series
  const family = unitFamilyOf(unit)
  const place = placeOf(`${source} ${metric}`)
  if (place !== null && place.quantity.unit === family.name) {
    const { key, group } = place.quantity
    return { key, group, unit: family.name, label, factor: family.factor, rank: place.rank }
  }
  const words = label === '' ? metric : label
  return {
    key: foundKey(words, family.name),
    group: GROUP_PATTERNS.find(([pattern]) => pattern.test(metric))?.[1] ?? 'other',
    unit: family.name,
    label: words,
    factor: family.factor,
    rank: FOUND_RANK,
  }
}

function placeOf(name: string): Place | null {
  const exact = EXACT.get(name)
  if (exact !== undefined) return exact
  return BEGINNINGS.find(([beginning]) => name.startsWith(beginning))?.[1] ?? null
}

/** `Disk sda read` in B/s is `disk-sda-read.b-s`; a plain number ends with the point. */
function foundKey(words: string, unit: string): string {
  return `${slugOf(words)}.${slugOf(unit.replace('%', 'percent'))}`
}

/** Small letters, digits and hyphens; letters of any script stay. */
export function slugOf(words: string): string {
  return words
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/gu, '')
}
