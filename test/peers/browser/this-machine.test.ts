import { chromium, type Browser, type Page } from '@playwright/test'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startConsole, type RunningConsole } from '../../support/console.ts'
import { COLLECTL, describeNeeding } from '../../support/needs.ts'
import { CHROMIUM, pointsOf } from './browser.ts'

/** A second a record, and the machine may be busy with the other suites. */
const PATIENCE_MS = 20_000

describeNeeding([COLLECTL, CHROMIUM], 'the real collectl in a real browser', () => {
  let served: RunningConsole
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    served = await startConsole()
    browser = await chromium.launch({
      executablePath: CHROMIUM.path,
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    })
    page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' })
    page.setDefaultTimeout(PATIENCE_MS)
    await page.goto(served.link)
  })

  afterAll(async () => {
    await browser.close()
    await served.stop()
  })

  it('adds this machine by one click, and its row comes by itself', async () => {
    await page.getByRole('button', { name: 'Add this machine' }).click()
    const row = page.getByRole('table', { name: 'Hosts' }).getByRole('row').filter({ hasText: 'Good' })
    await row.waitFor()
    const [endpoint] = (await served.api('GET', '/api/collectl/endpoints')) as {
      state: string
      format: string
    }[]
    expect(endpoint).toMatchObject({ state: 'streaming', format: 'lexpr' })
  })

  it('draws the CPU of this machine, and the line gets new points live', async () => {
    await page.keyboard.press('Control+k')
    await page.keyboard.type('cputotals.user')
    await page.getByRole('option', { name: /cputotals\.user$/ }).click()
    await page.getByRole('application', { name: /CPU user/ }).waitFor()
    const first = await pointsOf(page)
    const newest = Math.max(0, ...first)
    await expect
      .poll(async () => (await pointsOf(page)).filter((at) => at > newest).length, { timeout: PATIENCE_MS })
      .toBeGreaterThanOrEqual(3)
    const points = await pointsOf(page)
    expect(points.length).toBeGreaterThan(first.length)
    expect(Date.now() - Math.max(...points)).toBeLessThan(PATIENCE_MS)
  })

  it('ends the collectl that it started when the endpoint is removed', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Collectl' }).click()
    const row = page
      .getByRole('table', { name: 'Collectl' })
      .getByRole('row')
      .filter({ hasText: 'Streaming' })
    await row.hover()
    await row.getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('button', { name: 'Add this machine' }).waitFor()
  })

  it('has the machine of a run in Top with its first values, and says how collectl ended', async () => {
    await page.getByRole('tab', { name: /Runs/ }).click()
    await page.getByRole('button', { name: 'New run…' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'This machine' }).click()
    await dialog.getByRole('button', { name: 'Start run' }).click()
    const machine = page
      .getByRole('table', { name: 'Machines' })
      .getByRole('row')
      .filter({ hasText: 'local' })
    await machine.filter({ hasText: 'Streaming' }).waitFor()
    await page.getByRole('button', { name: 'Show in Top' }).click()
    const row = page.getByRole('grid').getByRole('row').nth(1)
    await row
      .getByText(/^\d+\s*%$/)
      .first()
      .waitFor()
    await page.getByText('1 of 1', { exact: true }).waitFor()
    await page.goBack()
    await page.getByRole('button', { name: 'Stop run' }).click()
    await page.getByText(/^collectl has ended, .+ after its connection was closed\.$/).waitFor()
  })
})
