import { nextTick, shallowRef, type ShallowRef } from 'vue'

export interface GridKeysOptions {
  readonly rows: () => number
  /** The name of the host is column 0. */
  readonly columns: () => number
  readonly pageRows: () => number
  /** Brings a cell into sight. */
  readonly reveal: (row: number, column: number) => void
  /** Gives false while the cell is not in the document. */
  readonly focus: (row: number, column: number) => boolean
  /** What Enter and letters do to the cell that has the focus. */
  readonly acts: Readonly<Record<string, (row: number, column: number) => void>>
}

export interface GridKeys {
  readonly row: ShallowRef<number>
  readonly column: ShallowRef<number>
  readonly onKeydown: (event: KeyboardEvent) => void
}

const REVEAL_FRAMES = 10

/** Moves through the cells of a table: arrows, Home, End, Page up and down; with Ctrl to the corners. */
export function useGridKeys(options: GridKeysOptions): GridKeys {
  const row = shallowRef(0)
  const column = shallowRef(0)

  function target(event: KeyboardEvent): readonly [row: number, column: number] | null {
    const lastRow = options.rows() - 1
    const lastColumn = options.columns() - 1
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowDown: [row.value + 1, column.value],
      ArrowUp: [row.value - 1, column.value],
      ArrowRight: [row.value, column.value + 1],
      ArrowLeft: [row.value, column.value - 1],
      PageDown: [row.value + options.pageRows(), column.value],
      PageUp: [row.value - options.pageRows(), column.value],
      Home: [event.ctrlKey ? 0 : row.value, 0],
      End: [event.ctrlKey ? lastRow : row.value, lastColumn],
    }
    const wanted = moves[event.key]
    if (wanted === undefined) return null
    return [Math.min(Math.max(wanted[0], 0), lastRow), Math.min(Math.max(wanted[1], 0), lastColumn)]
  }

  async function go(nextRow: number, nextColumn: number): Promise<void> {
    row.value = nextRow
    column.value = nextColumn
    options.reveal(nextRow, nextColumn)
    await nextTick()
    // A virtual row comes into the document a frame after it was scrolled to.
    for (let frame = 0; frame < REVEAL_FRAMES; frame += 1) {
      if (row.value !== nextRow || column.value !== nextColumn) return
      if (options.focus(nextRow, nextColumn)) return
      await new Promise(requestAnimationFrame)
    }
  }

  function onKeydown(event: KeyboardEvent): void {
    if (event.metaKey || event.altKey || options.rows() === 0) return
    // Buttons in the head have keys of their own.
    const cell = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-cell]') : null
    if (cell === null) return
    const [atRow = '0', atColumn = '0'] = (cell.dataset['cell'] ?? '').split(' ')
    row.value = Number(atRow)
    column.value = Number(atColumn)
    const next = target(event)
    const act = event.ctrlKey ? undefined : options.acts[event.key]
    if (next !== null) {
      event.preventDefault()
      void go(...next)
    } else if (act !== undefined) {
      event.preventDefault()
      event.stopPropagation()
      act(row.value, column.value)
    }
  }

  return { row, column, onKeydown }
}
