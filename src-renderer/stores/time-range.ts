import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { EpochMs } from '../../src-main/contract/index.ts'
import { useClock } from './clock.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** The spans that the bar offers. */
export const SPANS = [
  { name: '5m', spanMs: 5 * MINUTE_MS },
  { name: '15m', spanMs: 15 * MINUTE_MS },
  { name: '1h', spanMs: HOUR_MS },
  { name: '6h', spanMs: 6 * HOUR_MS },
  { name: '24h', spanMs: DAY_MS },
  { name: '7d', spanMs: 7 * DAY_MS },
] as const
export type SpanName = (typeof SPANS)[number]['name']

/** A chart of less than a second, or of more than ten years, says nothing. */
export const MIN_SPAN_MS = 1_000
export const MAX_SPAN_MS = 3_653 * DAY_MS
/** Part of a span that nobody misses: who went one span back and looked around comes back to the present. */
const NEAR_SHARE = 0.05
/** Steps that "back" remembers. */
export const HISTORY_LIMIT = 50

/** `relative` follows the clock; `absolute` stands still. */
export type TimeRange =
  | { readonly kind: 'relative'; readonly spanMs: number }
  | { readonly kind: 'absolute'; readonly from: EpochMs; readonly to: EpochMs }

export interface TimeWindow {
  readonly from: EpochMs
  readonly to: EpochMs
}

const DEFAULT_RANGE: TimeRange = { kind: 'relative', spanMs: 15 * MINUTE_MS }

function absolute(from: EpochMs, to: EpochMs): TimeRange {
  const start = Math.round(Math.min(from, to))
  const spanMs = Math.min(Math.max(Math.abs(to - from), MIN_SPAN_MS), MAX_SPAN_MS)
  return { kind: 'absolute', from: start, to: start + Math.round(spanMs) }
}

function isSame(a: TimeRange, b: TimeRange): boolean {
  if (a.kind === 'relative') return b.kind === 'relative' && a.spanMs === b.spanMs
  return b.kind === 'absolute' && a.from === b.from && a.to === b.to
}

/**
 * The time range of the bar, which rules every chart and table of a page.
 *
 * - `window` is what is to be drawn: `{ from, to }`, epoch milliseconds by the
 *   console's clock. While `isLive` it moves on once a second.
 * - `range` changes only when a person chose another one: read data again on
 *   `range` or `frozenAt`, not on `window`.
 */
export const useTimeRange = defineStore('time-range', () => {
  const clock = useClock()
  const steps = shallowRef<readonly TimeRange[]>([DEFAULT_RANGE])
  const position = shallowRef(0)
  /** When somebody paused; data keeps coming in, the window stands. Null: not paused. */
  const frozenAt = shallowRef<EpochMs | null>(null)

  const range = computed<TimeRange>(() => steps.value[position.value] ?? DEFAULT_RANGE)
  /** The window follows the clock. */
  const isLive = computed(() => range.value.kind === 'relative' && frozenAt.value === null)
  const spanMs = computed(() =>
    range.value.kind === 'relative' ? range.value.spanMs : range.value.to - range.value.from,
  )
  const window = computed<TimeWindow>(() => {
    const chosen = range.value
    if (chosen.kind === 'absolute') return { from: chosen.from, to: chosen.to }
    const to = frozenAt.value ?? clock.now
    return { from: to - chosen.spanMs, to }
  })
  const from = computed(() => window.value.from)
  const to = computed(() => window.value.to)
  /** Name of the chosen span of the bar; null for any other range. */
  const spanName = computed<SpanName | null>(() => {
    const chosen = range.value
    if (chosen.kind !== 'relative') return null
    return SPANS.find((span) => span.spanMs === chosen.spanMs)?.name ?? null
  })
  const canGoBack = computed(() => position.value > 0)
  const canGoForward = computed(() => position.value < steps.value.length - 1)

  function push(next: TimeRange): void {
    if (isSame(next, range.value)) return
    steps.value = [...steps.value.slice(0, position.value + 1), next].slice(-HISTORY_LIMIT)
    position.value = steps.value.length - 1
  }

  /** The last so many milliseconds, live. */
  function selectSpan(milliseconds: number): void {
    frozenAt.value = null
    push({ kind: 'relative', spanMs: Math.min(Math.max(milliseconds, MIN_SPAN_MS), MAX_SPAN_MS) })
  }

  /** A fixed range; the ends may come in any order. */
  function selectAbsolute(start: EpochMs, end: EpochMs): void {
    frozenAt.value = null
    push(absolute(start, end))
  }

  /** What a drag over a chart chose. */
  const zoom = selectAbsolute

  /** One span earlier ("15 minutes earlier"); the range stands still from then on. */
  function earlier(): void {
    const { from: start } = window.value
    selectAbsolute(start - spanMs.value, start)
  }

  /** One span later; live again when that reaches the present, but for what went by meanwhile. */
  function later(): void {
    const { to: end } = window.value
    const length = spanMs.value
    if (end + length * (1 + NEAR_SHARE) >= clock.read()) selectSpan(length)
    else selectAbsolute(end, end + length)
  }

  /** Twice as much, around the same middle, never beyond the present. */
  function zoomOut(): void {
    const { from: start, to: end } = window.value
    const length = spanMs.value
    if (range.value.kind === 'relative') selectSpan(length * 2)
    else {
      const newEnd = Math.min(end + length / 2, Math.max(end, clock.read()))
      selectAbsolute(Math.min(start, newEnd - length * 2), newEnd)
    }
  }

  function pause(): void {
    if (range.value.kind === 'relative') frozenAt.value ??= clock.read()
  }

  /** Back to the present: ends a pause, and turns a fixed range into a live one of the same length. */
  function goLive(): void {
    frozenAt.value = null
    if (range.value.kind === 'absolute') selectSpan(spanMs.value)
    clock.tick()
  }

  function togglePause(): void {
    if (isLive.value) pause()
    else goLive()
  }

  function back(): void {
    if (!canGoBack.value) return
    frozenAt.value = null
    position.value -= 1
  }

  function forward(): void {
    if (!canGoForward.value) return
    frozenAt.value = null
    position.value += 1
  }

  return {
    range,
    window,
    from,
    to,
    spanMs,
    spanName,
    isLive,
    frozenAt,
    canGoBack,
    canGoForward,
    selectSpan,
    selectAbsolute,
    zoom,
    zoomOut,
    earlier,
    later,
    pause,
    goLive,
    togglePause,
    back,
    forward,
  }
})
