import { nextTick, shallowRef, type ShallowRef } from 'vue'

export interface RowKeysOptions {
  readonly count: () => number
  /** Brings a row into view; needed where rows are virtual. */
  readonly reveal: (index: number) => void
  /** Gives false while the row is not in the document. */
  readonly focus: (index: number) => boolean
  readonly open: (index: number) => void
  readonly toggle: (index: number) => void
  readonly escape: () => void
}

export interface RowKeys {
  /** The one row that Tab reaches. */
  readonly active: ShallowRef<number>
  readonly onKeydown: (event: KeyboardEvent) => void
}

const REVEAL_FRAMES = 10
/** Rows that "Page Down" goes. */
const PAGE_ROWS = 10

/** Moves through rows: ↑ ↓ Home End PgUp PgDn, Enter opens, Space selects, Esc clears. */
export function useRowKeys(options: RowKeysOptions): RowKeys {
  const active = shallowRef(0)

  function target(key: string): number | null {
    const last = options.count() - 1
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: active.value + 1,
      ArrowUp: active.value - 1,
      Home: 0,
      End: last,
      PageDown: active.value + PAGE_ROWS,
      PageUp: active.value - PAGE_ROWS,
    }
    const wanted = moves[key]
    return wanted === undefined ? null : Math.min(Math.max(wanted, 0), last)
  }

  async function go(index: number): Promise<void> {
    active.value = index
    options.reveal(index)
    await nextTick()
    // A virtual row comes into the document a frame or two after it was scrolled to.
    for (let frame = 0; frame < REVEAL_FRAMES; frame += 1) {
      if (active.value !== index || options.focus(index)) return
      await new Promise(requestAnimationFrame)
    }
  }

  function onKeydown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || options.count() === 0) return
    // Keys of buttons and fields inside a row are their own.
    const place = event.target instanceof HTMLElement ? event.target.dataset['row'] : undefined
    const isOnRow = place !== undefined
    // Live data may have moved the row that has the focus.
    if (isOnRow) active.value = Number(place)
    const next = target(event.key)
    if (next !== null && (isOnRow || event.key.startsWith('Arrow'))) {
      event.preventDefault()
      void go(next)
    } else if (event.key === 'Escape') options.escape()
    else if (isOnRow && event.key === 'Enter') {
      // What it opens may take the focus at once: the rest of this key stroke would press the button there.
      event.preventDefault()
      options.open(active.value)
    } else if (isOnRow && event.key === ' ') {
      event.preventDefault()
      options.toggle(active.value)
    }
  }

  return { active, onKeydown }
}
