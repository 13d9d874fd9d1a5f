import { MariadbServer } from '../support/mariadb.ts'
import { expect, test } from '../support/e2e.ts'
import { expectAccessible, goTo } from '../support/page-acts.ts'
import { sendPackage } from '../support/scopeport-client.ts'

test('the embedded database shows where it lies, its size and what waits', async ({ page, web }) => {
  await goTo(page, '/storage')
  await expect(page.getByText(`Values go to ${web.dataDir}/scopedeck.sqlite.`)).toBeVisible()
  const list = page.getByRole('region', { name: 'Databases' })
  await expect(list.getByRole('listitem', { name: 'Embedded database' })).toContainText('In use')
  await expect(page.getByRole('region', { name: 'This database' })).toContainText('nothing')
  await expectAccessible(page)
})

test('a database is added, refused with the step that fails, tested, and moved to with all data', async ({
  page,
  web,
}) => {
  test.slow()
  const server = await MariadbServer.start()
  try {
    const database = await server.createDatabase()
    await server.execute(`create user 'deck'@'127.0.0.1' identified by 'right'`, 'mysql')
    await server.execute(`grant all on ${database}.* to 'deck'@'127.0.0.1'`, 'mysql')
    const port = web.scopeportPort ?? 0
    const { id, password } = (await web.api('POST', '/api/hosts', { name: 'web03' })) as {
      id: number
      password: string
    }
    await sendPackage({ port, id, password }, 'cpu_load_average_1', '1.5')

    await goTo(page, '/storage')
    await page.getByRole('button', { name: 'Add database…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Lab')
    await dialog.getByLabel('Host', { exact: true }).fill(`127.0.0.1:${server.port}`)
    await dialog.getByLabel('User').fill('deck')
    await dialog.getByLabel('Password').fill('wrong')
    await dialog.getByLabel('Database').fill(database)
    await dialog.getByLabel('Encryption').click()
    await page.getByRole('option', { name: 'None' }).click()
    await dialog.getByRole('button', { name: 'Test' }).click()
    await expect(dialog.getByRole('listitem').filter({ hasText: 'Login' })).toContainText('Failed')
    await expect(dialog.getByRole('listitem').filter({ hasText: 'Rights' })).toContainText('Not reached')
    await dialog.getByLabel('Password').fill('right')
    await dialog.getByRole('button', { name: 'Test' }).click()
    await expect(dialog.getByText('The test is passed.')).toBeVisible()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Add database', exact: true }).click()

    const lab = page.getByRole('listitem', { name: 'Lab' })
    await lab.getByRole('button', { name: 'Move over…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Copy and move over' }).click()
    await expect(lab).toContainText('In use', { timeout: 60_000 })
    await expect(page.getByRole('region', { name: 'Moving data to “Lab”' })).toContainText('Done')
    expect(await sendPackage({ port, id, password }, 'cpu_load_average_1', '2.5')).toContain('Okay')
    const rows = await server.execute('select value from samples_raw order by value', database)
    expect(rows.map(({ value }) => value)).toEqual([1.5, 2.5])
  } finally {
    await server.stop()
  }
})
