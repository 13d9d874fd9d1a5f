import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { Series } from '../../../src-main/contract/index.ts'
import { matches, searchWords, treeRows, type TreeRow } from './series-tree.ts'

export interface SeriesTree {
  readonly query: ShallowRef<string>
  readonly rows: ComputedRef<readonly TreeRow[]>
  readonly found: ComputedRef<number>
  /** Index of the row that the keys act on. */
  readonly active: ShallowRef<number>
  readonly chosen: ShallowRef<ReadonlySet<number>>
  /** Opens or closes a branch, chooses a series or not. */
  toggle(row: TreeRow): void
  /** Gives whether the key meant something to the tree. */
  onKey(event: KeyboardEvent): boolean
}

/** The picker's tree: what is open, what is chosen, and where the keyboard stands. */
export function useSeriesTree(catalogue: () => readonly Series[]): SeriesTree {
  const query = shallowRef('')
  const open = shallowRef<ReadonlySet<string>>(new Set())
  const chosen = shallowRef<ReadonlySet<number>>(new Set())
  const active = shallowRef(0)

  const words = computed(() => searchWords(query.value))
  const found = computed(() =>
    words.value.length === 0 ? catalogue() : catalogue().filter((series) => matches(series, words.value)),
  )
  const rows = computed(() => treeRows(found.value, open.value, words.value.length > 0))
  watch(query, () => {
    // The first hit, not the host above it: Enter chooses it.
    const first = rows.value.findIndex((row) => row.kind === 'series')
    active.value = Math.max(0, first)
  })

  function setOpen(key: string, isOpen: boolean): void {
    const next = new Set(open.value)
    if (isOpen) next.add(key)
    else next.delete(key)
    open.value = next
  }

  function toggle(row: TreeRow): void {
    if (row.kind !== 'series') {
      setOpen(row.key, !row.isOpen)
      return
    }
    const next = new Set(chosen.value)
    if (!next.delete(row.series.id)) next.add(row.series.id)
    chosen.value = next
  }

  function move(to: number): void {
    active.value = Math.min(Math.max(to, 0), Math.max(0, rows.value.length - 1))
  }

  function parentOf(index: number): number {
    const level = rows.value[index]?.level ?? 1
    return rows.value.findLastIndex((row, other) => other < index && row.level < level)
  }

  function right(row: TreeRow): void {
    if (row.kind === 'series') return
    if (row.isOpen) move(active.value + 1)
    else setOpen(row.key, true)
  }

  function left(row: TreeRow): void {
    if (row.kind !== 'series' && row.isOpen && words.value.length === 0) setOpen(row.key, false)
    else if (parentOf(active.value) >= 0) move(parentOf(active.value))
  }

  function onKey(event: KeyboardEvent): boolean {
    const row = rows.value[active.value]
    const isTyping = event.target instanceof HTMLInputElement
    if (row === undefined) return false
    if (event.key === 'ArrowDown') move(active.value + 1)
    else if (event.key === 'ArrowUp') move(active.value - 1)
    else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) toggle(row)
    else if (isTyping) return false
    else if (event.key === ' ') toggle(row)
    else if (event.key === 'ArrowRight') right(row)
    else if (event.key === 'ArrowLeft') left(row)
    else if (event.key === 'Home') move(0)
    else if (event.key === 'End') move(rows.value.length - 1)
    else return false
    return true
  }

  return { query, rows, found: computed(() => found.value.length), active, chosen, toggle, onKey }
}
