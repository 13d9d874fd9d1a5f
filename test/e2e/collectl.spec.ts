import { CollectlDouble } from '../support/collectl-double.ts'
import { expect, test } from '../support/e2e.ts'
import { goTo, rowOf } from '../support/page-acts.ts'

test('an endpoint where nothing listens says so, is tried again, and streams once something does', async ({
  page,
}) => {
  const gone = await CollectlDouble.start()
  const { port } = gone
  await gone.stop()
  await goTo(page, '/collectl')
  await page.getByRole('button', { name: 'Add endpoint…' }).first().click()
  await page.getByLabel('Address').fill('no port here')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('must have the form host:port')
  await page.getByLabel('Address').fill(`127.0.0.1:${port}`)
  await page.getByLabel('Host name').fill('db07')
  await page.keyboard.press('Enter')

  const row = rowOf(page, 'Collectl', `127.0.0.1:${port}`)
  await expect(row).toContainText('Not connected')
  await expect(page.getByText('1 endpoint needs a look')).toBeVisible()
  await expect(page.getByText(/Connection refused: nothing listens/)).toBeVisible()
  await expect(page.getByText(/Next try in \d+ s\./)).toBeVisible()

  const collectl = await CollectlDouble.start(port)
  await page.getByRole('button', { name: 'Try now' }).first().click()
  await expect.poll(() => collectl.hasReader).toBe(true)
  for (let second = 5; second > 0; second--)
    collectl.say({ 'cputotals.user': 40 + second }, Date.now() - second * 1_000)
  await expect(row).toContainText('Streaming')
  await expect(row).toContainText('lexpr')
  await expect(row).toContainText('1 s')
  await expect(page.getByText('1 endpoint needs a look')).toHaveCount(0)
  await row.getByRole('link', { name: 'db07' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'db07' })).toBeVisible()
  await expect(rowOf(page, 'Series', 'cputotals.user')).toContainText('41')
  await collectl.stop()
})

test('an endpoint is paused, goes on, is removed and taken back by Undo', async ({ page }) => {
  const collectl = await CollectlDouble.start()
  await goTo(page, '/collectl?new=1')
  await page.getByLabel('Address').fill(`127.0.0.1:${collectl.port}`)
  await page.keyboard.press('Enter')
  const row = rowOf(page, 'Collectl', `127.0.0.1:${collectl.port}`)
  await expect(row).toContainText('Connected, no byte yet')

  await row.hover()
  await row.getByRole('button', { name: 'Pause' }).click()
  await expect(row).toContainText('Paused')
  await expect.poll(() => collectl.hasReader).toBe(false)
  await row.getByRole('button', { name: 'Continue' }).click()
  await expect.poll(() => collectl.hasReader).toBe(true)

  await row.getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByText('No collectl is read yet.')).toBeVisible()
  await expect.poll(() => collectl.hasReader).toBe(false)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(row).toBeVisible()
  await expect.poll(() => collectl.hasReader).toBe(true)
  await collectl.stop()
})
