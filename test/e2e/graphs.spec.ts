import { expect, test } from '../support/e2e.ts'
import {
  chooseSpan,
  drawHistory,
  exportedValues,
  fileOf,
  GAP_FROM_S,
  GAP_TO_S,
  METRIC,
} from '../support/page-graphs.ts'
import { goTo } from '../support/page-acts.ts'

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
  const before = await exportedValues(page)
  const pausedAt = Date.now() + 1_500
  await expect.poll(() => Date.now()).toBeGreaterThan(pausedAt)
  collectl.say({ [METRIC]: 99 })
  await expect
    .poll(async () => JSON.stringify(await web.api('GET', `/api/series?search=${METRIC}`)))
    .toContain('"lastValue":99')
  expect((await exportedValues(page)).t).toEqual(before.t)
  await expect(value).toHaveText(/72/)

  await page.getByRole('button', { name: 'Paused' }).click()
  await expect(value).toHaveText(/99/)
  const after = await exportedValues(page)
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
  await chooseSpan(page, '5 min')
  const { t } = await exportedValues(page)
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
  await chooseSpan(page, '5 min')
  const whole = await exportedValues(page)
  const box = await chart.boundingBox()
  if (box === null) throw new Error('The chart has no place')
  const y = box.y + box.height / 2
  await page.mouse.move(box.x + box.width * 0.3, y)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.5, y, { steps: 5 })
  await page.mouse.up()
  await expect(page.getByRole('button', { name: 'Go live' })).toBeVisible()
  await expect.poll(async () => (await exportedValues(page)).t.length).toBeLessThan(whole.t.length / 2)
  const part = await exportedValues(page)
  const spanMs = (part.t.at(-1) ?? 0) - (part.t[0] ?? 0)
  expect(spanMs).toBeGreaterThan(40_000)
  expect(spanMs).toBeLessThan(80_000)

  await page.getByRole('button', { name: 'Back to the range before' }).click()
  await expect(page.getByRole('button', { name: 'Live', exact: true })).toBeVisible()
  expect((await exportedValues(page)).t.length).toBeGreaterThanOrEqual(whole.t.length - 5)
  await collectl.stop()
})

test('@browser the figures of the legend are those of the cursor and of the range', async ({ page, web }) => {
  const { collectl, chart } = await drawHistory(page, web)
  const cells = page.getByRole('row').filter({ hasText: 'CPU user' }).getByRole('cell')
  await expect(cells.nth(1)).toHaveText(/20/)
  await expect(cells.nth(3)).toHaveText(/30/)
  await chart.focus()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await expect(cells.first()).toHaveText(/20/)
  await expect(cells.nth(4)).toHaveText(/30/)
  await page.keyboard.press('Escape')
  await expect(cells.nth(4)).toHaveText('')
  await collectl.stop()
})

test('@browser a chart goes out as a drawing, as JSON and as a table, with what it shows', async ({
  page,
  web,
}) => {
  const { collectl } = await drawHistory(page, web)
  await page.getByRole('button', { name: 'Live', exact: true }).click()
  const { t, v } = await exportedValues(page)

  const json = await fileOf(page, 'Save values (JSON)')
  const values = JSON.parse(json.text) as {
    timeZone: string
    times: number[]
    series: { label: string; unit: string; values: (number | null)[] }[]
  }
  expect(values.timeZone).toBe('UTC')
  expect(values.times).toEqual(t)
  expect(values.series).toMatchObject([{ label: 'db07 · CPU user', unit: '%', values: v }])

  const svg = await fileOf(page, 'Save drawing (SVG)')
  expect(svg.name).toMatch(/\.svg$/)
  const faults = await page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, 'image/svg+xml')
    return {
      errors: parsed.querySelector('parsererror')?.textContent ?? '',
      words: parsed.documentElement.textContent,
      paths: parsed.querySelectorAll('path').length,
    }
  }, svg.text)
  expect(faults.errors).toBe('')
  expect(faults.words).toContain('db07 · CPU user')
  expect(faults.paths).toBeGreaterThan(1)

  await page.getByRole('button', { name: /^Actions for/ }).click()
  await page.getByRole('menuitem', { name: 'Show values as a table' }).click()
  const table = page.getByRole('table', { name: /Values of/ })
  await expect(table).toHaveAttribute('aria-rowcount', String(t.length + 1))
  await expect(table.getByRole('columnheader', { name: 'db07 · CPU user [%]' })).toBeVisible()
  await expect(table.getByRole('row').nth(1)).toContainText('30')
  await collectl.stop()
})

test('@browser an earlier period is beside the present one, with figures of its own', async ({
  page,
  web,
}) => {
  const { collectl } = await drawHistory(page, web)
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await page.getByRole('menuitem', { name: 'An hour earlier' }).click()
  await expect(page.getByRole('row').filter({ hasText: '1 h earlier' })).toBeVisible()
  await page.getByRole('button', { name: 'Live', exact: true }).click()
  const csv = await fileOf(page, 'Save values (CSV)')
  expect(csv.text.split('\r\n')[0]).toBe(
    'time [UTC],epoch_ms,db07 · CPU user [%],db07 · CPU user · 1 h earlier [%]',
  )
  await collectl.stop()
})

test('@browser the keyboard chooses a span and zooms to it', async ({ page, web }) => {
  const { collectl, chart } = await drawHistory(page, web)
  await chart.focus()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('m')
  for (let step = 0; step < 20; step++) await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Go live' })).toBeVisible()
  const { t } = await exportedValues(page)
  expect(t).toHaveLength(21)
  await collectl.stop()
})

test('@browser a link brings back board, range, comparison and what is hidden', async ({
  page,
  web,
  context,
}) => {
  const { collectl, seriesId } = await drawHistory(page, web)
  collectl.say({ 'cputotals.sys': 9 })
  const find = async (): Promise<{ id: number }[]> =>
    (await web.api('GET', '/api/series?search=cputotals.sys')) as { id: number }[]
  await expect.poll(find).toHaveLength(1)
  const [other] = await find()
  const series = [seriesId, other?.id ?? 0].map((id, color) => ({ id, color }))
  const charts = [{ title: 'Two', mode: 'stacked', thresholds: [], series }]
  const { id } = (await web.api('POST', '/api/boards', { name: 'Linked', charts })) as { id: number }
  await goTo(page, `/graphs?board=${id}&last=3600000&compare=1d&hidden=0.${other?.id ?? 0}`)
  await expect(page.getByRole('button', { name: 'Board: Linked' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'db07 · CPU system', exact: true })).toHaveAttribute(
    'aria-pressed',
    'false',
  )
  await expect(page.getByText('live, last 1 h')).toBeVisible()

  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('menuitem', { name: 'Copy link to this view' }).click()
  await expect(page.getByText('Link copied').last()).toBeVisible()
  const link = new URL(await page.evaluate(() => navigator.clipboard.readText()))
  const query = new URLSearchParams(link.hash.split('?')[1])
  expect(Object.fromEntries(query)).toEqual({
    board: String(id),
    last: '3600000',
    compare: '1d',
    hidden: `0.${other?.id ?? 0}`,
  })
  await collectl.stop()
})

test('@browser the range goes by keyboard: frozen, a span earlier and later, back and on again', async ({
  page,
  web,
}) => {
  const { collectl } = await drawHistory(page, web)
  const sentence = page.locator('.page-head')
  await expect(sentence).toContainText('live, last')
  await page.keyboard.press('f')
  await expect(page.getByRole('button', { name: 'Paused' })).toBeVisible()
  await page.keyboard.press('f')
  await expect(sentence).toContainText('live, last')
  await page.keyboard.press('[')
  await expect(page.getByRole('button', { name: 'Go live' })).toBeVisible()
  const earlier = (await sentence.textContent()) ?? ''
  await page.keyboard.press('[')
  await expect(sentence).not.toHaveText(earlier)
  await page.keyboard.press('Backspace')
  await expect(sentence).toHaveText(earlier)
  await page.keyboard.press('Shift+Backspace')
  await expect(sentence).not.toHaveText(earlier)
  await page.keyboard.press(']')
  await page.keyboard.press(']')
  await expect(sentence).toContainText('live, last')
  await page.keyboard.press('n')
  await expect(page.getByRole('complementary')).toBeVisible()
  await collectl.stop()
})
