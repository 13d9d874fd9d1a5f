/** The same load for both: so many charts, series and points, and so many updates a second. */
export const LOAD = { charts: 12, series: 3, points: 600, updatesPerSecond: 2, seconds: 15 } as const

/** Distance of two points; a window of 600 points is what 2 Hz gives in five minutes. */
export const STEP_MS = 1_000 / LOAD.updatesPerSecond
export const WIDTH_PX = 540
export const HEIGHT_PX = 190

/** Numbers that look like a machine at work; the same ones in every run. */
export function createWalk(seed: number): () => number {
  let state = seed * 7919 + 1
  let value = 50
  return () => {
    state = (state * 16_807) % 2_147_483_647
    value = Math.max(0, Math.min(100, value + (state / 2_147_483_647 - 0.5) * 12))
    return value
  }
}

/** One way to draw the load. */
export interface Painter {
  /** Draws every chart with its first points. */
  mount(root: HTMLElement): Promise<void>
  /** Hands over one new point for every series. */
  push(at: number, values: readonly (readonly number[])[]): void
}
