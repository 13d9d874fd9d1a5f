import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import type { TopFrame } from '../../../src-main/contract/index.ts'
import { usePageVisible } from '../../composables/use-page-visible.ts'
import { wordsOf, type ErrorWords } from '../../rpc/errors.ts'
import { useTop, type TopQuery } from '../../stores/top.ts'
import type { Moment } from './use-moment.ts'

export interface TopFrames {
  /** The table that is shown; null before the first one. */
  readonly frame: Readonly<ShallowRef<TopFrame | null>>
  /** Why a moment of the past could not be read; null when it could. */
  readonly error: Readonly<ShallowRef<ErrorWords | null>>
  /** Live frames that have come since the page was opened. */
  readonly liveCount: () => number
}

/** Typing and choosing come in bursts; the console is asked once they are over. */
export const SETTLE_MS = 150

/**
 * The table of the moment: live frames, the last of them while it is frozen, or
 * one read from the past. While somebody drags, only the newest moment is read.
 */
export function useTopFrames(query: () => TopQuery, moment: Moment): TopFrames {
  const top = useTop()
  const isVisible = usePageVisible()
  const frame = shallowRef<TopFrame | null>(null)
  const error = shallowRef<ErrorWords | null>(null)
  let count = 0
  let end: (() => void) | null = null
  let timer: ReturnType<typeof setTimeout> | null = null
  let isReading = false
  let isOutdated = false

  function halt(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
    end?.()
    end = null
  }

  function open(): void {
    timer = null
    end = top.follow(query(), (next) => {
      count += 1
      frame.value = next
      error.value = null
    })
  }

  /** One reading at a time; what was asked for meanwhile is read after it. */
  async function readPast(): Promise<void> {
    if (isReading) {
      isOutdated = true
      return
    }
    isReading = true
    do {
      isOutdated = false
      const at = moment.at.value
      if (at === null) break
      try {
        const read = await top.readFrame({ ...query(), at })
        if (moment.at.value !== null) {
          frame.value = read
          error.value = null
        }
      } catch (cause) {
        error.value = wordsOf(cause)
      }
    } while (isOutdated)
    isReading = false
  }

  /** What stands frozen is read again for another filter or other columns: of the moment it shows. */
  async function readFrozen(): Promise<void> {
    const shown = frame.value
    if (shown === null) return
    try {
      frame.value = await top.readFrame({ ...query(), at: shown.at })
    } catch (cause) {
      error.value = wordsOf(cause)
    }
  }

  watch(
    [() => moment.mode.value, query, isVisible],
    ([mode, , visible], before) => {
      halt()
      const isFirst = before[0] === undefined
      if (mode === 'live' && visible) {
        if (isFirst) open()
        else timer = setTimeout(open, SETTLE_MS)
      } else if (mode === 'past') void readPast()
      else if (mode === 'frozen' && before[0] === 'frozen' && visible) void readFrozen()
    },
    { immediate: true },
  )
  watch(moment.at, (at) => {
    if (at !== null) void readPast()
  })
  onScopeDispose(halt)

  return { frame, error, liveCount: () => count }
}
