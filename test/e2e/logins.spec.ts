import type { Page } from '@playwright/test'
import { expect, test } from '../support/e2e.ts'
import { expectAccessible, goTo, rowOf } from '../support/page-acts.ts'
import { failLogin, sendPackage, type ScopePortLogin } from '../support/scopeport-client.ts'

async function makeHost(page: Page, port: number): Promise<ScopePortLogin> {
  await goTo(page, '/hosts?new=1')
  await page.getByLabel('Name').fill('web03')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Host “web03” is there' })
  const password = (await dialog.getByTestId('password').locator('code').textContent()) ?? ''
  await dialog.getByRole('button', { name: 'Done' }).click()
  return { port, id: 1, password }
}

async function logIn(login: ScopePortLogin, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    expect(await sendPackage(login, 'open_files', String(time))).toBe('OkayOkayOkay')
  }
}

test('every login and refusal appears as it happens, with who, from where and why', async ({
  page,
  deck,
}) => {
  await goTo(page, '/logins')
  await expect(page.getByText('Nobody has tried to log in yet.')).toBeVisible()
  const login = await makeHost(page, deck.scopeportPort)
  await goTo(page, '/logins')
  await logIn({ ...login, from: '127.0.0.5' }, 1)
  const accepted = rowOf(page, 'Logins', 'Accepted')
  await expect(accepted).toContainText('127.0.0.5')
  await expect(accepted.getByRole('link', { name: 'web03' })).toHaveAttribute('href', /\/hosts\/1$/)
  await failLogin(deck.scopeportPort, login.id, '127.0.0.6')
  await expect(rowOf(page, 'Logins', 'Refused')).toContainText('wrong password for host 1')
})

test('the journal is filtered in the console, by outcome and by words', async ({ page, deck }) => {
  const login = await makeHost(page, deck.scopeportPort)
  await logIn(login, 3)
  await failLogin(deck.scopeportPort, 99, '127.0.0.6')
  await goTo(page, '/logins')
  const rows = page.getByRole('table', { name: 'Logins' }).locator('tbody tr.row')
  await expect(rows).toHaveCount(4)
  await page.getByRole('button', { name: 'Refused', exact: true }).click()
  await expect(rows).toHaveCount(1)
  await expect(page).toHaveURL(/outcome=refused/)
  await page.getByRole('button', { name: 'All', exact: true }).click()
  await page.getByLabel('Address, id or reason').fill('no host 99')
  await expect(rows).toHaveCount(1)
  await page.getByLabel('Address, id or reason').fill('nothing like this')
  await expect(page.getByText('No login matches this filter.')).toBeVisible()
  await page.getByRole('button', { name: 'Clear filter' }).click()
  await expect(rows).toHaveCount(4)
})

test('new rows wait while somebody reads further down', async ({ page, deck }) => {
  const login = await makeHost(page, deck.scopeportPort)
  await logIn(login, 60)
  await goTo(page, '/logins')
  const rows = page.getByRole('table', { name: 'Logins' }).locator('tbody tr.row')
  await expect(rows).toHaveCount(60)
  await rows.nth(40).scrollIntoViewIfNeeded()
  const before = await rows.nth(40).boundingBox()
  await logIn(login, 5)
  await expect(page.getByRole('button', { name: '5 new' })).toBeVisible()
  await expect(rows).toHaveCount(60)
  expect(await rows.nth(40).boundingBox()).toEqual(before)
  await page.getByRole('button', { name: '5 new' }).click()
  await expect(rows).toHaveCount(65)
  await expect(rows.first()).toBeInViewport()
})

test('older rows come by scrolling', async ({ page, deck }) => {
  const login = await makeHost(page, deck.scopeportPort)
  await logIn(login, 210)
  await goTo(page, '/logins')
  await expect(page.getByText('200 rows, older below')).toBeVisible()
  await rowOf(page, 'Logins', 'Accepted').first().focus()
  await page.keyboard.press('End')
  await expect(page.getByText('210 rows')).toBeVisible()
})

test('an address is blocked from its row; that it locks out a host is said twice', async ({ page, deck }) => {
  const login = await makeHost(page, deck.scopeportPort)
  await logIn({ ...login, from: '127.0.0.5' }, 1)
  await goTo(page, '/logins')
  await rowOf(page, 'Logins', '127.0.0.5').getByRole('button', { name: 'Block 127.0.0.5…' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('alert')).toContainText('web03')
  const block = dialog.getByRole('button', { name: 'Block anyway' })
  await expect(block).toBeDisabled()
  await dialog.getByRole('checkbox').check()
  await block.click()
  await expect(page.getByText('127.0.0.5 is blocked.', { exact: true })).toBeVisible()
  expect(await sendPackage({ ...login, from: '127.0.0.5' }, 'open_files', '1')).toContain('Blacklisted')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect
    .poll(() => sendPackage({ ...login, from: '127.0.0.5' }, 'open_files', '1'))
    .toBe('OkayOkayOkay')
})

test('on a German page the journal gives its reasons in German, also for what was written before', async ({
  page,
  deck,
}) => {
  const { id } = await makeHost(page, deck.scopeportPort)
  await failLogin(deck.scopeportPort, id, '127.0.0.6')
  await goTo(page, '/logins')
  await expect(rowOf(page, 'Logins', '127.0.0.6')).toContainText('wrong password for host 1')
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('deutsch')
  await page.keyboard.press('Enter')
  await expect(rowOf(page, 'Anmeldungen', '127.0.0.6')).toContainText('falsches Passwort für Host 1')
})

test('the journal of one host has the logins of its id alone', async ({ page, deck }) => {
  const login = await makeHost(page, deck.scopeportPort)
  await logIn(login, 2)
  await failLogin(deck.scopeportPort, 11, '127.0.0.6')
  await goTo(page, '/hosts/1')
  await page.getByRole('link', { name: 'Whole journal' }).click()
  const rows = page.getByRole('table', { name: 'Logins' }).locator('tbody tr.row')
  await expect(rows).toHaveCount(2)
  await expect(page.getByText('of web03')).toBeVisible()
})

test('logins are accessible: empty, listed, selected, with a warning', async ({ page, deck }) => {
  await goTo(page, '/logins')
  await expect(page.getByText('Nobody has tried to log in yet.')).toBeVisible()
  await expectAccessible(page)
  const login = await makeHost(page, deck.scopeportPort)
  await logIn(login, 2)
  await failLogin(deck.scopeportPort, 11, '127.0.0.6')
  await goTo(page, '/logins')
  await expect(rowOf(page, 'Logins', 'Refused')).toHaveCount(1)
  await expectAccessible(page)
  await page.getByRole('checkbox', { name: 'Select all' }).check()
  await page.getByRole('button', { name: 'Block 2 addresses…' }).click()
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('127.0.0.1')
  await expectAccessible(page)
})
