import { expect, test } from '../support/e2e.ts'
import { expectAccessible, goTo, rowOf } from '../support/page-acts.ts'

test('@browser a command is shown before it is queued, waits, is cancelled and queued again', async ({
  page,
  web,
}) => {
  test.slow()
  await goTo(page, '/tasks')
  await expect(page.getByText('Tasks are for proxies, and none is known yet.')).toBeVisible()
  const made = await web.api('POST', '/api/proxies', { name: 'site-north', mode: 'active' })
  const { id } = made as { id: number }
  await web.api('POST', `/api/proxies/${id}/hosts`, {
    host: 'web01',
    interfaces: [{ type: 'agent', address: '192.0.2.7', port: 10_050 }],
    items: [{ key: 'agent.ping', type: 'agent', valueType: 'unsigned' }],
  })

  await page.getByRole('button', { name: 'New task…' }).first().click()
  await page.getByLabel('Command').last().fill('systemctl restart exporter')
  await page.getByRole('button', { name: 'Review task…' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('Queue this task?')
  await expect(dialog).toContainText('systemctl restart exporter')
  await expect(dialog).toContainText('web01')
  await expectAccessible(page)
  expect(await web.api('GET', '/api/tasks')).toEqual([])
  await page.getByRole('button', { name: 'Queue command' }).click()

  const row = rowOf(page, 'Tasks', 'systemctl restart exporter')
  await expect(row).toContainText('Waiting')
  await expect(page.getByRole('region', { name: 'Journal' }).last()).toContainText('browser at')
  await expectAccessible(page)
  await row.hover()
  await row.getByRole('button', { name: 'Cancel task' }).click()
  await expect(row).toContainText('Cancelled')
  await row.hover()
  await row.getByRole('button', { name: 'Queue again…' }).click()
  await dialog.getByRole('button', { name: 'Queue again' }).click()
  await expect(rowOf(page, 'Tasks', 'Waiting')).toHaveCount(1)
  await expect(page.getByRole('region', { name: 'Queue' }).last()).toContainText('site-north')
})
