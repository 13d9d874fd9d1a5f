import { connect } from 'node:net'
import { readFileSync } from 'node:fs'
import { expect, test } from '../support/e2e.ts'
import { goTo, rowOf } from '../support/page-acts.ts'

const PLOT = new URL('../fixtures/collectl/file-plot.raw', import.meta.url)

test('a run says of each machine what is wrong with it, is saved, and starts again', async ({ page }) => {
  await goTo(page, '/collectl')
  await page.getByRole('tab', { name: /Runs/ }).click()
  await expect(page.getByText('Look at many machines at once and leave nothing running')).toBeVisible()
  await page.getByRole('button', { name: 'New run…' }).first().click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('button', { name: 'Start run' })).toBeDisabled()
  await dialog.getByRole('button', { name: 'This machine' }).click()
  await expect(dialog.getByLabel('Machines')).toHaveValue('local')
  await dialog.getByLabel('Machines').fill('web01; reboot')
  await dialog.getByLabel('Save as').fill('The lab')
  // Blanks part machines, so that “;” ends one and “reboot” is another: neither is run by a shell.
  await dialog.getByLabel('Machines').fill('-oProxyCommand=x')
  await dialog.getByRole('button', { name: 'Start run' }).click()
  await expect(dialog.getByRole('alert')).toContainText('“-oProxyCommand=x” is no machine')

  await dialog.getByLabel('Machines').fill('# the lab\nnowhere.invalid\nroot@other.invalid')
  await dialog.getByRole('button', { name: 'Start run' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'The lab' })).toBeVisible()
  await expect(page.getByText('2 machines need a look')).toBeVisible()
  await expect(rowOf(page, 'Machines', 'root@other.invalid')).toContainText(/Refused|Failed/)
  await page.getByRole('button', { name: 'Machine', exact: true }).click()

  await page.getByRole('button', { name: 'Start again' }).click()
  await page.getByRole('link', { name: 'All runs' }).click()
  await expect(page.getByRole('row', { name: /The lab/ })).toHaveCount(2)
  const ended = page.getByRole('row', { name: /The lab/ }).last()
  await expect(ended).toContainText('Ended')
  await ended.hover()
  await ended.getByRole('button', { name: 'Remove from list' }).click()
  await expect(page.getByRole('row', { name: /The lab/ })).toHaveCount(1)
})

test('a collectl that somebody else starts is let in once the listener may, and shown by its address @browser', async ({
  page,
  web,
}) => {
  await web.api('PUT', '/api/collectl/listener', { port: 0 })
  await goTo(page, '/collectl/runs')
  await expect(page.getByText('Off', { exact: true })).toBeVisible()
  await page.getByRole('switch', { name: 'Listen all the time' }).click()
  await expect(page.getByText('On', { exact: true })).toBeVisible()
  await page.getByRole('switch', { name: 'Let any address in' }).click()
  await expect(page.getByRole('switch', { name: 'Let any address in' })).toBeChecked()
  const { port } = (await web.api('GET', '/api/collectl/listener')) as { port: number }
  const socket = connect(port, '127.0.0.1')
  const seconds = Math.floor(Date.now() / 1_000)
  socket.write(`lab07 sample.time ${seconds}.001\nlab07 cputotals.user 12\n>>><<<\n`)
  await expect(page.getByText('says it is lab07')).toBeVisible()
  await expect(page.getByText('1 record', { exact: true })).toBeVisible()
  socket.destroy()
  await expect(page.getByText('says it is lab07')).toHaveCount(0)
})

test('a recorded file is handed over and lies on the timeline', async ({ page }) => {
  await goTo(page, '/collectl/runs')
  await page.getByRole('button', { name: 'Import file…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.locator('input[type=file]').setInputFiles({
    name: 'notes.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('nothing of collectl\n'),
  })
  await dialog.getByRole('button', { name: 'Import file' }).click()
  await expect(dialog.getByRole('alert')).toContainText('neither a raw file nor a plot file')
  await dialog.locator('input[type=file]').setInputFiles({
    name: 'vm-20261121.tab',
    mimeType: 'text/plain',
    buffer: readFileSync(PLOT),
  })
  await dialog.getByRole('button', { name: 'Import file' }).click()
  await expect(page.getByText('On the timeline')).toBeVisible()
  await page.getByRole('button', { name: 'Show graphs' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Graphs' })).toBeVisible()
  await expect(page.getByText('CPU busy').first()).toBeVisible()
})
