import { expect, test } from '../support/e2e.ts'

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
