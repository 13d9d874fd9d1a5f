import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startConsole } from '../support/console.ts'
import { expect, test } from '../support/e2e.ts'
import { goTo } from '../support/page-acts.ts'

test('@browser a changed rule of the blacklist is kept after a restart of the console', async ({
  browser,
}) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'scopedeck-settings-'))
  const first = await startConsole({ dataDir })
  const page = await browser.newPage()
  await page.goto(`${first.link}#/settings`)
  const failures = page.getByRole('spinbutton', { name: 'Failed logins or violations' })
  await goTo(page, '/settings')
  await expect(failures).toHaveValue('3')
  await failures.fill('5')
  await page.getByLabel('Never block').fill('192.0.2.0/24\n')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText('The settings are saved.', { exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Save changes' })).toHaveCount(0)
  await first.stop()

  const again = await startConsole({ dataDir })
  await page.goto(again.link)
  await goTo(page, '/settings')
  await expect(failures).toHaveValue('5')
  await expect(page.getByLabel('Never block')).toHaveValue('192.0.2.0/24')
  await page.close()
  await again.stop()
  await rm(dataDir, { recursive: true, force: true })
})

test('a value that is refused says why, and can be discarded', async ({ page }) => {
  await goTo(page, '/settings')
  await page.getByLabel('Never block').fill('192.0.2.0/24\nmy laptop')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByRole('alert')).toContainText(
    '“my laptop” on the allow list is neither an address nor a network.',
  )
  await page.getByRole('button', { name: 'Discard' }).click()
  await expect(page.getByLabel('Never block')).toHaveValue('')
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test('what the command line rules is shown and cannot be changed', async ({ page, deck }) => {
  await goTo(page, '/settings')
  for (const name of ['ScopePort listener', 'Zabbix listener'])
    await expect(page.getByRole('region', { name }).getByLabel('Address to listen on')).toBeDisabled()
  await expect(page.getByText('Set on the command line.').first()).toBeVisible()
  const listener = page.getByRole('listitem').filter({ hasText: 'scopeport' })
  await expect(listener).toContainText(`127.0.0.1:${deck.scopeportPort}`)
  await expect(listener).toContainText('On')
})
