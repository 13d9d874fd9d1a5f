import type { Locator, Page } from '@playwright/test'
import { expect, test } from '../support/e2e.ts'
import { chooseSpan, drawHistory } from '../support/page-graphs.ts'
import { failLogin } from '../support/scopeport-client.ts'

function flag(page: Page, words: string | RegExp): Locator {
  return page.getByRole('application').getByRole('button', { name: words })
}

async function note(page: Page, text: string, tag = ''): Promise<void> {
  await page.getByRole('textbox', { name: 'What happened' }).fill(text)
  await page.getByRole('textbox', { name: 'Tag' }).fill(tag)
  await page.getByRole('button', { name: 'Add annotation', exact: true }).click()
}

test('@browser the mouse notes a moment and a span, on every chart', async ({ page, web }) => {
  const { collectl, chart } = await drawHistory(page, web)
  await chooseSpan(page, '5 min')
  const box = await chart.boundingBox()
  if (box === null) throw new Error('The chart has no place')
  const y = box.y + box.height / 2

  await page.keyboard.down('Alt')
  await page.mouse.click(box.x + box.width * 0.3, y)
  await page.keyboard.up('Alt')
  await note(page, 'New switch', 'network')
  await expect(flag(page, /^New switch/)).toBeVisible()

  await page.keyboard.down('Alt')
  await page.mouse.move(box.x + box.width * 0.5, y)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.7, y, { steps: 4 })
  await page.mouse.up()
  await page.keyboard.up('Alt')
  await expect(page.getByRole('switch', { name: 'It lasted for some time' })).toBeChecked()
  await note(page, 'Backup')
  await expect(flag(page, /^Backup/)).toHaveAccessibleName(/–/)
  await expect(page.getByRole('button', { name: 'Live', exact: true })).toBeVisible()

  await page.getByRole('button', { name: 'Events', exact: true }).click()
  await page.getByRole('switch', { name: 'network (1)' }).click()
  await expect(flag(page, /^New switch/)).toHaveCount(0)
  await expect(flag(page, /^Backup/)).toHaveCount(1)
  await collectl.stop()
})

test('@browser the keyboard notes, changes and removes, and each is taken back', async ({ page, web }) => {
  const { collectl, chart } = await drawHistory(page, web)
  await chart.focus()
  // At the oldest values: what the console notes of its own start is far from there.
  await page.keyboard.press('Home')
  for (let step = 0; step < 4; step++) await page.keyboard.press('ArrowRight')
  await page.keyboard.press('a')
  await expect(page.getByRole('textbox', { name: 'What happened' })).toBeFocused()
  await page.keyboard.type('Rebooted')
  await page.keyboard.press('Enter')
  await expect(flag(page, /^Rebooted/)).toBeVisible()

  await flag(page, /^Rebooted/).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Change annotation' }).press('Enter')
  await page.getByRole('textbox', { name: 'What happened' }).fill('Rebooted twice')
  await page.keyboard.press('Enter')
  await expect(flag(page, /^Rebooted twice/)).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await expect(flag(page, /^Rebooted \d/)).toBeVisible()

  await flag(page, /^Rebooted/).click()
  await page.getByRole('button', { name: 'Remove annotation' }).click()
  await expect(flag(page, /^Rebooted/)).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await expect(flag(page, /^Rebooted/)).toBeVisible()
  await collectl.stop()
})

test('@browser the console notes by itself what it did and whom it refused', async ({ page, web }) => {
  const { collectl } = await drawHistory(page, web)
  await failLogin(web.scopeportPort ?? 0, 99, '127.0.0.9')
  await chooseSpan(page, '5 min')
  await expect(flag(page, /1 login refused from 127\.0\.0\.9/)).toBeVisible()
  await flag(page, /The console was started/).click()
  const dialog = page.getByRole('dialog', { name: 'Events' })
  await expect(dialog.getByText('The console was started')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Remove annotation' })).toHaveCount(0)
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Events', exact: true }).click()
  for (const tag of [/^Console restarts/, /^Outages/, /^Refused logins/, /^Changes of the configuration/])
    await page.getByRole('switch', { name: tag }).click()
  await expect(flag(page, /./)).toHaveCount(0)
  await collectl.stop()
})
