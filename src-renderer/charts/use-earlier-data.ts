import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { useRpc } from '../rpc/client.ts'
import { useTimeRange } from '../stores/time-range.ts'
import { toColumns } from './merge-live.ts'
import { pointLimits } from './point-limits.ts'
import type { LoadedSeries } from './series-feed.ts'

const RELOAD_DEBOUNCE_MS = 120
/** A live window moves on into what was read ahead; after that it is read again. */
const AHEAD_SHARE = 0.25

export interface EarlierDataOptions {
  readonly ids: () => readonly number[]
  /** Width of the plot in pixels; 0 while it is not known. */
  readonly width: () => number
  /** How much earlier; null: nothing is compared. */
  readonly shiftMs: () => number | null
}

/**
 * The same series some time before the range of the bar, moved onto it. What
 * could not be read is left out: a comparison is no reason to hide what there is.
 */
export function useEarlierData(
  options: EarlierDataOptions,
): Readonly<ShallowRef<ReadonlyMap<number, LoadedSeries>>> {
  const { client } = useRpc()
  const time = useTimeRange()
  const loaded = shallowRef<ReadonlyMap<number, LoadedSeries>>(new Map())
  let running: AbortController | null = null
  let timer: ReturnType<typeof setTimeout> | null = null
  let readTo = 0

  async function load(): Promise<void> {
    running?.abort()
    const shiftMs = options.shiftMs()
    const ids = options.ids()
    if (shiftMs === null || ids.length === 0) {
      loaded.value = new Map()
      return
    }
    const own = new AbortController()
    running = own
    const { from, to } = time.window
    readTo = to + (to - from) * AHEAD_SHARE
    const answer = await client.series
      .samplesOfMany(
        {
          ids: [...ids],
          from: Math.floor(from - shiftMs),
          to: Math.ceil(readTo - shiftMs),
          ...pointLimits(options.width(), window.devicePixelRatio),
        },
        { signal: own.signal },
      )
      .catch(() => null)
    if (running !== own) return
    loaded.value = new Map(
      ids.flatMap((id, index) => {
        const samples = answer?.[index] ?? null
        if (samples === null) return []
        const columns = toColumns(samples)
        return [
          [id, { columns: { ...columns, t: columns.t.map((at) => at + shiftMs) }, gapMs: samples.gapMs }],
        ]
      }),
    )
  }

  function loadSoon(): void {
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(() => void load(), RELOAD_DEBOUNCE_MS)
  }

  watch(
    [() => options.ids().join(), options.shiftMs, () => time.range, () => options.width() > 0],
    ([, shiftMs]) => {
      if (shiftMs === null && loaded.value.size === 0) return
      if (options.width() > 0) loadSoon()
    },
    { immediate: true },
  )
  watch(
    () => time.to,
    (to) => {
      if (options.shiftMs() !== null && to > readTo) loadSoon()
    },
  )
  onScopeDispose(() => {
    running?.abort()
    if (timer !== null) clearTimeout(timer)
  })
  return loaded
}
