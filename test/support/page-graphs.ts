import { readFile } from 'node:fs/promises'
import type { Download, Locator, Page } from '@playwright/test'
import { CollectlDouble } from './collectl-double.ts'
import type { RunningConsole } from './console.ts'
import { expect } from './e2e.ts'
import { goTo } from './page-acts.ts'

export const METRIC = 'cputotals.user'
export const GAP_FROM_S = 120
export const GAP_TO_S = 60

export interface GraphWorld {
  readonly collectl: CollectlDouble
  readonly seriesId: number
  readonly chart: Locator
  /** The last value that the legend shows. */
  readonly value: Locator
}

/** A machine with four minutes of values, one of them missing, on a graph of its own. */
export async function drawHistory(page: Page, web: RunningConsole): Promise<GraphWorld> {
  const collectl = await CollectlDouble.start()
  await web.api('POST', '/api/collectl/endpoints', { address: `127.0.0.1:${collectl.port}`, name: 'db07' })
  await expect.poll(() => collectl.hasReader).toBe(true)
  const now = Date.now()
  for (let second = 240; second > 0; second--) {
    if (second <= GAP_FROM_S && second > GAP_TO_S) continue
    collectl.say({ [METRIC]: second % 2 === 0 ? 20 : 30 }, now - second * 1_000)
  }
  const find = (): Promise<unknown> => web.api('GET', `/api/series?search=${METRIC}`)
  await expect.poll(find).toHaveLength(1)
  const [series] = (await find()) as { id: number }[]
  await goTo(page, `/graphs?series=${series?.id ?? 0}`)
  const chart = page.getByRole('application', { name: /CPU user/ })
  await expect(chart).toBeVisible()
  const value = page.getByRole('row').filter({ hasText: 'CPU user' }).getByRole('cell').first()
  await expect(value).toHaveText(/30/)
  return { collectl, seriesId: series?.id ?? 0, chart, value }
}

/** What the chart shows, as it exports it: times, oldest first, and values. */
export async function exportedValues(page: Page): Promise<{ readonly t: number[]; readonly v: number[] }> {
  const file = await fileOf(page, 'Save values (CSV)')
  const lines = file.text.trim().split('\r\n').slice(1)
  const rows = lines.map((line) => line.split(','))
  return { t: rows.map((row) => Number(row[1])), v: rows.map((row) => Number(row[2])) }
}

/** The file that an entry of a chart's menu gives. */
export async function fileOf(
  page: Page,
  entry: string,
): Promise<{ readonly name: string; readonly text: string }> {
  await page
    .getByRole('button', { name: /^Actions for/ })
    .first()
    .click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: entry }).click()
  return contentOf(await download)
}

export async function contentOf(
  download: Download,
): Promise<{ readonly name: string; readonly text: string }> {
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') }
}

/** Chooses a span of the bar. */
export async function chooseSpan(page: Page, name: string): Promise<void> {
  await page.getByRole('radio', { name }).or(page.getByRole('button', { name })).first().click()
}
