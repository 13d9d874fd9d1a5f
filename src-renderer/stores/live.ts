import { defineStore } from 'pinia'
import { getCurrentScope, onScopeDispose, shallowRef, watch } from 'vue'
import type { LiveFrame } from '../../src-main/contract/index.ts'
import { useRpc } from '../rpc/client.ts'
import { keepStream } from '../rpc/keep-stream.ts'
import { usePageVisible } from '../composables/use-page-visible.ts'

export type LivePoints = LiveFrame['series'][number]

interface Follower {
  readonly ids: ReadonlySet<number>
  readonly onPoints: (points: readonly LivePoints[]) => void
}

/** A page that opens registers all its charts within this time: one subscription, not twelve. */
export const SUBSCRIBE_DEBOUNCE_MS = 80

/**
 * The one live subscription of the window: the union of the series that its
 * charts follow. A hidden window has none.
 */
export const useLive = defineStore('live', () => {
  const rpc = useRpc()
  const isVisible = usePageVisible()
  const followers = new Set<Follower>()
  /**
   * Counts the times that points may have been missed (a lost connection, a
   * hidden window): whoever follows reads its range again when it changes.
   */
  const generation = shallowRef(0)
  let subscribed = ''
  let end: (() => void) | null = null
  let timer: ReturnType<typeof setTimeout> | null = null
  let hasBeenInterrupted = false

  function wantedIds(): number[] {
    const ids = new Set<number>()
    for (const follower of followers) for (const id of follower.ids) ids.add(id)
    return [...ids].sort((a, b) => a - b)
  }

  function deliver(frame: LiveFrame): void {
    for (const follower of followers) {
      const points = frame.series.filter((series) => follower.ids.has(series.id))
      if (points.length > 0) follower.onPoints(points)
    }
  }

  function subscribe(): void {
    timer = null
    const ids = isVisible.value ? wantedIds() : []
    const key = ids.join()
    if (key === subscribed) return
    subscribed = key
    end?.()
    end = null
    if (ids.length === 0) return
    let openings = 0
    end = keepStream({
      state: rpc.state,
      open: (signal) => rpc.client.live.samples({ ids }, { signal }),
      onOpen: () => {
        openings += 1
        if (openings > 1 || hasBeenInterrupted) generation.value += 1
        hasBeenInterrupted = false
      },
      onEvent: deliver,
    })
  }

  function schedule(): void {
    timer ??= setTimeout(subscribe, SUBSCRIBE_DEBOUNCE_MS)
  }

  /**
   * Hands over the new points of these series, oldest first, at most four
   * times a second, until the returned function is called or the calling
   * scope ends. The first frame repeats the last few points: follow first,
   * read the range second, and drop what is there already by its time.
   */
  function follow(ids: Iterable<number>, onPoints: (points: readonly LivePoints[]) => void): () => void {
    const follower: Follower = { ids: new Set(ids), onPoints }
    followers.add(follower)
    schedule()
    const unfollow = (): void => {
      if (followers.delete(follower)) schedule()
    }
    if (getCurrentScope() !== undefined) onScopeDispose(unfollow)
    return unfollow
  }

  watch(isVisible, (visible) => {
    if (!visible && subscribed !== '') hasBeenInterrupted = true
    subscribe()
  })

  return { follow, generation }
})
