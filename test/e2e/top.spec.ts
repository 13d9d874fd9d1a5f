import type { Locator, Page } from '@playwright/test'
import { expect, test } from '../support/e2e.ts'
import { goTo, rowOf } from '../support/page-acts.ts'
import { sendPackage } from '../support/scopeport-client.ts'

// Every one of them waits for live values several times.
test.slow()

async function openDemo(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Play demo data' }).click()
  await expect(rowOf(page, 'Hosts', 'demo-db')).toContainText('Good')
  await goTo(page, '/top')
  await expect(rowOfTop(page, 'demo-web')).toContainText('%')
}

function rowOfTop(page: Page, host: string): Locator {
  return page.getByRole('grid', { name: 'Top' }).getByRole('row').filter({ hasText: host })
}

function hostsOf(page: Page): Promise<string[]> {
  return page.getByRole('grid', { name: 'Top' }).getByRole('rowheader').getByRole('link').allTextContents()
}

function numbersOf(page: Page, column: number): Promise<number[]> {
  return page
    .getByRole('grid', { name: 'Top' })
    .locator(`tbody tr.row td:nth-child(${column + 1})`)
    .allTextContents()
    .then((texts) => texts.map((text) => Number.parseFloat(text)))
}

test('an empty console says what it waits for, and a first value makes the first row', async ({ page }) => {
  await goTo(page, '/top')
  await expect(page.getByText('No machine has sent a value yet.')).toBeVisible()
  await page.getByRole('button', { name: 'Connect a source' }).click()
  await openDemo(page)
  await expect(page.getByText(/3 of 3 hosts · live/)).toBeVisible()
})

test('@browser a host has a row whatever speaks for it, and a quantity of two sources one column', async ({
  page,
  web,
}) => {
  await openDemo(page)
  const made = (await web.api('POST', '/api/hosts', { name: 'old-box' })) as { id: number; password: string }
  await expect(rowOfTop(page, 'old-box')).toContainText('no value')
  const host = { port: web.scopeportPort ?? 0, id: made.id, password: made.password }
  await sendPackage(host, 'cpu_load_average_1', '2.75')
  await expect(rowOfTop(page, 'old-box')).toContainText('2.75')
  await page.getByLabel('Filter hosts').fill('load>0 source:scopeport')
  await expect.poll(() => hostsOf(page)).toEqual(['old-box'])
})

test('values move, columns sort, and both choices are kept in the browser', async ({ page }) => {
  await openDemo(page)
  const web = rowOfTop(page, 'demo-web')
  const before = await web.textContent()
  await expect(web).not.toHaveText(before ?? '')
  await page.getByTitle('Sort by CPU', { exact: true }).click()
  await expect(page.getByRole('columnheader', { name: 'CPU', exact: true })).toHaveAttribute(
    'aria-sort',
    'descending',
  )
  await expect
    .poll(async () => {
      const numbers = await numbersOf(page, 1)
      return (
        numbers.length === 3 && numbers.every((value, row) => row === 0 || value <= (numbers[row - 1] ?? 0))
      )
    })
    .toBe(true)
  await page.getByRole('button', { name: 'Columns…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Columns' })
  await dialog.getByLabel('Find a column').fill('context')
  await dialog.getByRole('checkbox', { name: /Context switches/ }).check()
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().click()
  await expect(page.getByRole('columnheader', { name: 'Context switches' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('columnheader', { name: 'Context switches' })).toBeVisible()
  await expect(page.getByRole('columnheader', { name: 'CPU', exact: true })).toHaveAttribute(
    'aria-sort',
    'descending',
  )
})

test('the filter says what it does not understand, and goes by the last one that it did', async ({
  page,
}) => {
  await openDemo(page)
  const filter = page.getByLabel('Filter hosts')
  await filter.fill('host:*-db')
  await expect.poll(() => hostsOf(page)).toEqual(['demo-db'])
  await expect(page.getByText('1 of 3', { exact: true })).toBeVisible()
  await filter.fill('host:*-db cpuu>5')
  await expect(page.getByText('There is no column “cpuu”.')).toBeVisible()
  expect(await hostsOf(page)).toEqual(['demo-db'])
  await filter.fill('cpu>=0 -host:*-db')
  await expect.poll(() => hostsOf(page)).toEqual(['demo-build', 'demo-web'])
  await filter.fill('cpu>1000')
  await expect(page.getByText('No host matches the filter.')).toBeVisible()
  await filter.press('Escape')
  await expect.poll(() => hostsOf(page)).toHaveLength(3)
})

test('what is frozen stands still, a moment of the past is read, and live goes on', async ({ page }) => {
  await openDemo(page)
  await page.keyboard.press('f')
  await expect(page.getByText(/3 of 3 hosts · frozen at/)).toBeVisible()
  const frozen = await rowOfTop(page, 'demo-web').textContent()
  // A frame of data later nothing has moved.
  await page.waitForResponse(() => true, { timeout: 1_500 }).catch(() => undefined)
  await expect(rowOfTop(page, 'demo-web')).toHaveText(frozen ?? '')

  const seek = page.getByRole('slider', { name: 'Moment that is shown' })
  await seek.focus()
  await page.keyboard.press('Home')
  await expect(page.getByText(/as it was at/)).toBeVisible()
  // Nobody had sent anything then.
  await expect(page.getByText(/0 of 0 hosts/)).toBeVisible()
  await page.keyboard.press('End')
  await expect(rowOfTop(page, 'demo-web')).toContainText('%')
  const past = await rowOfTop(page, 'demo-web').textContent()
  await expect(rowOfTop(page, 'demo-web')).toHaveText(past ?? '')

  await page.getByRole('region', { name: 'Playback' }).getByRole('button', { name: 'Go live' }).click()
  await expect(page.getByText(/3 of 3 hosts · live/)).toBeVisible()
  await expect(rowOfTop(page, 'demo-web')).not.toHaveText(past ?? '')
})

test('everything in the table goes by keyboard: cells, sorting, lines, a card, the graph', async ({
  page,
}) => {
  await openDemo(page)
  const grid = page.getByRole('grid', { name: 'Top' })
  await grid.getByRole('rowheader').first().focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowDown')
  await expect(grid.locator('[data-cell="1 2"]')).toBeFocused()
  await page.keyboard.press('Home')
  await expect(grid.locator('[data-cell="1 0"]')).toBeFocused()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('l')
  await expect(grid.locator('canvas')).toHaveCount(0)
  await expect(page.locator('canvas.sparks')).toHaveCount(1)
  await page.keyboard.press('s')
  await expect(page.getByRole('columnheader', { name: 'CPU', exact: true })).toHaveAttribute(
    'aria-sort',
    'descending',
  )
  await page.keyboard.press('Enter')
  const card = page.getByRole('dialog', { name: /^CPU · demo-/ })
  await expect(card).toContainText('collectl')
  await page.keyboard.press('Escape')
  await expect(card).toHaveCount(0)
  await expect(grid.locator('[data-cell="1 1"]')).toBeFocused()
  await page.keyboard.press('/')
  await expect(page.getByLabel('Filter hosts')).toBeFocused()
  await grid.locator('[data-cell="0 1"]').focus()
  await page.keyboard.press('g')
  await expect(page).toHaveURL(/#\/graphs/)
  await expect(page.getByRole('table').filter({ hasText: 'demo-' }).first()).toBeVisible()
})

test('? shows the keys of the page, and Ctrl-K finds Top', async ({ page }) => {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('top')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Top' })).toBeVisible()
  await page.keyboard.press('Shift+?')
  const keys = page.getByRole('dialog', { name: 'Keys' })
  await expect(keys).toContainText('Freeze; again: live')
  await expect(keys).toContainText('Find a page, host, series or action')
  await page.keyboard.press('Escape')
  await expect(keys).toHaveCount(0)
})

test('@browser scripts get the table, now and of the past', async ({ page, web }) => {
  await openDemo(page)
  const now = (await web.api('GET', '/api/top?columns=cpu,load&filter=host:demo-w*')) as {
    at: number
    hosts: { name: string[] }
    columns: { key: string; v: (number | null)[] }[]
  }
  expect(now.hosts.name).toEqual(['demo-web'])
  expect(now.columns.map(({ key }) => key)).toEqual(['cpu', 'load'])
  expect(now.columns[0]?.v[0]).toEqual(expect.any(Number))
  const then = (await web.api('GET', `/api/top?columns=cpu&at=${now.at - 1_000}`)) as typeof now
  expect(then.at).toBe(now.at - 1_000)
  const found = (await web.api('GET', '/api/top/columns?search=load')) as { columns: { key: string }[] }
  expect(found.columns.map(({ key }) => key)).toContain('load-15')
})

test('no page moves where somebody wants no motion', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await openDemo(page)
  for (const path of ['/top', '/overview', '/graphs']) {
    await goTo(page, path)
    const moving = await page.evaluate(() =>
      document
        .getAnimations()
        .filter(({ effect }) => Number(effect?.getComputedTiming().duration ?? 0) > 1)
        .map(({ effect }) => (effect instanceof KeyframeEffect ? (effect.target?.className ?? '') : '')),
    )
    expect(moving).toEqual([])
  }
})
