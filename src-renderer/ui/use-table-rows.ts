import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { currentLocale } from '../i18n/i18n.ts'
import { filterRows, sortRows, type TableColumn, type TableSort } from './table-columns.ts'

export interface TableRowsOptions<Row> {
  readonly rows: () => readonly Row[]
  readonly columns: () => readonly TableColumn<Row>[]
  readonly rowKey: (row: Row) => string | number
  readonly filterText: () => ((row: Row) => string) | null
  readonly firstSort: TableSort | null
}

export interface TableRows<Row> {
  readonly shown: ComputedRef<readonly Row[]>
  readonly query: ShallowRef<string>
  readonly sort: ShallowRef<TableSort | null>
  readonly selected: ComputedRef<readonly Row[]>
  readonly isSelected: (row: Row) => boolean
  readonly toggle: (row: Row) => void
  readonly isAllSelected: ComputedRef<boolean>
  readonly toggleAll: () => void
  readonly clearSelection: () => void
  readonly sortBy: (column: TableColumn<Row>) => void
}

/** What a table shows of its rows: filtered, sorted, and which of them are selected. */
export function useTableRows<Row>(options: TableRowsOptions<Row>): TableRows<Row> {
  const query = shallowRef('')
  const sort = shallowRef<TableSort | null>(options.firstSort)
  const selection = shallowRef<ReadonlySet<string | number>>(new Set())

  const filtered = computed(() => {
    const textOf = options.filterText()
    return textOf === null ? options.rows() : filterRows(options.rows(), textOf, query.value)
  })
  const shown = computed(() => sortRows(filtered.value, options.columns(), sort.value, currentLocale()))
  const selected = computed(() => options.rows().filter((row) => selection.value.has(options.rowKey(row))))
  const isAllSelected = computed(
    () => shown.value.length > 0 && shown.value.every((row) => selection.value.has(options.rowKey(row))),
  )

  function toggle(row: Row): void {
    const next = new Set(selection.value)
    const key = options.rowKey(row)
    if (!next.delete(key)) next.add(key)
    selection.value = next
  }

  function clearSelection(): void {
    if (selection.value.size > 0) selection.value = new Set()
  }

  function toggleAll(): void {
    if (isAllSelected.value) clearSelection()
    else selection.value = new Set(shown.value.map(options.rowKey))
  }

  /** First click: the column's own direction; second: the other; third: the order of the console. */
  function sortBy(column: TableColumn<Row>): void {
    if (column.sortBy === undefined) return
    const first = column.sortsDescendingFirst ?? false
    if (sort.value?.key !== column.key) sort.value = { key: column.key, isDescending: first }
    else if (sort.value.isDescending === first) sort.value = { key: column.key, isDescending: !first }
    else sort.value = null
  }

  // What is gone cannot stay selected: a bulk action must do what it says.
  watch(options.rows, (rows) => {
    if (selection.value.size === 0) return
    const keys = new Set(rows.map(options.rowKey))
    const left = [...selection.value].filter((key) => keys.has(key))
    if (left.length !== selection.value.size) selection.value = new Set(left)
  })

  return {
    shown,
    query,
    sort,
    selected,
    isSelected: (row) => selection.value.has(options.rowKey(row)),
    toggle,
    isAllSelected,
    toggleAll,
    clearSelection,
    sortBy,
  }
}
