import type { Store } from '../storage/store.ts'

interface Cursor {
  /** Null: what the database has is not known. */
  last: number | null
  /** The packet under way; the next one of the same session waits for it. */
  turn: Promise<unknown>
  waiting: number
}

/** Sessions that are kept in memory; of others the database is asked. */
const SESSIONS_KEPT = 10_000

/**
 * Up to which id the values of each session are stored. Packets of one session
 * come one after the other, whatever its sender does, so that one that is sent
 * again while the first is on its way to the disk is not stored twice.
 */
export class ZabbixCursors {
  readonly #cursors = new Map<string, Cursor>()

  /**
   * `work` gets the last id that is stored and gives the one that is stored
   * after it. When it rejects nobody knows whether it was: the database is asked
   * before the next packet.
   */
  async inTurn(
    sender: { readonly source: string; readonly session: string; readonly store: () => Store },
    work: (last: number) => Promise<number>,
  ): Promise<void> {
    const key = `${sender.source} ${sender.session}`
    const cursor = this.#cursorOf(key)
    cursor.waiting++
    const turn = cursor.turn.then(async () => {
      cursor.last ??= (await sender.store().cursor(sender.source, sender.session)) ?? 0
      const last = cursor.last
      cursor.last = null
      cursor.last = await work(last)
    })
    cursor.turn = turn.catch(() => undefined)
    try {
      await turn
    } finally {
      cursor.waiting--
    }
  }

  #cursorOf(key: string): Cursor {
    const known = this.#cursors.get(key)
    if (known !== undefined) {
      // The newest are at the end.
      this.#cursors.delete(key)
      this.#cursors.set(key, known)
      return known
    }
    for (const [oldest, { waiting }] of this.#cursors) {
      if (this.#cursors.size < SESSIONS_KEPT) break
      if (waiting === 0) this.#cursors.delete(oldest)
    }
    const cursor: Cursor = { last: null, turn: Promise.resolve(), waiting: 0 }
    this.#cursors.set(key, cursor)
    return cursor
  }
}
