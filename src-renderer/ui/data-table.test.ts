import { mount, type VueWrapper } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import { h, nextTick } from 'vue'
import { createPinia, setActivePinia } from 'pinia'
import DataTable from './DataTable.vue'
import type { TableColumn } from './table-columns.ts'
import TooltipScope from './TooltipScope.vue'

interface Row {
  readonly id: number
  readonly name: string
}

const COLUMNS: readonly TableColumn<Row>[] = [
  { key: 'name', label: 'Host', minWidthPx: 100, sortBy: (row) => row.name, text: (row) => row.name },
]
const rowsOf = (count: number): Row[] =>
  Array.from({ length: count }, (_, index) => ({ id: index + 1, name: `host${String(index + 1)}` }))

describe('a table', () => {
  const opened: number[] = []

  function show(rows: readonly Row[]): VueWrapper {
    return mount(TooltipScope, {
      attachTo: document.body,
      props: { locale: 'en' },
      slots: {
        default: () =>
          h(DataTable<Row>, {
            rows,
            columns: COLUMNS,
            rowKey: (row: Row) => row.id,
            rowName: (row: Row) => row.name,
            label: 'Hosts',
            filterText: (row: Row) => row.name,
            selectable: true,
            openable: true,
            onOpen: (row: Row) => opened.push(row.id),
          }),
      },
    })
  }

  beforeEach(() => {
    document.body.innerHTML = ''
    opened.length = 0
    setActivePinia(createPinia())
  })

  const names = (table: VueWrapper): string[] =>
    table.findAll('tr.row').map((row) => row.findAll('td')[1]?.text() ?? '')

  it('sorts by a click on the head: one way, the other, and back to the order of the console', async () => {
    const table = show([...rowsOf(3)].reverse())
    const head = table.get('thead button')
    await head.trigger('click')
    expect(names(table)).toEqual(['host1', 'host2', 'host3'])
    expect(table.get('th[aria-sort]').attributes('aria-sort')).toBe('ascending')
    await head.trigger('click')
    expect(names(table)).toEqual(['host3', 'host2', 'host1'])
    await head.trigger('click')
    expect(table.find('th[aria-sort]').exists()).toBe(false)
  })

  it('filters and says how many of how many', async () => {
    const table = show(rowsOf(12))
    await table.get('input[type="search"]').setValue('host1')
    expect(names(table)).toEqual(['host1', 'host10', 'host11', 'host12'])
    expect(table.get('.count').text()).toBe('4 of 12')
    await table.get('input[type="search"]').setValue('nothing')
    expect(table.get('.nothing').text()).toContain('nothing')
  })

  it('is moved through by keys: arrows, Home and End, Enter opens, Space selects, Esc clears', async () => {
    const table = show(rowsOf(5))
    const press = async (key: string): Promise<void> => {
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
      await nextTick()
      await nextTick()
    }
    table.get<HTMLElement>('[data-row="0"]').element.focus()
    await press('ArrowDown')
    await press('ArrowDown')
    expect((document.activeElement as HTMLElement).dataset['row']).toBe('2')
    await press('Enter')
    expect(opened).toEqual([3])
    await press(' ')
    expect(table.get('[data-row="2"]').attributes('aria-selected')).toBe('true')
    await press('End')
    expect((document.activeElement as HTMLElement).dataset['row']).toBe('4')
    await press('ArrowDown')
    expect((document.activeElement as HTMLElement).dataset['row']).toBe('4')
    await press('Escape')
    expect(table.findAll('[aria-selected="true"]')).toHaveLength(0)
  })

  it('keeps the Enter that opens a row from what gets the focus then', () => {
    const table = show(rowsOf(2))
    const row = table.get<HTMLElement>('[data-row="0"]').element
    const enter = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true })
    row.dispatchEvent(enter)
    expect(opened).toEqual([1])
    expect(enter.defaultPrevented).toBe(true)
  })

  it('has exactly one row that Tab reaches', () => {
    const table = show(rowsOf(4))
    expect(table.findAll('tr[tabindex="0"]')).toHaveLength(1)
  })

  it.each([
    [100, 100],
    [101, 0],
  ])('of %d rows keeps %d in the document while it has no height', async (count, inDocument) => {
    const table = show(rowsOf(count))
    await nextTick()
    expect(table.findAll('tr.row')).toHaveLength(inDocument)
  })

  it('selects all that the filter shows', async () => {
    const table = show(rowsOf(12))
    await table.get('input[type="search"]').setValue('host1')
    await table.get('thead input[type="checkbox"]').setValue(true)
    expect(table.get('.toolbar strong').text()).toBe('4 selected')
  })
})
