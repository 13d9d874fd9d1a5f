import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, test } from '../support/e2e.ts'
import { expectAccessible, goTo, rowOf } from '../support/page-acts.ts'
import { failLogin } from '../support/scopeport-client.ts'

const INTRUDER = '127.0.0.66'

async function failThreeTimes(port: number): Promise<void> {
  for (let time = 0; time < 3; time += 1) {
    expect(await failLogin(port, 1, INTRUDER)).toBe('OkayClosing connection (Reason: Login incorrect)')
  }
}

async function importList(page: Page, text: string, count: number): Promise<void> {
  await page.getByRole('button', { name: 'Import…' }).click()
  await page.getByRole('textbox', { name: 'List' }).fill(text)
  await page.getByRole('button', { name: `Block ${count} addresses` }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
}

test('a wrong password three times gets the address on the list with the reason; removing it can be undone', async ({
  page,
  deck,
}) => {
  await goTo(page, '/blacklist')
  await expect(page.getByText('Nobody is blocked.')).toBeVisible()
  await expect(
    page.getByText('3 failures within 10 min block an address until somebody removes it.'),
  ).toBeVisible()
  await failThreeTimes(deck.scopeportPort)
  const row = rowOf(page, 'Blacklist', INTRUDER)
  await expect(row).toContainText('3 failures within 10 min on ScopePort')
  await expect(row).toContainText('the rule')
  expect(await failLogin(deck.scopeportPort, 1, INTRUDER)).toBe('Closing connection (Reason: Blacklisted)')
  await expect(row).toContainText('1')

  await row.getByRole('button', { name: `Remove ${INTRUDER}` }).click()
  await expect(page.getByText('Nobody is blocked.')).toBeVisible()
  expect(await failLogin(deck.scopeportPort, 1, INTRUDER)).toContain('Login incorrect')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(rowOf(page, 'Blacklist', INTRUDER)).toContainText('3 failures within 10 min')
  expect(await failLogin(deck.scopeportPort, 1, INTRUDER)).toContain('Blacklisted')
})

test('a network is blocked by keyboard, with a reason and an end', async ({ page }) => {
  await goTo(page, '/blacklist?new=1')
  await expect(page.getByLabel('Address or network')).toBeFocused()
  await page.keyboard.type('198.51.100.0/24')
  await expect(page.getByText('Covers no address of this machine')).toBeVisible()
  await page.getByLabel('Reason (optional)').fill('scans')
  await page.getByRole('combobox', { name: 'Until' }).press('Enter')
  await page.getByRole('option', { name: 'In 1 day' }).press('Enter')
  await page.getByLabel('Reason (optional)').press('Enter')
  const row = rowOf(page, 'Blacklist', '198.51.100.0/24')
  await expect(row).toContainText('scans')
  await expect(row).toContainText('a person')
  await expect(row).toContainText(/in 2[34] h/)
})

test('what is no address, and what is there already, cannot be blocked', async ({ page }) => {
  await goTo(page, '/blacklist?new=1')
  const address = page.getByLabel('Address or network')
  const block = page.getByRole('button', { name: 'Block address', exact: true })
  await address.fill('198.51.100.300')
  await expect(page.getByText('198.51.100.300 is neither an address nor a network.')).toBeVisible()
  await expect(block).toBeDisabled()
  await address.fill('198.51.100.7')
  await block.click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await goTo(page, '/blacklist?new=1')
  await address.fill('198.51.100.7')
  await expect(page.getByText('198.51.100.7 is on the blacklist already.')).toBeVisible()
  await expect(block).toBeDisabled()
})

test('nobody locks out oneself by accident', async ({ page }) => {
  await goTo(page, '/blacklist?new=1')
  await page.getByLabel('Address or network').fill('127.0.0.0/8')
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('127.0.0.1')
  const block = page.getByRole('button', { name: 'Block anyway' })
  await expect(block).toBeDisabled()
  await page.getByRole('checkbox', { name: 'Lock them out all the same' }).check()
  await page.getByLabel('Address or network').fill('127.0.0.0/9')
  await expect(page.getByRole('dialog').getByRole('alert')).toBeVisible()
  await expect(block).toBeDisabled()
  await page.getByRole('checkbox', { name: 'Lock them out all the same' }).check()
  await block.click()
  await expect(rowOf(page, 'Blacklist', '127.0.0.0/9')).toBeVisible()
})

test('a list is imported line by line, and removed with one Undo', async ({ page }) => {
  await goTo(page, '/blacklist')
  await page.getByRole('button', { name: 'Import…' }).click()
  await page
    .getByRole('textbox', { name: 'List' })
    .fill('# old list\n198.51.100.1 # scans\n300.1.1.1\n198.51.100.1\n2001:db8::/32\nfoo bar')
  const lines = page.getByRole('list', { name: 'Lines that are left out' }).getByRole('listitem')
  await expect(lines).toHaveText([/Line 3.*Neither/, /Line 4.*further up/, /Line 6.*More than one/])
  await page.getByRole('button', { name: 'Block 2 addresses' }).click()
  await expect(rowOf(page, 'Blacklist', '198.51.100.1')).toContainText('scans')
  await page.getByRole('checkbox', { name: 'Select all' }).check()
  await page.getByRole('button', { name: 'Remove 2 entries' }).click()
  await expect(page.getByText('Nobody is blocked.')).toBeVisible()
  await expect(page.getByText('2 entries removed.').first()).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await expect(rowOf(page, 'Blacklist', '2001:db8::/32')).toBeVisible()
  await expect(rowOf(page, 'Blacklist', '198.51.100.1')).toContainText('scans')
})

test('@browser the list is exported as a file that can be imported again', async ({ page }) => {
  await goTo(page, '/blacklist')
  await importList(page, '198.51.100.1 # scans\n2001:db8::/32', 2)
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export' }).click()
  const text = await readFile(await (await download).path(), 'utf8')
  expect(text.split('\n').slice(1).sort()).toEqual(['', '198.51.100.1  # scans', '2001:db8::/32'])
  await page.getByRole('checkbox', { name: 'Select all' }).check()
  await page.getByRole('button', { name: 'Remove 2 entries' }).click()
  await page.getByRole('button', { name: 'Import…' }).click()
  await page
    .getByLabel('Choose file…')
    .setInputFiles({ name: 'list.txt', mimeType: 'text/plain', buffer: Buffer.from(text) })
  await page.getByRole('button', { name: 'Block 2 addresses' }).click()
  await expect(rowOf(page, 'Blacklist', '198.51.100.1')).toContainText('scans')
})

test('the blacklist is accessible: empty, listed, with a warning, with a list', async ({ page, deck }) => {
  await goTo(page, '/blacklist')
  await expect(page.getByText('Nobody is blocked.')).toBeVisible()
  await expectAccessible(page)
  await failThreeTimes(deck.scopeportPort)
  await expect(rowOf(page, 'Blacklist', INTRUDER)).toBeVisible()
  await expectAccessible(page)
  await goTo(page, '/blacklist?new=1')
  await page.getByLabel('Address or network').fill('127.0.0.0/8')
  await expect(page.getByRole('dialog').getByRole('alert')).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Import…' }).click()
  await page.getByRole('textbox', { name: 'List' }).fill('foo\n198.51.100.1')
  await expect(page.getByRole('list', { name: 'Lines that are left out' })).toBeVisible()
  await expectAccessible(page)
})
