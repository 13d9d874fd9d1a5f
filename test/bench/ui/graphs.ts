/**
 * From a change of the range to the last stroke of twelve charts of three series,
 * with a month of data stored: read by the console, sent, drawn in Chromium.
 * Beside it uPlot, which draws the same points of the same board from memory.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type Page } from '@playwright/test'
import { startConsole, type RunningConsole } from '../../support/console.ts'
import { storeMonth, type Month } from './month-of-data.ts'

const CHROMIUM = '/usr/bin/chromium'
const CHARTS = 12
const SERIES_PER_CHART = 3
const PLOT = { width: 720, height: 190 }
/** Two columns, six rows, all of them in view. */
const VIEWPORT = { width: 1_720, height: 2_300 }
const HOUR_MS = 3_600_000
const SPANS_MS = [1, 6, 24, 7 * 24, 29 * 24].map((hours) => hours * HOUR_MS)
const TURNS = 10
/** Nothing was drawn for so long: the change is over. */
const REST_MS = 500
const LIMIT_MS = 300
const UPLOT = fileURLToPath(new URL('../../../node_modules/uplot/dist/uPlot.iife.min.js', import.meta.url))

interface Range {
  readonly from: number
  readonly to: number
}

/** What the script below keeps in a page. */
interface Watched {
  lastStroke: number
  readonly painted: Set<unknown>
}

interface PageWindow {
  readonly watched: Watched
  readonly location: { hash: string }
}

/** Notes every stroke and fill of a canvas, which costs next to nothing. */
const WATCH = `
  globalThis.watched = { lastStroke: 0, painted: new Set() }
  for (const name of ['stroke', 'fill']) {
    const before = CanvasRenderingContext2D.prototype[name]
    CanvasRenderingContext2D.prototype[name] = function (...parameters) {
      globalThis.watched.lastStroke = performance.now()
      globalThis.watched.painted.add(this.canvas)
      return before.apply(this, parameters)
    }
  }
`

/** Prints `{ bench, metric, ours, limit, ratio }`, milliseconds; what the limit is, the metric says. */
export async function run(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'scopedeck-bench-graphs-'))
  let web: RunningConsole | null = null
  let browser: Browser | null = null
  try {
    const month = await storeMonth(dataDir, CHARTS * SERIES_PER_CHART)
    web = await startConsole({ dataDir, scopeport: 'off' })
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
    const ranges = chooseRanges(month)
    const ours = await measureOurs(browser, web, month, ranges)
    const uplot = await measureUplot(browser, web, month, ranges)
    for (const [index, spanMs] of SPANS_MS.entries()) {
      const times = ours.filter((_, turn) => turn % SPANS_MS.length === index)
      print(`12_charts_of_${spanMs / HOUR_MS}_hours_p50_beside_limit`, percentile(times, 0.5), LIMIT_MS)
    }
    for (const [name, share] of [
      ['p50', 0.5],
      ['p95', 0.95],
    ] as const) {
      print(`12_charts_after_range_change_${name}_beside_limit`, percentile(ours, share), LIMIT_MS)
      print(
        `12_charts_after_range_change_${name}_beside_uplot_without_reading`,
        percentile(ours, share),
        percentile(uplot, share),
      )
    }
    process.stdout.write(
      `${JSON.stringify({ bench: 'graphs', samples: month.samples, changes: ours.length })}\n`,
    )
  } finally {
    await browser?.close()
    await web?.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** Spans in turn, at places all over the month; the same ones in every run, but for the time of day. */
function chooseRanges({ from, to }: Month): readonly Range[] {
  return Array.from({ length: TURNS }).flatMap((_, turn) =>
    SPANS_MS.map((spanMs) => {
      const start = from + ((to - from - spanMs) * ((turn * 37) % TURNS)) / TURNS
      return { from: Math.round(start), to: Math.round(start + spanMs) }
    }),
  )
}

async function measureOurs(
  browser: Browser,
  web: RunningConsole,
  month: Month,
  ranges: readonly Range[],
): Promise<readonly number[]> {
  const charts = Array.from({ length: CHARTS }, (_, chart) => ({
    title: null,
    mode: 'lines',
    thresholds: [],
    series: idsOf(month, chart).map((id, color) => ({ id, color })),
  }))
  await web.api('POST', '/api/boards', { name: 'Bench', charts })
  const page = await browser.newPage({ viewport: VIEWPORT })
  await page.addInitScript(WATCH)
  await page.goto(web.link)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.evaluate(() => {
    ;(globalThis as unknown as PageWindow).location.hash = '#/graphs?last=3600000'
  })
  await page
    .getByRole('application')
    .nth(CHARTS - 1)
    .waitFor()
  await rest(page)
  const times = []
  for (const range of ranges) times.push(await timeOf(page, range))
  await page.close()
  return times
}

async function timeOf(page: Page, { from, to }: Range): Promise<number> {
  const start = await page.evaluate((hash) => {
    const window = globalThis as unknown as PageWindow
    window.watched.painted.clear()
    const now = performance.now()
    window.location.hash = hash
    return now
  }, `#/graphs?from=${from}&to=${to}`)
  await rest(page)
  const { last, painted } = await page.evaluate(() => {
    const { lastStroke, painted } = (globalThis as unknown as PageWindow).watched
    return { last: lastStroke, painted: painted.size }
  })
  if (painted < CHARTS) throw new Error(`Only ${painted} charts were drawn after a change of the range`)
  return last - start
}

/** Until nothing has been drawn for a while. */
async function rest(page: Page): Promise<void> {
  await pause(REST_MS)
  await page.waitForFunction(
    (milliseconds) => {
      const { watched } = globalThis as unknown as PageWindow
      return watched.lastStroke > 0 && performance.now() - watched.lastStroke > milliseconds
    },
    REST_MS,
    { polling: 50 },
  )
}

interface Samples {
  readonly t: readonly number[]
  readonly v: readonly (number | null)[]
  /** There when a point stands for several values. */
  readonly min?: readonly (number | null)[]
}

async function measureUplot(
  browser: Browser,
  web: RunningConsole,
  month: Month,
  ranges: readonly Range[],
): Promise<readonly number[]> {
  const page = await browser.newPage({ viewport: VIEWPORT })
  await page.goto('about:blank')
  await page.evaluate(WATCH)
  await page.addScriptTag({ content: await readFile(UPLOT, 'utf8') })
  await page.evaluate(makePlots, { charts: CHARTS, series: SERIES_PER_CHART, ...PLOT })
  const times = []
  for (const range of ranges) {
    const boards = []
    for (let chart = 0; chart < CHARTS; chart += 1)
      boards.push(await columnsOf(web, idsOf(month, chart), range))
    times.push(await page.evaluate(drawPlots, boards))
  }
  await page.close()
  return times
}

/** One column of times and one a series: all of them have the same times, a minute apart. */
async function columnsOf(
  web: RunningConsole,
  ids: readonly number[],
  { from, to }: Range,
): Promise<readonly (readonly (number | null)[])[]> {
  // As many as our chart draws: two a pixel as they are, one for two pixels where a point stands for several.
  const read = async (id: number, maxPoints: number): Promise<Samples> => {
    const query = `from=${from}&to=${to}&maxPoints=${maxPoints}`
    return (await web.api('GET', `/api/series/${id}/samples?${query}`)) as Samples
  }
  const all = await Promise.all(
    ids.map(async (id) => {
      const samples = await read(id, PLOT.width * 2)
      return samples.min === undefined ? samples : read(id, PLOT.width / 2)
    }),
  )
  const times = [...new Set(all.flatMap(({ t }) => t))].sort((one, other) => one - other)
  const columns = all.map(({ t, v }) => {
    const byTime = new Map(t.map((at, index) => [at, v[index] ?? null]))
    return times.map((at) => byTime.get(at) ?? null)
  })
  return [times.map((at) => at / 1_000), ...columns]
}

interface UplotWindow {
  uPlot: new (options: object, data: unknown, target: unknown) => { setData(data: unknown): void }
  plots: { setData(data: unknown): void }[]
  document: { body: unknown }
}

/** Runs in the page. */
function makePlots({
  charts,
  series,
  width,
  height,
}: Record<'charts' | 'series' | 'width' | 'height', number>): void {
  const target = globalThis as unknown as UplotWindow
  const lines = Array.from({ length: series }, (_, index) => ({
    label: `s${index}`,
    stroke: ['#5aa2ff', '#f0a13a', '#3cc49a'][index],
    width: 1.5,
    spanGaps: true,
    points: { show: false },
  }))
  target.plots = Array.from({ length: charts }, () => {
    const data = Array.from({ length: series + 1 }, () => [])
    return new target.uPlot({ width, height, series: [{}, ...lines] }, data, target.document.body)
  })
}

/** Runs in the page: milliseconds from the new data to the last stroke. */
async function drawPlots(boards: readonly unknown[]): Promise<number> {
  const target = globalThis as unknown as UplotWindow & { watched: Watched }
  const start = performance.now()
  target.plots.forEach((plot, index) => plot.setData(boards[index]))
  await new Promise((resolve) => setTimeout(resolve, 200))
  return target.watched.lastStroke - start
}

function idsOf({ seriesIds }: Month, chart: number): readonly number[] {
  return seriesIds.slice(chart * SERIES_PER_CHART, (chart + 1) * SERIES_PER_CHART)
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0
}

function print(metric: string, ours: number, limit: number): void {
  const round = (value: number): number => Math.round(value * 100) / 100
  const line = { bench: 'graphs', metric, ours: round(ours), limit: round(limit), ratio: round(ours / limit) }
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
