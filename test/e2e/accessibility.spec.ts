import type { Page } from '@playwright/test'
import { CollectlDouble } from '../support/collectl-double.ts'
import type { RunningConsole } from '../support/console.ts'
import { expect, test } from '../support/e2e.ts'
import { expectAccessible, goTo, rowOf } from '../support/page-acts.ts'
import { failLogin, sendPackage } from '../support/scopeport-client.ts'

const PATHS = [
  'overview',
  'graphs',
  'hosts',
  'collectl',
  'plugins',
  'topology',
  'logins',
  'blacklist',
  'storage',
  'settings',
  'nowhere',
]

/** What the page complains about from now on: errors of scripts, broken policy, failed requests. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  return complaints
}

test('every page of an empty console is accessible in both themes and complains of nothing', async ({
  page,
}) => {
  test.slow()
  const complaints = complaintsOf(page)
  for (const path of PATHS) {
    await test.step(path, async () => {
      await goTo(page, `/${path}`)
      await expectAccessible(page)
    })
  }
  expect(complaints).toEqual([])
})

const FILLED = [
  ['overview', 'graphs', 'hosts', 'collectl', 'the palette'],
  ['logins', 'blacklist', 'storage', 'settings', 'one host', 'one graph'],
]

for (const paths of FILLED) {
  test(`@browser filled with values, ${paths.join(', ')} are accessible in both themes and complain of nothing`, async ({
    page,
    web,
  }) => {
    test.slow()
    const complaints = complaintsOf(page)
    const addresses = await fill(page, web)
    for (const path of paths) {
      await test.step(path, async () => {
        await goTo(page, `/${addresses[path] ?? path}`)
        if (path === 'the palette') {
          await page.keyboard.press('ControlOrMeta+k')
          await page.keyboard.type('demo-db')
          await expect(page.getByRole('option', { name: /demo-db · / }).first()).toBeVisible()
        }
        await expectAccessible(page)
      })
    }
    expect(complaints).toEqual([])
  })
}

/** Hosts that send, that are silent and that play, a blocked address, an endpoint that is away. */
async function fill(page: Page, web: RunningConsole): Promise<Readonly<Record<string, string>>> {
  const port = web.scopeportPort ?? 0
  const made = await web.api('POST', '/api/hosts', { name: 'web03' })
  const { id, password } = made as { id: number; password: string }
  await web.api('POST', '/api/hosts', { name: 'silent' })
  await sendPackage({ port, id, password }, 'cpu_load_average_1', '2.75')
  await sendPackage({ port, id, password }, 'mood', 'fine')
  for (let failure = 0; failure < 3; failure++) await failLogin(port, id, '127.0.0.9')
  const gone = await CollectlDouble.start()
  await gone.stop()
  await web.api('POST', '/api/collectl/endpoints', { address: `127.0.0.1:${gone.port}` })
  await page.getByRole('button', { name: 'Add a source' }).click()
  await page.getByRole('button', { name: 'Play demo data' }).click()
  await expect(rowOf(page, 'Hosts', 'demo-db')).toContainText('Good')
  const [series] = (await web.api('GET', '/api/series?search=demo-db+cputotals.user')) as { id: number }[]
  return {
    'one host': `hosts/${id}`,
    'one graph': `graphs?series=${series?.id ?? 0}`,
    'the palette': 'overview',
  }
}

test('@browser what is stale can still be read', async ({ page, web }) => {
  await page.getByRole('button', { name: 'Play demo data' }).click()
  await expect(rowOf(page, 'Hosts', 'demo-db')).toContainText('Good')
  await web.stop()
  await expect(page.getByText('The connection to the console is lost.')).toBeVisible()
  await expectAccessible(page)
})
