import { expect, test } from '../support/e2e.ts'

test('the console opens on the overview', async ({ page }) => {
  await expect(page.getByRole('navigation').first()).toBeVisible()
  await expect(page).toHaveURL(/#\/overview$/)
})

test('@browser the link works once, and nothing is shown without it', async ({ page, web, browser }) => {
  await expect(page).toHaveURL(`${web.url}/#/overview`)
  const stranger = await (await browser.newContext()).newPage()
  const answer = await stranger.goto(web.link)
  expect(answer?.status()).toBe(401)
  expect((await stranger.goto(web.url))?.status()).toBe(401)
})

test('@browser no request leaves the console and nothing breaks its policy', async ({ page, web }) => {
  const foreign: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(web.url)) foreign.push(request.url())
  })
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  for (const path of ['overview', 'graphs', 'hosts', 'logins', 'blacklist', 'collectl', 'settings']) {
    await page.goto(`${web.url}/#/${path}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  }
  expect({ foreign, complaints }).toEqual({ foreign: [], complaints: [] })
})
