import { expect, test } from '../support/e2e.ts'
import { rowOf } from '../support/page-acts.ts'
import { failLogin, sendPackage } from '../support/scopeport-client.ts'

interface NewHost {
  readonly id: number
  readonly password: string
}

test('an empty console is a helping hand: what to paste, with the address of this console in it', async ({
  page,
  deck,
}) => {
  await expect(page.getByRole('heading', { name: 'No machine has sent a value yet' })).toBeVisible()
  await expect(page.getByText(`exec 3<>/dev/tcp/127.0.0.1/${deck.scopeportPort};`)).toBeVisible()
  await expect(page.getByText(`127.0.0.1:${deck.scopeportPort}`, { exact: true })).toBeVisible()
  await expect(page.getByText('collectl -A server:2655 -scdnm --export lexpr').first()).toBeVisible()
  await expect(page.getByText('All listeners are on · no value yet')).toBeVisible()

  await page.getByRole('button', { name: 'Add host…' }).click()
  await expect(page.getByRole('dialog', { name: 'Add host' })).toBeVisible()
  await page.goBack()
  await page.getByRole('button', { name: 'Add collectl endpoint…' }).click()
  await expect(page.getByRole('dialog', { name: 'Add collectl endpoint' })).toBeVisible()
})

test('the demo gives hosts whose values move, and goes without a trace', async ({ page }) => {
  await page.getByRole('button', { name: 'Play demo data' }).click()
  for (const name of ['demo-web', 'demo-db', 'demo-build']) {
    await expect(rowOf(page, 'Hosts', name)).toContainText('Good')
  }
  await expect(page.getByText('demo-web is new')).toBeVisible()
  // Not the age, which moves by itself: the value.
  const cpu = rowOf(page, 'Hosts', 'demo-web').getByRole('cell').filter({ hasText: '%' })
  const before = await cpu.textContent()
  await expect(cpu).not.toHaveText(before ?? '')
  await expect(page.getByText(/^All listeners are on · last value (now|\d s ago)$/)).toBeVisible()

  await page.getByRole('button', { name: 'Stop demo data' }).click()
  await expect(page.getByRole('heading', { name: 'No machine has sent a value yet' })).toBeVisible()
})

test('@browser a host that sends by ScopePort has its row, its age, and its refusals are counted', async ({
  page,
  web,
}) => {
  const port = web.scopeportPort ?? 0
  const { id, password } = (await web.api('POST', '/api/hosts', { name: 'web03' })) as NewHost
  const row = rowOf(page, 'Hosts', 'web03')
  await expect(row).toContainText('No value yet')
  await expect(page.getByText('1 without a value yet')).toBeVisible()

  expect(await sendPackage({ port, id, password }, 'cpu_load_average_1', '2.75')).toBe('OkayOkayOkay')
  await expect(row).toContainText('Good')
  await expect(row).toContainText('2.75')
  await expect(page.getByText('all send values')).toBeVisible()
  expect(await sendPackage({ port, id, password }, 'cpu_load_average_1', '3.5')).toBe('OkayOkayOkay')
  await expect(row).toContainText('3.50')

  await failLogin(port, id, '127.0.0.9')
  const refused = page.locator('dl').filter({ hasText: 'Refused today' })
  await expect(refused.getByText('1', { exact: true })).toBeVisible()

  await row.click()
  await expect(page.getByRole('heading', { level: 1, name: 'web03' })).toBeVisible()
})

test('nothing of the start of a console is news', async ({ page }) => {
  await page.getByRole('button', { name: 'Play demo data' }).click()
  await expect(page.getByText('demo-web is new')).toBeVisible()
  const changes = page.getByRole('region', { name: 'What changed' }).getByRole('listitem')
  await expect(changes).toHaveCount(3)
})
