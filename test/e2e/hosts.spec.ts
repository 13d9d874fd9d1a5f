import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Page } from '@playwright/test'
import { expect, test } from '../support/e2e.ts'
import { expectAccessible, goTo, rowOf } from '../support/page-acts.ts'
import { sendPackage, type ScopePortLogin } from '../support/scopeport-client.ts'

/** Makes a host in the dialog and gives what it shows once; the dialog stays open. */
async function addHost(page: Page, name: string, port: number): Promise<ScopePortLogin> {
  await goTo(page, '/hosts')
  await page.getByRole('button', { name: 'Add host…' }).first().click()
  await page.getByLabel('Name').fill(name)
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: `Host “${name}” is there` })
  await expect(dialog).toBeVisible()
  const password = (await dialog.getByTestId('password').locator('code').textContent()) ?? ''
  const id = Number(await dialog.locator('dd code').first().textContent())
  return { port, id, password }
}

/** The same, with a value that came from it. */
async function addSendingHost(page: Page, name: string, port: number): Promise<ScopePortLogin> {
  const login = await addHost(page, name, port)
  await page.getByRole('button', { name: 'Done' }).click()
  expect(await sendPackage(login, 'cpu_load_average_1', '1.5')).toBe('OkayOkayOkay')
  return login
}

async function act(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Actions' }).click()
  await page.getByRole('menuitem', { name }).click()
}

test('a host is made here, sends its package over TCP, and its value is live on its page and on a graph', async ({
  page,
  deck,
}) => {
  const login = await addHost(page, 'web03', deck.scopeportPort)
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText(`${login.id},login,${login.password}`, { exact: true })).toBeVisible()
  await expect(dialog.getByTestId('command')).toContainText(
    `${login.id},login,${login.password}\\n${login.id},`,
  )
  await expect(dialog.getByText('Waiting for the first value')).toBeVisible()

  expect(await sendPackage(login, 'cpu_load_average_1', '3.25')).toBe('OkayOkayOkay')
  await expect(dialog.getByText('The first value is there')).toBeVisible()
  await dialog.getByRole('button', { name: 'Show host' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'web03' })).toBeVisible()
  await expect(rowOf(page, 'Series', 'cpu_load_average_1')).toContainText('3.25')
  await expect(page.getByText(login.password)).toHaveCount(0)

  await sendPackage(login, 'cpu_load_average_1', '7.5')
  await expect(rowOf(page, 'Series', 'cpu_load_average_1')).toContainText('7.5')
  await expect(rowOf(page, 'Logins', 'Accepted').first()).toContainText('127.0.0.1')

  await rowOf(page, 'Series', 'cpu_load_average_1').getByRole('button', { name: 'Open in Graphs' }).click()
  await expect(page).toHaveURL(/#\/graphs/)
  const legend = page.getByRole('table').filter({ hasText: 'web03' }).first()
  await expect(legend).toContainText('7.5')
  await expect(page.locator('canvas').first()).toBeVisible()
  await sendPackage(login, 'cpu_load_average_1', '9.75')
  await expect(legend).toContainText('9.75')
})

test('the command to paste sends a value', async ({ page, deck }) => {
  test.skip(process.platform === 'win32', 'needs bash')
  await addHost(page, 'web04', deck.scopeportPort)
  const dialog = page.getByRole('dialog')
  const command = (await dialog.getByTestId('command').locator('code').textContent()) ?? ''
  const { stdout } = await promisify(execFile)('bash', ['-c', command], { timeout: 8_000 })
  expect(stdout).toBe('OkayOkayOkay')
  await expect(dialog.getByText('The first value is there')).toBeVisible()
})

test('a name that is taken is said so in the dialog', async ({ page, deck }) => {
  await addSendingHost(page, 'web03', deck.scopeportPort)
  await page.getByRole('button', { name: 'Add host…' }).first().click()
  await page.getByLabel('Name').fill('web03')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('Another host has this name')
  await page.getByRole('link', { name: 'Show web03' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'web03' })).toBeVisible()
})

test('a rotated password is shown once, and the old one stops working', async ({ page, deck }) => {
  const login = await addSendingHost(page, 'web03', deck.scopeportPort)
  await goTo(page, `/hosts/${login.id}`)
  await act(page, 'Rotate password…')
  await page.getByRole('button', { name: 'Rotate password' }).click()
  const dialog = page.getByRole('dialog')
  const password = (await dialog.getByTestId('password').locator('code').textContent()) ?? ''
  expect(password).not.toBe(login.password)
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByText(password)).toHaveCount(0)
  expect(await sendPackage(login, 'open_files', '1')).toContain('Login incorrect')
  expect(await sendPackage({ ...login, password }, 'open_files', '1')).toBe('OkayOkayOkay')
})

test('selected hosts are disabled at once, cannot log in, and are enabled again by Undo', async ({
  page,
  deck,
}) => {
  const first = await addSendingHost(page, 'web01', deck.scopeportPort)
  await addSendingHost(page, 'web02', deck.scopeportPort)
  await page.getByRole('checkbox', { name: 'Select all' }).check()
  await page.getByRole('button', { name: 'Disable', exact: true }).first().click()
  await expect(rowOf(page, 'Hosts', 'Disabled')).toHaveCount(2)
  expect(await sendPackage(first, 'open_files', '1')).toContain('Login incorrect')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(rowOf(page, 'Hosts', 'Good')).toHaveCount(2)
  expect(await sendPackage(first, 'open_files', '1')).toBe('OkayOkayOkay')
})

test('two hosts are merged and split again, and both keep sending', async ({ page, deck }) => {
  const web = await addSendingHost(page, 'web01', deck.scopeportPort)
  const old = await addSendingHost(page, 'web01-old', deck.scopeportPort)
  await goTo(page, `/hosts/${web.id}`)
  await act(page, 'Merge with another host…')
  await page.getByRole('radio', { name: 'web01-old' }).check()
  await expect(page.getByRole('dialog')).toContainText('1 series of web01-old belongs to web01 then')
  await page.getByRole('button', { name: 'Merge hosts' }).click()
  await expect(page.getByRole('table', { name: 'Identities' }).getByRole('row')).toHaveCount(3)
  expect(await sendPackage(old, 'open_files', '12')).toBe('OkayOkayOkay')
  await expect(rowOf(page, 'Series', 'open_files')).toContainText('12')

  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('table', { name: 'Identities' }).getByRole('row')).toHaveCount(2)
  await goTo(page, `/hosts/${old.id}`)
  await expect(page.getByRole('heading', { level: 1, name: 'web01-old' })).toBeVisible()
  expect(await sendPackage(old, 'open_files', '13')).toBe('OkayOkayOkay')
  await expect(rowOf(page, 'Series', 'open_files')).toContainText('13')
})

test('a host is removed with its samples after one question', async ({ page, deck }) => {
  const login = await addSendingHost(page, 'web03', deck.scopeportPort)
  await goTo(page, `/hosts/${login.id}`)
  await act(page, 'Remove…')
  await expect(page.getByRole('dialog')).toContainText('This cannot be undone')
  await page.getByRole('button', { name: 'Remove host and samples' }).click()
  await expect(page.getByText('There is no host yet.')).toBeVisible()
  await goTo(page, `/hosts/${login.id}`)
  await expect(page.getByText(`There is no host with the number ${login.id}.`)).toBeVisible()
})

test('hosts are found and opened by keyboard alone', async ({ page, deck }) => {
  await addSendingHost(page, 'web01', deck.scopeportPort)
  await addSendingHost(page, 'web02', deck.scopeportPort)
  await page.getByLabel('Filter').focus()
  await page.keyboard.type('web')
  await expect(page.getByText('2 of 2', { exact: true })).toBeVisible()
  const second = rowOf(page, 'Hosts', 'web02')
  await rowOf(page, 'Hosts', 'web01').focus()
  await page.keyboard.press('ArrowDown')
  await expect(second).toBeFocused()
  await page.keyboard.press('Space')
  await expect(second).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'web02' })).toBeVisible()
})

test('@browser what is known stays, marked as stale, when the console has gone', async ({ page, web }) => {
  await addSendingHost(page, 'web03', web.scopeportPort ?? 0)
  await expect(rowOf(page, 'Hosts', 'Good')).toHaveCount(1)
  await web.stop()
  await expect(page.getByText('The connection to the console is lost.')).toBeVisible()
  await expect(rowOf(page, 'Hosts', 'web03')).toBeVisible()
})

test('hosts are accessible: empty, with a new password, listed', async ({ page, deck }) => {
  await goTo(page, '/hosts')
  await expect(page.getByText('There is no host yet.')).toBeVisible()
  await expectAccessible(page)
  const login = await addHost(page, 'web03', deck.scopeportPort)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Done' }).click()
  expect(await sendPackage(login, 'free_memory', '482133')).toBe('OkayOkayOkay')
  await expect(rowOf(page, 'Hosts', 'Good')).toHaveCount(1)
  await expectAccessible(page)
})

test('the page of a host is accessible, with a dialog as well', async ({ page, deck }) => {
  const login = await addSendingHost(page, 'web03', deck.scopeportPort)
  await sendPackage(login, 'mood', 'fine')
  await sendPackage(login, 'profile_kernel', '6.1')
  await sendPackage(login, 'profile_network_interfaces', 'eth0|1|2')
  await goTo(page, `/hosts/${login.id}`)
  await expect(page.getByRole('table', { name: 'Network interfaces' })).toBeVisible()
  await expectAccessible(page)
  await act(page, 'Merge with another host…')
  await expectAccessible(page)
})
