/**
 * Top with 200 hosts × 20 metrics at 1 Hz in Chromium, sorted by a column that
 * changes with every frame, on a database of a million samples: how long the
 * page's tasks take, whether it leaves a value out, when it first shows
 * something useful, and whether its memory stays flat. `BENCH_SECONDS`,
 * `BENCH_MINUTES`, `BENCH_HOSTS` and `BENCH_STORED` change the size. Prints a
 * JSON line a metric; `limit` is issue 7's.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test'
import { startConsole } from '../../support/console.ts'
import { COLUMNS, HOSTS } from './fed/load.ts'
import { percentile, restingHeapBytes, type Task, tasksDuring } from './fed/page-meter.ts'
import { storeSamples } from './fed/stored.ts'

const CHROMIUM = '/usr/bin/chromium'
const VIEWPORT = { width: 1920, height: 1080 }
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 60)
const MINUTES = Number(process.env['BENCH_MINUTES'] ?? 5)
const WARM_UP_MS = 20_000
const LIMIT = { taskP99Ms: 50, dropped: 0, paintMs: 2_000, heapGrowthPercent: 5 } as const
const CHOICES = JSON.stringify({
  columns: COLUMNS,
  sort: { key: 'cpu', isDescending: true },
  lines: [],
  filter: '',
})

function print(metric: string, ours: number, limit: number): void {
  const round = (value: number): number => Math.round(value * 100) / 100
  const line = { bench: 'ui', metric: `top_${metric}`, ours: round(ours), limit }
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

/** Signs the context in, so that the next page opens as it does for whoever comes back. */
async function signIn(context: BrowserContext, link: string): Promise<string> {
  const page = await context.newPage()
  await page.goto(link)
  await page.locator('h1').waitFor()
  await page.close()
  return new URL(link).origin
}

/** Opens Top; gives the milliseconds until its rows have been painted. */
async function openTop(page: Page, origin: string): Promise<number> {
  await page.addInitScript(`localStorage['scopedeck.top'] = ${JSON.stringify(CHOICES)}`)
  const begin = performance.now()
  await page.goto(`${origin}/#/top`)
  await page.locator('[role="grid"] tbody tr.row').first().waitFor()
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
  return performance.now() - begin
}

/** From the start of the program to a page that shows something useful. */
async function measureStart(browser: Browser, dataDir: string): Promise<void> {
  const context = await browser.newContext({ viewport: VIEWPORT })
  const first = await startConsole({ dataDir, scopeport: 'off' })
  const origin = await signIn(context, first.link)
  await first.stop()
  const begin = performance.now()
  const console = await startConsole({
    dataDir,
    scopeport: 'off',
    args: ['--http', new URL(origin).host],
  })
  try {
    const servedMs = performance.now() - begin
    const rowsMs = await openTop(await context.newPage(), console.url)
    print('start_to_serving_ms', servedMs, LIMIT.paintMs)
    print('page_to_rows_ms', rowsMs, LIMIT.paintMs)
    print('start_to_rows_ms', servedMs + rowsMs, LIMIT.paintMs)
  } finally {
    await context.close()
    await console.stop()
  }
}

/** Counts in the page which values of the first host's first cell have been shown. */
const WATCH_FIRST_CELL = `
  globalThis.seen = new Set()
  const look = () => {
    const cell = document.querySelector('[data-cell="0 1"]')
    if (cell !== null) globalThis.seen.add(cell.textContent)
  }
  new MutationObserver(look).observe(document.querySelector('[role="grid"]'), {
    subtree: true, childList: true, characterData: true,
  })
  look()`

async function measureLive(browser: Browser, child: ChildProcess, link: string): Promise<void> {
  const context = await browser.newContext({ viewport: VIEWPORT })
  const origin = await signIn(context, link)
  const page = await context.newPage()
  await openTop(page, origin)
  child.send('feed')
  await pause(WARM_UP_MS)
  const count = async (): Promise<number> => {
    child.send('count')
    const [message] = (await once(child, 'message')) as [{ count: number }]
    return message.count
  }
  await page.evaluate(WATCH_FIRST_CELL)
  const before = await count()
  const tasks = await tasksDuring(browser, page, () => pause(SECONDS * 1_000))
  const fed = (await count()) - before
  const shown = (await page.evaluate('globalThis.seen.size')) as number
  for (const [name, each] of [
    ['wall', (task: Task) => task.wallMs],
    ['cpu', (task: Task) => task.cpuMs],
  ] as const) {
    const times = tasks.map(each)
    print(`tasks_${name}_p50_ms`, percentile(times, 0.5), LIMIT.taskP99Ms)
    print(`tasks_${name}_p99_ms`, percentile(times, 0.99), LIMIT.taskP99Ms)
    print(`tasks_${name}_longest_ms`, Math.max(0, ...times), LIMIT.taskP99Ms)
  }
  const busyMs = tasks.reduce((sum, { cpuMs }) => sum + cpuMs, 0)
  print('busy_percent_of_a_processor', busyMs / SECONDS / 10, 100)
  print('values_fed', fed, fed)
  // The one that was there before the first of them counts as well.
  print('values_dropped', Math.max(0, fed + 1 - shown), LIMIT.dropped)

  const session = await page.context().newCDPSession(page)
  const first = await restingHeapBytes(session)
  await pause(MINUTES * 60_000)
  const last = await restingHeapBytes(session)
  print('heap_mb', last / 2 ** 20, first / 2 ** 20)
  print('heap_growth_percent', (100 * (last - first)) / first, LIMIT.heapGrowthPercent)
  await context.close()
}

export async function run(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'scopedeck-bench-top-'))
  let browser: Browser | null = null
  let child: ChildProcess | null = null
  try {
    await storeSamples(directory)
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] })
    await measureStart(browser, directory)
    child = fork(fileURLToPath(new URL('./fed/console.ts', import.meta.url)), [directory], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const [{ link }] = (await once(child, 'message')) as [{ link: string }]
    print('hosts', HOSTS, HOSTS)
    await measureLive(browser, child, link)
  } finally {
    await browser?.close()
    if (child !== null && child.exitCode === null) {
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    }
    await rm(directory, { recursive: true, force: true })
  }
}
