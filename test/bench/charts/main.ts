import './page.css'
import { createWalk, LOAD, STEP_MS, type Painter } from './feed.ts'
import { createOurs } from './ours.ts'
import { createUplot } from './uplot.ts'

/** What the page hands to `charts.ts`, which drives it. */
export interface ChartsBench {
  /** Fills every chart; afterwards the page is at rest. */
  prepare(painter: 'ours' | 'uplot'): Promise<void>
  /** Feeds the load for its time; distances of the animation frames in milliseconds. */
  measure(): Promise<{ frames: number[]; updates: number }>
}

declare global {
  interface Window {
    bench: ChartsBench
  }
}

const walks = Array.from({ length: LOAD.charts }, (_, chart) =>
  Array.from({ length: LOAD.series }, (_unused, index) => createWalk(chart * LOAD.series + index + 1)),
)
const START = Date.UTC(2026, 10, 21, 20, 0, 0)
let painter: Painter | null = null
let tick = 0

function push(): void {
  painter?.push(
    START + tick * STEP_MS,
    walks.map((chart) => chart.map((next) => next())),
  )
  tick += 1
}

function frame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve))
}

async function framesFor(milliseconds: number): Promise<number[]> {
  const distances: number[] = []
  const start = await frame()
  for (let last = start; last - start < milliseconds;) {
    const now = await frame()
    distances.push(now - last)
    last = now
  }
  return distances
}

window.bench = {
  async prepare(kind) {
    const root = document.querySelector('main')
    if (root === null) throw new Error('The page has no place for charts')
    painter = kind === 'ours' ? createOurs() : createUplot()
    await painter.mount(root)
    for (let point = 0; point < LOAD.points; point += 1) push()
    await framesFor(2_000)
  },
  async measure() {
    let updates = 0
    const timer = setInterval(() => {
      push()
      updates += 1
    }, STEP_MS)
    const frames = await framesFor(LOAD.seconds * 1_000)
    clearInterval(timer)
    return { frames, updates }
  },
}
