import type { TopFrame } from '../../../src-main/contract/index.ts'
import type { TopSort } from './top-choices.ts'

/** Order of the rows of a frame: their numbers, sorted. What has no value comes last both ways. */
export function orderOf(frame: TopFrame, sort: TopSort): readonly number[] {
  const rows = frame.hosts.id.map((_, row) => row)
  // The console gives hosts by name.
  if (sort.key === 'host') return sort.isDescending ? rows.reverse() : rows
  const values =
    sort.key === 'age' ? frame.hosts.ageMs : frame.columns.find((column) => column.key === sort.key)?.v
  if (values === undefined) return rows
  const sign = sort.isDescending ? -1 : 1
  return rows.sort((a, b) => {
    const left = values[a] ?? null
    const right = values[b] ?? null
    if (left === null || right === null) return Number(left === null) - Number(right === null)
    return sign * (left - right)
  })
}

/** The sort after a click on a column: its own direction, then the other one, then by name. */
export function nextSort(sort: TopSort, key: string): TopSort {
  // Of values, the largest are looked for.
  const isLargestFirst = key !== 'host'
  if (sort.key !== key) return { key, isDescending: isLargestFirst }
  if (sort.isDescending === isLargestFirst) return { key, isDescending: !isLargestFirst }
  return key === 'host' ? { key, isDescending: false } : { key: 'host', isDescending: false }
}
