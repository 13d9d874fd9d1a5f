import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startConsole } from '../support/console.ts'
import { expect, test } from '../support/e2e.ts'
import { expectAccessible } from '../support/page-acts.ts'

test('@browser a page whose parts the network cut off is there a moment later', async ({ page, web }) => {
  let isCutOff = true
  await page.route('**/assets/HostsPage-*.js', (route) =>
    isCutOff ? route.abort('failed') : route.continue(),
  )
  await page.goto('about:blank')
  await page.goto(`${web.url}/#/hosts`)
  await expect(page.getByRole('button', { name: 'Live', exact: true })).toBeVisible()
  isCutOff = false
  await expect(page.getByRole('heading', { level: 1, name: 'Hosts' })).toBeVisible()
})

test('@browser a page whose parts are cut off on a later click says so in its place, and is loaded again from there', async ({
  page,
}) => {
  let isCutOff = true
  let attempts = 0
  await page.route('**/assets/TopologyPage-*.js', (route) => {
    attempts += 1
    return isCutOff ? route.abort('failed') : route.continue()
  })
  await page.reload()
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()
  // The parts of all pages are fetched ahead, and this one is missed then already.
  await expect.poll(() => attempts).toBeGreaterThan(0)
  const rail = page.getByRole('navigation', { name: 'Pages' })
  await rail.getByRole('link', { name: 'Topology' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Topology' })).toBeFocused()
  await expect(page.getByRole('alert')).toContainText('This page could not be loaded.')
  await expect(rail.getByRole('link', { name: 'Topology' })).toHaveAttribute('aria-current', 'page')
  await expectAccessible(page)

  // Neither the other pages nor this one are dead after it.
  await rail.getByRole('link', { name: 'Plugins' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Plugins' })).toBeVisible()
  await rail.getByRole('link', { name: 'Topology' }).click()
  await expect(page.getByRole('alert')).toContainText('This page could not be loaded.')
  isCutOff = false
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByText('No plugin reports nodes yet')).toBeVisible()
  await expect(page).toHaveURL(/#\/topology$/)
})

test('@browser a page that is missed while the console is away comes by itself when it is back', async ({
  browser,
}) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'scopedeck-missed-'))
  const first = await startConsole({ dataDir })
  const page = await browser.newPage()
  let isCutOff = true
  await page.route('**/assets/TopologyPage-*.js', (route) =>
    isCutOff ? route.abort('failed') : route.continue(),
  )
  await page.goto(first.link)
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()

  await first.stop()
  await expect(page.getByText('The connection to the console is lost.')).toBeVisible()
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Topology' }).click()
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('alert')).toContainText('The console does not answer.')
  await expect(page.getByRole('heading', { level: 1, name: 'Topology' })).toBeVisible()

  isCutOff = false
  const again = await startConsole({ dataDir, args: ['--http', new URL(first.url).host] })
  await page
    .getByRole('button', { name: 'Try now' })
    .click({ timeout: 2_000 })
    .catch(() => undefined)
  await expect(page.getByText('No plugin reports nodes yet')).toBeVisible()
  await page.close()
  await again.stop()
  await rm(dataDir, { recursive: true, force: true })
})
