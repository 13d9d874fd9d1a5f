/**
 * Frame times with 12 charts × 3 series × 600 points at 2 Hz in Chromium: our
 * chart (ECharts behind it, with its legend and shared cursor) beside uPlot
 * drawing the same. Prints one JSON line a metric.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type CDPSession } from '@playwright/test'
import vue from '@vitejs/plugin-vue'
import { build } from 'vite'

const PAGE = fileURLToPath(new URL('./charts', import.meta.url))
const CHROMIUM = '/usr/bin/chromium'
/** All twelve in view: three columns, four rows. */
const VIEWPORT = { width: 1680, height: 1500 }
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
}

interface Measured {
  readonly frames: readonly number[]
  /** Per update of all charts, milliseconds: JavaScript alone, and all of the main thread. */
  readonly scriptMs: number
  readonly taskMs: number
}

async function serve(directory: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname)
    const file = join(directory, path === '/' ? 'index.html' : path)
    readFile(file).then(
      (content) =>
        response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'text/plain' }).end(content),
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

async function busy(session: CDPSession): Promise<{ script: number; task: number }> {
  const { metrics } = await session.send('Performance.getMetrics')
  const of = (name: string): number => (metrics.find((metric) => metric.name === name)?.value ?? 0) * 1_000
  return { script: of('ScriptDuration'), task: of('TaskDuration') }
}

async function measure(browser: Browser, url: string, painter: 'ours' | 'uplot'): Promise<Measured> {
  const page = await browser.newPage({ viewport: VIEWPORT })
  try {
    await page.goto(url)
    await page.evaluate((kind) => (globalThis as unknown as BenchWindow).bench.prepare(kind), painter)
    const session = await page.context().newCDPSession(page)
    await session.send('Performance.enable')
    const before = await busy(session)
    const { frames, updates } = await page.evaluate(() =>
      (globalThis as unknown as BenchWindow).bench.measure(),
    )
    const after = await busy(session)
    return {
      frames,
      scriptMs: (after.script - before.script) / updates,
      taskMs: (after.task - before.task) / updates,
    }
  } finally {
    await page.close()
  }
}

/** What the page offers (test/bench/charts/main.ts), without its DOM types. */
interface BenchWindow {
  readonly bench: {
    prepare(painter: 'ours' | 'uplot'): Promise<void>
    measure(): Promise<{ frames: number[]; updates: number }>
  }
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0
}

function print(metric: string, ours: number, limit: number): void {
  const round = (value: number): number => Math.round(value * 100) / 100
  const line = { bench: 'charts', metric, ours: round(ours), limit: round(limit), ratio: round(ours / limit) }
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

/** Builds the page, runs both in turn and prints `{ bench, metric, ours, limit, ratio }`; limit is uPlot's, milliseconds. */
export async function run(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'scopedeck-bench-charts-'))
  let server: Server | null = null
  let browser: Browser | null = null
  try {
    await build({
      root: PAGE,
      configFile: false,
      logLevel: 'error',
      plugins: [vue()],
      build: { outDir: directory, emptyOutDir: true },
    })
    server = await serve(directory)
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
    const limit = await measure(browser, url, 'uplot')
    const ours = await measure(browser, url, 'ours')
    for (const [name, share] of [
      ['p50', 0.5],
      ['p95', 0.95],
      ['p99', 0.99],
    ] as const) {
      print(`frame_${name}_ms`, percentile(ours.frames, share), percentile(limit.frames, share))
    }
    print('script_per_update_ms', ours.scriptMs, limit.scriptMs)
    print('main_thread_per_update_ms', ours.taskMs, limit.taskMs)
  } finally {
    await browser?.close()
    server?.close()
    await rm(directory, { recursive: true, force: true })
  }
}
