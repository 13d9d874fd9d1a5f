import { fileURLToPath } from 'node:url'
import { expect, test } from '../support/e2e.ts'
import { expectAccessible, goTo, rowOf } from '../support/page-acts.ts'

const EXPORT = fileURLToPath(new URL('../fixtures/zabbix-export/linux.yaml', import.meta.url))

test('a proxy is added with a key and the lines for its file, gets a host by a preset, and is removed', async ({
  page,
}) => {
  test.slow()
  await goTo(page, '/proxies')
  await expect(page.getByText('No proxy is known yet.')).toBeVisible()
  await page.getByRole('button', { name: 'Add proxy…' }).first().click()
  await page.getByLabel('Name', { exact: true }).fill('site-north')
  await page.getByText('Key (PSK)').click()
  await page.getByRole('button', { name: 'New key' }).click()
  await expect(page.getByText('Hostname=site-north')).toContainText('TLSConnect=psk')
  await expect(page.getByText('install -m 640')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Add proxy', exact: true }).click()
  const row = rowOf(page, 'Proxies', 'site-north')
  await expect(row).toContainText('Never seen')

  await row.getByRole('link', { name: 'site-north' }).click()
  await expect(page.getByText('TLS · PSK')).toBeVisible()
  await page.getByRole('button', { name: 'Add host…' }).first().click()
  await page.getByLabel('Host', { exact: true }).fill('web01')
  await page.getByLabel('Address of the agent').fill('192.0.2.20')
  await page.getByLabel('Preset').click()
  await page.getByRole('option', { name: /Linux by agent/ }).click()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Add host', exact: true }).click()
  await expect(rowOf(page, 'Hosts', 'web01')).toContainText('agent 192.0.2.20:10050')
  await page.getByRole('tab', { name: /Items/ }).click()
  await expect(rowOf(page, 'Items', 'system.cpu.load[all,avg1]')).toContainText('Agent')
  for (const tab of ['Availability', 'Discovery', 'Auto registration', 'Connection']) {
    await page.getByRole('tab', { name: tab }).click()
    await expectAccessible(page)
  }

  await goTo(page, '/proxies')
  await rowOf(page, 'Proxies', 'site-north').hover()
  await page.getByRole('button', { name: 'Remove…' }).click()
  await expect(page.getByRole('dialog')).toContainText('1 host and its rules')
  await page.getByRole('button', { name: 'Remove proxy' }).click()
  await expect(page.getByText('No proxy is known yet.')).toBeVisible()
})

test('a discovery rule that would not work says why', async ({ page }) => {
  test.slow()
  await addProxy(page)
  await page.getByRole('tab', { name: 'Discovery' }).click()
  await page.getByRole('button', { name: 'Add discovery rule…' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Office')
  await page.getByLabel('Addresses').fill('192.0.2.300')
  await page.getByRole('button', { name: 'Add rule' }).click()
  await expect(page.getByRole('alert')).toContainText('is no address')
  await page.getByLabel('Addresses').fill('192.0.2.1-50')
  await page.getByRole('button', { name: 'Add rule' }).click()
  await expect(page.getByRole('list', { name: 'Rules' })).toContainText('Office')
})

test('an export of Zabbix is looked at, taken over, and what was left out is said', async ({ page }) => {
  test.slow()
  await addProxy(page)
  await page.getByRole('button', { name: 'Import…' }).click()
  await page.getByLabel('Choose file…').setInputFiles(EXPORT)
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('YAML 6.0')
  await expect(dialog.getByRole('checkbox', { name: /Web server/ })).toBeChecked()
  await expect(dialog.getByRole('checkbox', { name: /CPU by agent/ })).not.toBeChecked()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Import 1 entry' }).click()
  await expect(dialog).toContainText('Items of the type “calculated” are not taken over.')
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await expect(rowOf(page, 'Hosts', 'web01')).toContainText('192.0.2.7:10050')
})

async function addProxy(page: Parameters<typeof goTo>[0]): Promise<void> {
  await goTo(page, '/proxies?new=1')
  await page.getByLabel('Name', { exact: true }).fill('site-north')
  await page.getByRole('button', { name: 'Add proxy', exact: true }).click()
  await rowOf(page, 'Proxies', 'site-north').getByRole('link').click()
  await expect(page.getByRole('heading', { level: 1, name: 'site-north' })).toBeVisible()
}
