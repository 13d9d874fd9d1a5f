import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { startConsole } from '../support/console.ts'
import { expect, test } from '../support/e2e.ts'
import { goTo, rowOf } from '../support/page-acts.ts'

const PAGES = [
  'Overview',
  'Graphs',
  'Top',
  'Hosts',
  'Proxies',
  'Tasks',
  'Collectl',
  'Plugins',
  'Topology',
  'Logins',
  'Blacklist',
  'Storage',
  'Settings',
] as const

/** Of the rail; a figure may follow the name. */
const linkName = (name: string): RegExp => new RegExp(`^${name}( |$)`)

async function playDemo(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Play demo data' }).click()
  await expect(rowOf(page, 'Hosts', 'demo-db')).toBeVisible()
}

async function openPalette(page: Page, query = ''): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k')
  await expect(page.getByRole('dialog', { name: /^(Find anything|Alles finden)$/ })).toBeVisible()
  if (query !== '') await page.keyboard.type(query)
}

test('the rail leads to every page and says which one is shown', async ({ page }) => {
  const rail = page.getByRole('navigation', { name: 'Pages' })
  for (const name of PAGES) {
    await rail.getByRole('link', { name: linkName(name) }).click()
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
    await expect(rail.getByRole('link', { name: linkName(name) })).toHaveAttribute('aria-current', 'page')
    await expect(page).toHaveTitle(`${name} · Scopedeck`)
  }
})

test('the rail is used by keyboard alone, and what has the focus is seen', async ({ page }) => {
  const rail = page.getByRole('navigation', { name: 'Pages' })
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to the page' })).toBeFocused()
  await rail.getByRole('link', { name: 'Overview' }).focus()
  for (const name of PAGES.slice(1)) {
    await page.keyboard.press('Tab')
    const link = rail.getByRole('link', { name: linkName(name) })
    await expect(link).toBeFocused()
    expect(await link.evaluate((element) => getComputedStyle(element).outlineStyle)).not.toBe('none')
  }
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeFocused()
})

test('Ctrl-K finds pages, actions, hosts and series', async ({ page }) => {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await openPalette(page, 'blackl')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Blacklist' })).toBeVisible()

  await openPalette(page, 'add coll')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Add collectl endpoint' })).toBeVisible()
  await page.keyboard.press('Escape')

  await openPalette(page, 'demo')
  await page.keyboard.press('Enter')
  await expect(rowOf(page, 'Hosts', 'demo-build')).toBeVisible()

  await openPalette(page, 'demo-bu')
  await page.getByRole('option', { name: /^demo-build collectl$/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'demo-build' })).toBeVisible()

  await openPalette(page, 'web cpuload 15')
  await page.getByRole('option', { name: /demo-web · .*cpuload\.avg15/ }).click()
  await expect(page).toHaveURL(/#\/graphs/)
  await expect(page.getByRole('table').filter({ hasText: 'demo-web' })).toBeVisible()

  await openPalette(page, 'nothing like this')
  await expect(page.getByText('Nothing is called “nothing like this”.')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('theme and language are switched at once and kept', async ({ page }) => {
  const root = page.locator('html')
  await page.getByRole('button', { name: 'Theme' }).click()
  await page
    .getByRole('menuitemradio', { name: 'Light' })
    .or(page.getByRole('menuitem', { name: 'Light' }))
    .click()
  await expect(root).toHaveAttribute('data-theme', 'light')
  await openPalette(page, 'deutsch')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Übersicht' })).toBeVisible()
  await expect(root).toHaveAttribute('lang', 'de')
  await page.reload()
  await expect(page.getByRole('heading', { level: 1, name: 'Übersicht' })).toBeVisible()
  await expect(root).toHaveAttribute('data-theme', 'light')
  await openPalette(page, 'dunkel')
  await page.keyboard.press('Enter')
  await expect(root).toHaveAttribute('data-theme', 'dark')
})

test('nothing is wider than the window at 1024 and at 800 pixels, in either language', async ({ page }) => {
  await playDemo(page)
  for (const language of ['english', 'deutsch']) {
    await openPalette(page, language)
    await page.keyboard.press('Enter')
    for (const width of [1024, 800]) {
      await page.setViewportSize({ width, height: 720 })
      for (const path of [
        'overview',
        'graphs',
        'top',
        'hosts',
        'collectl',
        'logins',
        'blacklist',
        'settings',
      ]) {
        await goTo(page, `/${path}`)
        await expect
          .poll(
            () =>
              page.evaluate(() =>
                ['html', 'header', 'main'].filter((name) => {
                  const element = document.querySelector(name)
                  return element !== null && element.scrollWidth > element.clientWidth
                }),
              ),
            { message: `${path} at ${width} pixels` },
          )
          .toEqual([])
      }
    }
  }
})

test('an address that is no page says so and leads back', async ({ page }) => {
  await goTo(page, '/nowhere')
  await expect(page.getByRole('heading', { level: 1, name: 'There is no such page' })).toBeVisible()
  await page.getByRole('button', { name: 'Show overview' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()
})

test('@browser a console that goes and comes back is told of and recovered from, without a reload', async ({
  browser,
}) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'scopedeck-lost-'))
  const first = await startConsole({ dataDir })
  const page = await browser.newPage()
  await page.goto(first.link)
  await playDemo(page)
  await page.evaluate(() => Object.assign(globalThis, { isTheSamePage: true }))
  // The parts of all pages are there a moment after the first one.
  await page.waitForFunction(() => {
    const names = performance.getEntriesByType('resource').map(({ name }) => name)
    return ['Graphs', 'Logins', 'Settings', 'NotFound'].every((part) =>
      names.some((name) => name.includes(`${part}Page`) && name.endsWith('.js')),
    )
  })

  await first.stop()
  await expect(page.getByText('The connection to the console is lost.')).toBeVisible()
  await expect(page.getByText(/^As of \d/)).toBeVisible()
  await expect(rowOf(page, 'Hosts', 'demo-db')).toBeVisible()
  // A page that was not open yet opens all the same.
  await goTo(page, '/settings')
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible()
  await goTo(page, '/overview')

  const again = await startConsole({ dataDir, args: ['--http', new URL(first.url).host] })
  await page
    .getByRole('button', { name: 'Try now' })
    .click({ timeout: 2_000 })
    .catch(() => undefined)
  await expect(page.getByText('The connection to the console is lost.')).toHaveCount(0)
  await expect(page.getByText(/^All listeners are on/)).toBeVisible()
  await page.getByRole('button', { name: 'Add a source' }).click()
  await page.getByRole('button', { name: 'Play demo data' }).click()
  await expect(rowOf(page, 'Hosts', 'demo-db')).toContainText('Good')
  expect(await page.evaluate(() => 'isTheSamePage' in globalThis)).toBe(true)
  await page.close()
  await again.stop()
  await rm(dataDir, { recursive: true, force: true })
})

const ZOOMED = [
  ...['overview', 'graphs', 'top', 'hosts', 'collectl', 'collectl/runs', 'proxies', 'tasks'],
  ...['plugins', 'topology', 'logins', 'blacklist', 'storage', 'settings'],
]

test('nothing is cut off at 200 % zoom of a window of 1024 pixels', async ({ page }) => {
  await playDemo(page)
  // Zoom halves the pixels that a page is laid out in.
  await page.setViewportSize({ width: 512, height: 384 })
  for (const path of ZOOMED) {
    await goTo(page, `/${path}`)
    await expect.poll(() => page.evaluate(cutOff), { message: `${path} at 200 %` }).toEqual([])
  }
})

test('the bar of a window of 1024 pixels has room for a range of other days, in both languages', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1024, height: 768 })
  const day = 86_400_000
  for (const language of ['English', 'Deutsch']) {
    const change = page.getByRole('button', { name: /^(?:Language|Sprache)/u })
    await change.click()
    await page.getByRole('menu').getByText(language, { exact: true }).click()
    await goTo(page, `/graphs?from=${Date.now() - 2 * day}&to=${Date.now() - 1.2 * day}`)
    const live = page.getByRole('button', { name: /^(?:Go live|Live gehen)$/u })
    await expect(live).toBeVisible()
    // A click would hit what lies over it.
    await live.click({ trial: true, timeout: 2_000 })
  }
})

/** What reaches out of the window and cannot be scrolled to. */
function cutOff(): string[] {
  const wide = ['html', 'header', 'main'].filter((name) => {
    const element = document.querySelector(name)
    return element !== null && element.scrollWidth > element.clientWidth
  })
  const lost = [...document.querySelectorAll<HTMLElement>('button, a, input, h1')].filter((element) => {
    const { left, right, width } = element.getBoundingClientRect()
    if (width === 0 || element.closest('.visually-hidden, .skip') !== null) return false
    for (let around = element.parentElement; around !== null; around = around.parentElement)
      if (/auto|scroll/.test(getComputedStyle(around).overflowX) && around.scrollWidth > around.clientWidth)
        return false
    return left < 0 || right > innerWidth
  })
  return [...wide, ...lost.map((element) => element.outerHTML.slice(0, 120))]
}
