import { join } from 'node:path'
import { expect, test } from '../support/e2e.ts'
import { expectAccessible, goTo, rowOf } from '../support/page-acts.ts'
import {
  answerOf,
  handshakePlugin,
  hostReport,
  PluginDouble,
  reportPlugin,
} from '../support/plugin-double.ts'

/** The specification of the scan: seen within 5 s, with its graph a moment later. */
const SEEN_MS = 6_000

function iowaitReport(value: number): object {
  const { Host } = hostReport('web01', { iowait: value }) as { Host: object }
  const template = { id: 'iowait', label: 'IO Wait', format: 'percent', priority: 0.1 }
  return { Host: { ...Host, metric_templates: { iowait: template } } }
}

test('@browser a socket that is dropped into the directory has its graph within 6 s', async ({
  page,
  web,
}) => {
  await goTo(page, '/plugins')
  await expect(page.getByText('No plugin has placed its socket yet.')).toBeVisible()

  let plugin: PluginDouble | undefined
  await test.step(
    'from the socket to the graph',
    async () => {
      plugin = await PluginDouble.start(
        join(web.dataDir, 'plugins/iowait.sock'),
        handshakePlugin('iowait', () => iowaitReport(42)),
      )
      const row = rowOf(page, 'Plugins', 'iowait')
      await expect(row).toContainText('1 node, 1 metric')
      await row.hover()
      await row.getByRole('button', { name: 'Show graphs' }).click()
      await expect(page.getByRole('application', { name: /IO Wait/ })).toBeVisible()
      await expect(page.getByRole('row').filter({ hasText: 'IO Wait' }).getByRole('cell').first()).toHaveText(
        /42/,
      )
    },
    { timeout: SEEN_MS },
  )

  await plugin?.stop()
  await goTo(page, '/plugins')
  await expect(rowOf(page, 'Plugins', 'iowait')).toContainText('Gone')
})

test('@browser a plugin that fails says what is wrong, and where in its answer', async ({ page, web }) => {
  const plugin = await PluginDouble.start(join(web.dataDir, 'plugins/broken.sock'), ({ answer }) =>
    answer(answerOf('{"name": oops}')),
  )
  await goTo(page, '/plugins')
  await expect(rowOf(page, 'Plugins', 'broken')).toContainText('Not JSON')
  await expect(page.getByText('1 plugin needs a look')).toBeVisible()
  await expect(page.getByText(/line 1, column 10 \(position 9\) has "oops}"/)).toBeVisible()
  await page.getByRole('link', { name: 'broken' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'broken' })).toBeVisible()
  await expect(page.getByLabel('Body')).toHaveText('{"name": oops}')
  await expectAccessible(page)

  // The next answer is good but for one field: the validator points at it.
  plugin.behaviour = reportPlugin('broken', () => ({
    Host: {
      nodes: {
        'web02;<host>': {
          metrics: { load: { samples: [{ date: new Date().toISOString(), value: 3 }], max: 'ten' } },
        },
      },
    },
  }))
  await page.getByRole('button', { name: 'Try now' }).click()
  const finding = page.getByRole('row').filter({ hasText: 'metrics.load.max' })
  await expect(finding).toContainText('a number')
  await expect(finding).toContainText('the text "ten"')
  await expect(page.getByText('Good, with remarks')).toBeVisible()
  await plugin.stop()
})

test('@browser nodes are searched with conditions, and markup in their names stays text', async ({
  page,
  web,
}) => {
  const date = new Date().toISOString()
  const node = (cpu: number): object => ({ metrics: { cpu: { samples: [{ date, value: cpu }] } } })
  const plugin = await PluginDouble.start(
    join(web.dataDir, 'plugins/fleet.sock'),
    reportPlugin('fleet', () => ({
      Host: {
        nodes: { 'web01;<host>': node(91), 'web02;<host>': node(12), '<b>db</b>;<host>': node(85) },
        metric_templates: { cpu: { id: 'cpu', label: 'CPU', format: 'percent', priority: 0.1 } },
      },
      Rack: { nodes: { r1: { latest: { row: { value: 'A' } } } } },
    })),
  )
  await expect.poll(() => web.api('GET', '/api/topologies/Host/nodes')).toHaveLength(3)
  await goTo(page, '/topology')
  const table = page.getByRole('table', { name: 'Nodes: Host' })
  await expect(table.getByRole('row')).toHaveCount(4)
  await expect(table).toContainText('<b>db</b>')
  await expect(table).toContainText('91.00')

  const search = page.getByLabel('Search nodes')
  await search.fill('cpu>80')
  await expect(table.getByRole('row')).toHaveCount(3)
  await search.fill('cpu>80 web*')
  await expect(table.getByRole('row')).toHaveCount(2)
  await search.fill('cpu>')
  await expect(page.getByText('A value is missing after “>”.')).toBeVisible()
  await search.fill('')
  await expectAccessible(page)

  await table.getByRole('row').filter({ hasText: 'web01' }).press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'web01' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Show graphs' }).click()
  await expect(page.getByRole('application', { name: /CPU/ })).toBeVisible()

  await goTo(page, '/topology/Rack')
  await expect(page.getByRole('table', { name: 'Nodes: Rack' })).toContainText('r1')
  await plugin.stop()
})
