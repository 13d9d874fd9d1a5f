import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { useFormat } from '../format/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { useRpc } from '../rpc/client.ts'
import { wordsOf } from '../rpc/errors.ts'
import { useClock } from '../stores/clock.ts'
import { useLive } from '../stores/live.ts'
import { useTimeRange } from '../stores/time-range.ts'
import { pointLimits, type PointLimits } from './point-limits.ts'
import { SeriesFeed, type LoadedSeries } from './series-feed.ts'
import type { ChartState } from './types.ts'

/** What asks again and again, as a window that is resized, is answered once it rests; who asks once, at once. */
const RELOAD_DEBOUNCE_MS = 120
/** A reading that is done within this time does not flicker. */
const LOADING_AFTER_MS = 200
/** Part of the span that is read before and after it: lines enter and leave the picture. */
const MARGIN_SHARE = 0.02
/** Clocks of other machines may go ahead of ours. */
const AHEAD_MS = 60_000
/** A series is late when nothing came for two gaps, but not before this time. */
const LATE_AFTER_MS = 10_000

export interface ChartDataOptions {
  /** Series with numbers. */
  readonly ids: () => readonly number[]
  /** Width of the plot in pixels; 0 while it is not known. */
  readonly width: () => number
}

export interface ChartData {
  readonly loaded: Readonly<ShallowRef<ReadonlyMap<number, LoadedSeries>>>
  /** How often a range has been read. */
  readonly answers: Readonly<ShallowRef<number>>
  readonly state: ComputedRef<ChartState>
  /** Why the state is what it is, in words; may be empty. */
  readonly notice: ComputedRef<string>
  reload(): void
}

/**
 * The samples of some series over the time range of the bar: read when the range,
 * the series or the width change, live while the range is. Old points stay until
 * the new ones are there. A pause freezes them; going on reads what came meanwhile.
 */
export function useChartData(options: ChartDataOptions): ChartData {
  const { client, state: connection } = useRpc()
  const time = useTimeRange()
  const live = useLive()
  const clock = useClock()
  const format = useFormat()
  const { t } = useText()
  const loaded = shallowRef<ReadonlyMap<number, LoadedSeries>>(new Map())
  const failure = shallowRef<{ readonly cause: unknown } | null>(null)
  const newestAt = shallowRef<number | null>(null)
  const isSlow = shallowRef(false)
  const answers = shallowRef(0)
  let unfollow: (() => void) | null = null
  let reloadTimer: ReturnType<typeof setTimeout> | null = null
  let slowTimer: ReturnType<typeof setTimeout> | null = null
  let askedAt = -Infinity

  const feed = new SeriesFeed({
    read: ({ ids, range, limits }, signal) =>
      client.series.samplesOfMany({ ids: [...ids], from: range.from, to: range.to, ...limits }, { signal }),
    onChange: () => {
      loaded.value = feed.loaded
      failure.value = feed.failure
      newestAt.value = feed.newestAt()
    },
  })

  function limits(): PointLimits {
    return pointLimits(options.width(), window.devicePixelRatio)
  }

  async function load(): Promise<void> {
    if (slowTimer !== null) clearTimeout(slowTimer)
    slowTimer = setTimeout(() => (isSlow.value = true), LOADING_AFTER_MS)
    const { from, to } = time.window
    const margin = Math.ceil((to - from) * MARGIN_SHARE)
    const range = { from: Math.floor(from) - margin, to: Math.ceil(to) + (time.isLive ? AHEAD_MS : margin) }
    await feed.load({ ids: options.ids(), range, limits: limits() })
    if (feed.isLoading) return
    clearTimeout(slowTimer)
    isSlow.value = false
    answers.value += 1
  }

  function reload(): void {
    if (options.width() === 0) return
    if (reloadTimer !== null) clearTimeout(reloadTimer)
    reloadTimer = null
    void load()
  }

  function reloadSoon(): void {
    if (reloadTimer !== null) clearTimeout(reloadTimer)
    const isFirst = performance.now() - askedAt > RELOAD_DEBOUNCE_MS
    askedAt = performance.now()
    // At once means before the page is drawn anew: the answer is on its way meanwhile.
    if (answers.value === 0 || isFirst) reload()
    else reloadTimer = setTimeout(reload, RELOAD_DEBOUNCE_MS)
  }

  watch(
    [() => options.ids().join(), () => time.isLive],
    () => {
      unfollow?.()
      unfollow = null
      // Follow first, read second: what comes in between is in both, and merged by its time.
      if (time.isLive && options.ids().length > 0) {
        unfollow = live.follow(options.ids(), (points) => {
          feed.append(points, time.window.from)
          if (feed.isCrowded(limits().maxPoints) && !feed.isLoading) reloadSoon()
        })
      }
    },
    { immediate: true },
  )
  watch(
    [
      () => time.frozenAt === null,
      () => options.ids().join(),
      () => time.range,
      () => options.width() > 0,
      () => Math.round(options.width() / 50),
      () => live.generation,
    ],
    ([isRunning], [wasRunning]) => {
      // Pausing changes nothing that is there; going on does.
      if (!isRunning && wasRunning === true) return
      reloadSoon()
    },
    { immediate: true },
  )
  watch(connection, (now, before) => {
    if (now.kind === 'on' && before.kind !== 'on' && !time.isLive) reloadSoon()
  })
  onScopeDispose(() => {
    unfollow?.()
    feed.dispose()
    if (reloadTimer !== null) clearTimeout(reloadTimer)
    if (slowTimer !== null) clearTimeout(slowTimer)
  })

  const lateBy = computed(() => {
    if (!time.isLive || newestAt.value === null) return null
    const gapMs = Math.min(...[...loaded.value.values()].map((one) => one.gapMs))
    const age = clock.now - newestAt.value
    return age > Math.max(LATE_AFTER_MS, 2 * gapMs) ? age : null
  })
  const hasPoints = computed(() => [...loaded.value.values()].some((one) => one.columns.t.length > 0))
  const state = computed<ChartState>(() => {
    if (!hasPoints.value) {
      if (failure.value !== null) return 'error'
      return answers.value > 0 && !isSlow.value ? 'empty' : 'loading'
    }
    if (isSlow.value) return 'loading'
    if (failure.value !== null || connection.value.kind === 'lost' || lateBy.value !== null) return 'stale'
    return 'ready'
  })
  const notice = computed(() => {
    if (failure.value !== null) return wordsOf(failure.value.cause).message
    if (connection.value.kind === 'lost') return t('charts.lost')
    return lateBy.value === null || newestAt.value === null
      ? ''
      : t('charts.lastValue', { age: format.ago(newestAt.value, clock.now) })
  })

  return { loaded, answers, state, notice, reload }
}
