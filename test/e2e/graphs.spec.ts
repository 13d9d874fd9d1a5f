import { readFile } from 'node:fs/promises'
import type { Locator, Page } from '@playwright/test'
import { CollectlDouble } from '../support/collectl-double.ts'
import type { RunningConsole } from '../support/console.ts'
import { expect, test } from '../support/e2e.ts'

const METRIC = 'cputotals.user'
const GAP_FROM_S = 120
const GAP_TO_S = 60

interface World {
  readonly collectl: CollectlDouble
  readonly chart: Locator
  /** The last value that the legend shows. */
  readonly value: Locator
}

/** A machine with four minutes of values, one of them missing, on a graph of its own. */
async function drawHistory(page: Page, web: RunningConsole): Promise<World> {
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
  await page.goto(`${web.url}/#/graphs?series=${series?.id ?? 0}`)
  const chart = page.getByRole('application', { name: /CPU user/ })
  await expect(chart).toBeVisible()
  const value = page.getByRole('row').filter({ hasText: 'CPU user' }).getByRole('cell').first()
  await expect(value).toHaveText(/30/)
  return { collectl, chart, value }
}

/** What the chart shows, as it exports it: times, oldest first, and values. */
async function exported(page: Page): Promise<{ readonly t: number[]; readonly v: number[] }> {
  await page.getByRole('button', { name: /^Actions for/ }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'Save values (CSV)' }).click()
  const lines = (await readFile(await (await download).path(), 'utf8')).trim().split('\r\n').slice(1)
  const rows = lines.map((line) => line.split(','))
  return { t: rows.map((row) => Number(row[1])), v: rows.map((row) => Number(row[2])) }
}

test('@browser a line moves with every value, stands while paused, and loses nothing by it', async ({
  page,
  web,
}) => {
  const { collectl, value } = await drawHistory(page, web)
  collectl.say({ [METRIC]: 71 })
  await expect(value).toHaveText(/71/)
  collectl.say({ [METRIC]: 72 })
  await expect(value).toHaveText(/72/)

  await page.getByRole('button', { name: 'Live', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Paused' })).toBeVisible()
  const before = await exported(page)
  const pausedAt = Date.now() + 1_500
  await expect.poll(() => Date.now()).toBeGreaterThan(pausedAt)
  collectl.say({ [METRIC]: 99 })
  await expect
    .poll(async () => JSON.stringify(await web.api('GET', `/api/series?search=${METRIC}`)))
    .toContain('"lastValue":99')
  expect((await exported(page)).t).toEqual(before.t)
  await expect(value).toHaveText(/72/)

  await page.getByRole('button', { name: 'Paused' }).click()
  await expect(value).toHaveText(/99/)
  const after = await exported(page)
  expect(after.v.at(-1)).toBe(99)
  expect(after.t.length).toBe(before.t.length + 1)
  await collectl.stop()
})

test('@browser the button of a host leads to its key figures', async ({ page, web }) => {
  const { collectl } = await drawHistory(page, web)
  collectl.say({ 'cputotals.total': 33, 'meminfo.free': 4_000_000 })
  await page.goto(`${web.url}/#/hosts`)
  await page.getByRole('row').filter({ hasText: 'db07' }).getByRole('link', { name: 'db07' }).click()
  await page.getByRole('button', { name: 'Show graphs' }).click()
  await expect(page).toHaveURL(/#\/graphs$/)
  await expect(page.getByRole('application', { name: /CPU busy/ })).toBeVisible()
  await expect(page.getByRole('application', { name: /Memory free/ })).toBeVisible()
  await collectl.stop()
})

test('@browser a gap is a gap: no value there, in the legend and in the export', async ({ page, web }) => {
  const { collectl, chart, value } = await drawHistory(page, web)
  await page
    .getByRole('radio', { name: '5 min' })
    .or(page.getByRole('button', { name: '5 min' }))
    .first()
    .click()
  const { t } = await exported(page)
  const distances = t.slice(1).map((at, index) => at - (t[index] ?? 0))
  expect(Math.max(...distances)).toBeGreaterThanOrEqual((GAP_FROM_S - GAP_TO_S) * 1_000)
  expect(distances.filter((distance) => distance > 5_000)).toHaveLength(1)

  const box = await chart.boundingBox()
  if (box === null) throw new Error('The chart has no place')
  // The plot ends 16 px before its right edge, and that is now.
  const pixelsPerSecond = (box.width - 48 - 16) / 300
  const xOf = (secondsAgo: number): number => box.x + box.width - 16 - secondsAgo * pixelsPerSecond
  const y = box.y + box.height / 2
  await page.mouse.move(xOf(200), y)
  await expect(value).toHaveText(/20|30/)
  await page.mouse.move(xOf((GAP_FROM_S + GAP_TO_S) / 2), y)
  await expect(value).toHaveText('–')
  await page.mouse.move(xOf(40), y)
  await expect(value).toHaveText(/20|30/)
  await collectl.stop()
})

test('@browser a drag zooms all of the page, back goes back, and the clock is followed again', async ({
  page,
  web,
}) => {
  const { collectl, chart } = await drawHistory(page, web)
  await page
    .getByRole('radio', { name: '5 min' })
    .or(page.getByRole('button', { name: '5 min' }))
    .first()
    .click()
  const whole = await exported(page)
  const box = await chart.boundingBox()
  if (box === null) throw new Error('The chart has no place')
  const y = box.y + box.height / 2
  await page.mouse.move(box.x + box.width * 0.3, y)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.5, y, { steps: 5 })
  await page.mouse.up()
  await expect(page.getByRole('button', { name: 'Go live' })).toBeVisible()
  await expect.poll(async () => (await exported(page)).t.length).toBeLessThan(whole.t.length / 2)
  const part = await exported(page)
  const spanMs = (part.t.at(-1) ?? 0) - (part.t[0] ?? 0)
  expect(spanMs).toBeGreaterThan(40_000)
  expect(spanMs).toBeLessThan(80_000)

  await page.getByRole('button', { name: 'Back to the range before' }).click()
  await expect(page.getByRole('button', { name: 'Live', exact: true })).toBeVisible()
  expect((await exported(page)).t.length).toBeGreaterThanOrEqual(whole.t.length - 5)
  await collectl.stop()
})
