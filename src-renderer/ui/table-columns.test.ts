import { describe, expect, it } from 'vitest'
import { columnWidths, filterRows, sortRows, visibleColumns, type TableColumn } from './table-columns.ts'

interface Row {
  readonly name: string
  readonly load: number | null
}

const columns: readonly TableColumn<Row>[] = [
  { key: 'name', label: 'Host', minWidthPx: 100, sortBy: (row) => row.name },
  { key: 'load', label: 'Load', minWidthPx: 80, priority: 2, sortBy: (row) => row.load },
  { key: 'sources', label: 'Sources', minWidthPx: 120, priority: 4 },
  { key: 'memory', label: 'Memory', minWidthPx: 80, priority: 4, grow: 0 },
]
const keys = (availablePx: number): string[] =>
  visibleColumns(columns, availablePx).map((column) => column.key)

describe('columns of a table', () => {
  it('shows all of them where they fit, to the pixel', () => {
    expect(keys(380)).toEqual(['name', 'load', 'sources', 'memory'])
    expect(keys(379)).toEqual(['name', 'load', 'sources'])
  })

  it('drops the least important first and never those of priority 1', () => {
    expect(keys(299)).toEqual(['name', 'load'])
    expect(keys(10)).toEqual(['name'])
  })

  it('shares out what is over to those that grow', () => {
    expect(columnWidths(columns, 440)).toEqual([120, 100, 140, 80])
    expect(columnWidths(columns, 100)).toEqual([100, 80, 120, 80])
  })
})

describe('sorting', () => {
  const rows: readonly Row[] = [
    { name: 'web10', load: null },
    { name: 'web2', load: 3 },
    { name: 'Alpha', load: 12 },
  ]
  const names = (sort: Parameters<typeof sortRows>[2]): string[] =>
    sortRows(rows, columns, sort, 'en').map((row) => row.name)

  it('keeps the order of the console until somebody sorts', () => {
    expect(names(null)).toEqual(['web10', 'web2', 'Alpha'])
  })

  it('sorts names as people do: without case, numbers by their value', () => {
    expect(names({ key: 'name', isDescending: false })).toEqual(['Alpha', 'web2', 'web10'])
  })

  it('puts rows without a value last in both directions', () => {
    expect(names({ key: 'load', isDescending: false })).toEqual(['web2', 'Alpha', 'web10'])
    expect(names({ key: 'load', isDescending: true })).toEqual(['Alpha', 'web2', 'web10'])
  })

  it('leaves the rows alone for a column that does not sort', () => {
    expect(names({ key: 'sources', isDescending: false })).toEqual(['web10', 'web2', 'Alpha'])
  })
})

describe('filtering', () => {
  it('wants every word, in any order and case', () => {
    const rows = ['db02 scopeport', 'web03 collectl']
    expect(filterRows(rows, (row) => row, 'COLL web')).toEqual(['web03 collectl'])
    expect(filterRows(rows, (row) => row, '  ')).toEqual(rows)
    expect(filterRows(rows, (row) => row, 'web02')).toEqual([])
  })
})
