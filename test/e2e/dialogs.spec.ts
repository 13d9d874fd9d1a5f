import type { Page } from '@playwright/test'
import type { RunningConsole } from '../support/console.ts'
import { expect, test } from '../support/e2e.ts'
import { expectAccessible, goTo, rowOf } from '../support/page-acts.ts'
import { sendPackage } from '../support/scopeport-client.ts'

interface Opened {
  /** Name of the dialog. */
  readonly name: string | RegExp
  readonly path: string
  readonly open: (page: Page) => Promise<void>
}

const press =
  (...names: readonly (string | RegExp)[]) =>
  async (page: Page): Promise<void> => {
    for (const [index, name] of names.entries()) {
      const role = index === 0 ? 'button' : 'menuitem'
      await page
        .getByRole(role, { name, exact: typeof name === 'string' })
        .first()
        .click()
    }
  }

/** What a row of a table offers is there when the pointer is. */
const pressInRow =
  (table: string, text: string, button: string | RegExp) =>
  async (page: Page): Promise<void> => {
    const row = rowOf(page, table, text)
    await row.hover()
    await row.getByRole('button', { name: button }).click()
  }

/** What an entry of a list offers. */
const pressInEntry =
  (text: string, button: string) =>
  async (page: Page): Promise<void> => {
    const entry = page.getByRole('listitem').filter({ hasText: text })
    await entry.getByRole('button', { name: button }).click()
  }

const pressOnTab =
  (tab: RegExp, next: (page: Page) => Promise<void>) =>
  async (page: Page): Promise<void> => {
    await page.getByRole('tab', { name: tab }).click()
    await next(page)
  }

/** A row as a whole. */
const openRow =
  (table: string, text: string) =>
  async (page: Page): Promise<void> => {
    await rowOf(page, table, text).focus()
    await page.keyboard.press('Enter')
  }

async function selectAllHosts(page: Page): Promise<void> {
  await page.getByRole('checkbox', { name: 'Select all' }).check()
  await page.getByRole('button', { name: 'Remove…' }).first().click()
}

/** A flag of what happened, on the first chart. */
const pressFlag = (page: Page): Promise<void> =>
  page.getByRole('application').first().getByRole('button').first().click()

function dialogsOfPages(): readonly Opened[] {
  return [
    { name: 'Add a source', path: 'overview', open: press('Add a source') },
    { name: 'Columns', path: 'top', open: press('Columns…') },
    { name: /^Add.* host/, path: 'hosts?new=1', open: () => Promise.resolve() },
    { name: 'Add collectl endpoint', path: 'collectl', open: press('Add endpoint…') },
    { name: 'New run', path: 'collectl/runs', open: press('New run…') },
    { name: 'Import a recorded file', path: 'collectl/runs', open: press('Import file…') },
    { name: 'Block address', path: 'blacklist?new=1', open: () => Promise.resolve() },
    { name: 'Import addresses', path: 'blacklist', open: press('Import…') },
    { name: 'Add a database', path: 'storage', open: press('Add database…') },
    { name: 'Add Zabbix proxy', path: 'proxies?new=1', open: () => Promise.resolve() },
    { name: 'Import from Zabbix', path: 'proxies', open: press('Import…') },
    { name: 'Remove site-north?', path: 'proxies', open: pressInRow('Proxies', 'site-north', 'Remove…') },
    { name: 'New task for a proxy', path: 'tasks?new=1', open: () => Promise.resolve() },
  ]
}

function dialogsOfThings(hostId: number, seriesId: number): readonly Opened[] {
  const host = `hosts/${hostId}`
  const graph = `graphs?series=${seriesId}`
  const actions = 'Actions'
  const chart = /^Actions for/
  const board = /^Board:/
  return [
    { name: 'Rename web03', path: host, open: press(actions, 'Rename…') },
    { name: 'Merge web03', path: host, open: press(actions, 'Merge with another host…') },
    { name: /password/i, path: host, open: press(actions, 'Rotate password…') },
    { name: /Remove/, path: host, open: press(actions, 'Remove…') },
    { name: /^Thresholds of/, path: graph, open: press(chart, 'Thresholds…') },
    { name: /^Values of/, path: graph, open: press(chart, 'Show values as a table') },
    { name: 'Add annotation', path: graph, open: press(chart, 'Add annotation…') },
    { name: /New board/, path: graph, open: press(board, 'New board…') },
    { name: 'Events', path: graph, open: pressFlag },
    { name: 'Keys', path: graph, open: (page) => page.keyboard.press('Shift+?') },
  ]
}

/** What changes, shows or removes something that is there. */
function dialogsOfChanges(proxyId: number): readonly Opened[] {
  const proxy = `proxies/${proxyId}`
  return [
    { name: 'Remove 2 hosts?', path: 'hosts', open: selectAllHosts },
    {
      name: 'Rename 127.0.0.1:1',
      path: 'collectl',
      open: pressInRow('Collectl', '127.0.0.1:1', 'Rename…'),
    },
    { name: 'Change site-north', path: 'proxies', open: pressInRow('Proxies', 'site-north', 'Change…') },
    { name: 'Macros of every proxy', path: 'proxies', open: press(/^Macros/) },
    { name: 'Change lab-pi', path: proxy, open: pressInRow('Hosts', 'lab-pi', 'Change host…') },
    { name: 'Add host', path: proxy, open: press('Add host…') },
    { name: 'New task for a proxy', path: proxy, open: press('New task…') },
    {
      name: 'Add discovery rule',
      path: proxy,
      open: pressOnTab(/^Discovery/, press('Add discovery rule…')),
    },
    { name: 'Change lab', path: proxy, open: pressOnTab(/^Discovery/, pressInEntry('lab', 'Change rule…')) },
    { name: /^Task \d+/, path: 'tasks', open: openRow('Tasks', 'df -h /var') },
    { name: 'Change “Lab”', path: 'storage', open: pressInEntry('Lab', 'Change…') },
    { name: 'Move over to “Lab”', path: 'storage', open: pressInEntry('Lab', 'Move over…') },
    { name: 'Another range…', path: 'graphs', open: press('Another range…') },
  ]
}

async function expectEach(page: Page, dialogs: readonly Opened[]): Promise<void> {
  for (const { name, path, open } of dialogs) {
    await test.step(`${path}: ${String(name)}`, async () => {
      await goTo(page, `/${path}`)
      await open(page)
      const dialog = page.getByRole('dialog', { name })
      await expect(dialog).toBeVisible()
      await expectAccessible(page, '[role=dialog]')
      await page.keyboard.press('Escape')
      await expect(dialog).toHaveCount(0)
    })
  }
}

/** A host that has sent, and a proxy. */
async function fill(web: RunningConsole): Promise<{ readonly hostId: number; readonly seriesId: number }> {
  const made = await web.api('POST', '/api/hosts', { name: 'web03' })
  const { id, password } = made as { id: number; password: string }
  await sendPackage({ port: web.scopeportPort ?? 0, id, password }, 'cpu_load_average_1', '2.75')
  await web.api('POST', '/api/hosts', { name: 'other' })
  await web.api('POST', '/api/proxies', { name: 'site-north', mode: 'active' })
  const [series] = (await web.api('GET', '/api/series?search=cpu_load_average_1')) as { id: number }[]
  return { hostId: id, seriesId: series?.id ?? 0 }
}

/** One of each that a form changes: hosts, an endpoint, a proxy with all that it has, a database that is away. */
async function fillChanges(web: RunningConsole): Promise<number> {
  for (const name of ['web03', 'other']) await web.api('POST', '/api/hosts', { name })
  await web.api('POST', '/api/collectl/endpoints', { address: '127.0.0.1:1' })
  const made = await web.api('POST', '/api/proxies', { name: 'site-north', mode: 'active' })
  const { id } = made as { id: number }
  await web.api('POST', `/api/proxies/${id}/hosts`, {
    host: 'lab-pi',
    interfaces: [{ type: 'agent', address: '192.0.2.20', port: 10050 }],
    items: [{ key: 'system.uptime', type: 'agent', valueType: 'unsigned', delay: '30s' }],
  })
  await web.api('POST', `/api/proxies/${id}/discovery-rules`, {
    name: 'lab',
    range: '192.0.2.1-20',
    checks: [{ type: 'icmp' }],
  })
  await web.api('POST', '/api/tasks', { proxyId: id, kind: 'command', host: 'lab-pi', command: 'df -h /var' })
  await web.api('POST', '/api/storage/connections', {
    name: 'Lab',
    hosts: '127.0.0.1:1',
    socketPath: null,
    user: 'deck',
    password: 'secret',
    database: 'deck',
    tls: { mode: 'off', caFile: null, certFile: null, keyFile: null },
  })
  return id
}

test('@browser every dialog of a page is accessible in both themes, and Esc closes it', async ({
  page,
  web,
}) => {
  test.slow()
  await fill(web)
  await expectEach(page, dialogsOfPages())
})

test('@browser every dialog about a host or a chart is accessible in both themes, and Esc closes it', async ({
  page,
  web,
}) => {
  test.slow()
  const { hostId, seriesId } = await fill(web)
  await expectEach(page, dialogsOfThings(hostId, seriesId))
})

test('@browser every dialog that shows, changes or removes something is accessible in both themes, and Esc closes it', async ({
  page,
  web,
}) => {
  test.slow()
  await expectEach(page, dialogsOfChanges(await fillChanges(web)))
})
