import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import type { StateSpan } from '../../src-main/contract/index.ts'
import { useRpc } from '../rpc/client.ts'
import { useClock } from '../stores/clock.ts'
import { useTimeRange } from '../stores/time-range.ts'

/** Words change seldom and have no live stream: they are read again this often. */
const REFRESH_MS = 3_000
const RELOAD_DEBOUNCE_MS = 120

/** The words of some text series over the time range of the bar; what could not be read stays as it was. */
export function useStateData(
  ids: () => readonly number[],
): Readonly<ShallowRef<ReadonlyMap<number, readonly StateSpan[]>>> {
  const { client } = useRpc()
  const time = useTimeRange()
  const clock = useClock()
  const spans = shallowRef<ReadonlyMap<number, readonly StateSpan[]>>(new Map())
  let running: AbortController | null = null
  let timer: ReturnType<typeof setTimeout> | null = null
  let readAt = 0

  async function load(): Promise<void> {
    running?.abort()
    const own = new AbortController()
    running = own
    readAt = clock.read()
    const { from, to } = time.window
    const wanted = ids()
    const answers = await Promise.allSettled(
      wanted.map((id) =>
        client.series.states({ id, from: Math.floor(from), to: Math.ceil(to) }, { signal: own.signal }),
      ),
    )
    if (running !== own) return
    running = null
    spans.value = new Map(
      wanted.map((id, index) => {
        const answer = answers[index]
        return [id, answer?.status === 'fulfilled' ? answer.value : (spans.value.get(id) ?? [])]
      }),
    )
  }

  function loadSoon(): void {
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(() => void load(), RELOAD_DEBOUNCE_MS)
  }

  watch(
    [() => ids().join(), () => time.range, () => time.isLive],
    () => {
      if (ids().length > 0) loadSoon()
    },
    { immediate: true },
  )
  watch(
    () => clock.now,
    (now) => {
      if (time.isLive && ids().length > 0 && now - readAt >= REFRESH_MS) void load()
    },
  )
  onScopeDispose(() => {
    running?.abort()
    if (timer !== null) clearTimeout(timer)
  })
  return spans
}
