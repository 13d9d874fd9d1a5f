import { defineStore } from 'pinia'
import { readonly, shallowRef } from 'vue'
import type { EpochMs } from '../../src-main/contract/index.ts'

/** How often ages and the live window move on. */
export const TICK_MS = 1_000

/**
 * The one clock of the window. It runs by the console's time, which may differ
 * from this machine's when the console is served to a browser elsewhere.
 */
export const useClock = defineStore('clock', () => {
  let offsetMs = 0
  const now = shallowRef<EpochMs>(Date.now())
  let timer: ReturnType<typeof setInterval> | null = null

  /** The console's time at this very moment, epoch milliseconds. Not reactive. */
  function read(): EpochMs {
    return Date.now() + offsetMs
  }

  function tick(): void {
    now.value = read()
  }

  /** Takes the console's clock from an answer, so that ages are right whatever this machine believes. */
  function correct(consoleNow: EpochMs): void {
    const measured = consoleNow - Date.now()
    // A round trip of jitter must not make every age flicker.
    if (Math.abs(measured - offsetMs) > 500) {
      offsetMs = measured
      tick()
    }
  }

  function start(): void {
    timer ??= setInterval(tick, TICK_MS)
  }

  function stop(): void {
    if (timer !== null) clearInterval(timer)
    timer = null
  }

  return { now: readonly(now), read, tick, correct, start, stop }
})
