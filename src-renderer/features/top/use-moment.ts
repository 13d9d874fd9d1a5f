import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { EpochMs } from '../../../src-main/contract/index.ts'
import { useClock } from '../../stores/clock.ts'
import { useTimeRange } from '../../stores/time-range.ts'

/** How many seconds of the past go by in one second. */
export const SPEEDS = [1, 10, 60] as const
export type Speed = (typeof SPEEDS)[number]

/** `live`: it moves. `frozen`: what was seen when somebody paused. `past`: a moment of the past. */
export type MomentMode = 'live' | 'frozen' | 'past'

export interface Moment {
  readonly mode: ComputedRef<MomentMode>
  /** The moment of the past that is shown; null when it is none. */
  readonly at: Readonly<ShallowRef<EpochMs | null>>
  readonly isPlaying: Readonly<ShallowRef<boolean>>
  readonly speed: Readonly<ShallowRef<Speed>>
  setSpeed(speed: Speed): void
  /** Shows a moment; the bar's range stands still from then on. */
  seek(at: EpochMs): void
  /** So many milliseconds on, or back. */
  step(byMs: number): void
  togglePlaying(): void
  /** Follows the clock again. */
  goLive(): void
}

const TICK_MS = 1_000

/** Which moment the table shows: within the time range of the bar, which rules this page too. */
export function useMoment(): Moment {
  const time = useTimeRange()
  const clock = useClock()
  const at = shallowRef<EpochMs | null>(null)
  const isPlaying = shallowRef(false)
  const speed = shallowRef<Speed>(1)
  let timer: ReturnType<typeof setInterval> | null = null

  const mode = computed<MomentMode>(() => {
    if (at.value !== null) return 'past'
    return time.isLive ? 'live' : 'frozen'
  })

  function stop(): void {
    if (timer !== null) clearInterval(timer)
    timer = null
    isPlaying.value = false
  }

  function seek(wanted: EpochMs): void {
    // The window must not run away under the handle.
    if (time.isLive) time.pause()
    const { from, to } = time.window
    at.value = Math.round(Math.min(Math.max(wanted, from), to))
  }

  function step(byMs: number): void {
    const from = at.value ?? time.window.to
    seek(from + byMs)
  }

  function play(): void {
    // From the end there is nothing to play: begin again.
    seek(at.value === null || at.value >= time.window.to ? time.window.from : at.value)
    isPlaying.value = true
    timer ??= setInterval(() => {
      if (at.value === null) return stop()
      seek(at.value + TICK_MS * speed.value)
      if (at.value >= time.window.to) stop()
    }, TICK_MS)
  }

  function goLive(): void {
    stop()
    at.value = null
    time.goLive()
  }

  // Whoever comes while it is paused sees what was when it was paused.
  if (time.frozenAt !== null) at.value = Math.round(time.frozenAt)

  watch(
    () => [time.range, time.frozenAt] as const,
    ([range, frozenAt]) => {
      if (range.kind === 'absolute') {
        const known = at.value
        if (known === null || known < range.from || known > range.to) {
          stop()
          at.value = Math.min(range.to, clock.read())
        }
      } else if (frozenAt === null) {
        stop()
        at.value = null
      }
    },
    { immediate: true },
  )
  onScopeDispose(stop)

  return {
    mode,
    at,
    isPlaying,
    speed,
    setSpeed: (chosen) => (speed.value = chosen),
    seek,
    step,
    togglePlaying: () => {
      if (isPlaying.value) stop()
      else play()
    },
    goLive,
  }
}
