import { chromium, type Browser, type Page } from '@playwright/test'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startConsole, type RunningConsole } from '../../support/console.ts'
import { describeNeeding } from '../../support/needs.ts'
import { eventually, freePort, ZABBIX_AGENT, ZABBIX_PROXY, ZabbixProgram } from '../zabbix/zabbix-programs.ts'
import { CHROMIUM, pointsOf } from './browser.ts'

const PATIENCE_MS = 30_000

describeNeeding([ZABBIX_PROXY, ZABBIX_AGENT, CHROMIUM], 'real proxies in a real browser', () => {
  let served: RunningConsole
  let browser: Browser
  let page: Page
  let agentPort = 0
  let zabbixPort = 0
  let activePort = 0
  const programs: ZabbixProgram[] = []

  beforeAll(async () => {
    zabbixPort = await freePort()
    agentPort = await freePort()
    activePort = await freePort()
    served = await startConsole({ zabbix: `127.0.0.1:${zabbixPort}` })
    browser = await chromium.launch({
      executablePath: CHROMIUM.path,
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    })
    page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' })
    page.setDefaultTimeout(PATIENCE_MS)
    await page.goto(served.link)
    await page.getByRole('navigation').getByRole('link', { name: 'Proxies' }).click()
  }, 60_000)

  afterAll(async () => {
    await browser.close()
    for (const program of programs) await program.stop()
    await served.stop()
  })

  async function addHost(proxyName: string, host: string): Promise<void> {
    const known = (await served.api('GET', '/api/proxies')) as { id: number; name: string }[]
    const { id } = known.find(({ name }) => name === proxyName) ?? { id: 0 }
    await served.api('POST', `/api/proxies/${id}/hosts`, {
      host,
      interfaces: [{ type: 'agent', address: '127.0.0.1', port: agentPort }],
      items: [
        { key: 'agent.ping', type: 'agent', valueType: 'unsigned', delay: '1s' },
        { key: 'system.cpu.load', type: 'agent', valueType: 'float', delay: '1s' },
      ],
    })
  }

  const rowOf = (table: string, text: string) =>
    page.getByRole('table', { name: table, exact: true }).getByRole('row').filter({ hasText: text })

  async function goTo(name: string): Promise<void> {
    await page.getByRole('navigation').getByRole('link', { name }).click()
  }

  it('an active proxy that is added is on the page with its version', async () => {
    await page.getByRole('button', { name: 'Add proxy…' }).first().click()
    await page.getByLabel('Name', { exact: true }).fill('north')
    await page.getByRole('button', { name: 'Add proxy', exact: true }).click()
    await rowOf('Proxies', 'north').waitFor()
    await addHost('north', 'web01')
    // Only now: who comes before it is known is refused, and blocked soon.
    programs.push(
      ZabbixProgram.proxy({ Hostname: 'north', Server: `127.0.0.1:${zabbixPort}`, ListenPort: activePort }),
      // For both proxies: an agent answers whoever may ask it.
      ZabbixProgram.agent({
        Hostname: 'web01',
        ListenPort: agentPort,
        ServerActive: `127.0.0.1:${activePort}`,
        AllowKey: 'system.run[*]',
      }),
    )
    await rowOf('Proxies', 'north').filter({ hasText: '6.0.14' }).waitFor()
  })

  it('a passive proxy that is added is asked, and is on the page with its version', async () => {
    const port = await freePort()
    programs.push(
      ZabbixProgram.proxy({ ProxyMode: 1, Hostname: 'south', Server: '127.0.0.1', ListenPort: port }),
    )
    await page.getByRole('button', { name: 'Add proxy…' }).first().click()
    await page.getByLabel('Name', { exact: true }).fill('south')
    await page.getByText('Passive', { exact: true }).click()
    await page.getByLabel('Address', { exact: true }).fill('127.0.0.1')
    await page.getByLabel('Port', { exact: true }).fill(String(port))
    await page.getByRole('button', { name: 'Add proxy', exact: true }).click()
    await rowOf('Proxies', 'south').waitFor()
    await addHost('south', 'web02')
    await rowOf('Proxies', 'south').filter({ hasText: '6.0.14' }).waitFor()
  })

  it.each([
    ['active', 'web01', 'agent.ping'],
    ['active', 'web01', 'system.cpu.load'],
    ['passive', 'web02', 'agent.ping'],
    ['passive', 'web02', 'system.cpu.load'],
  ])(
    'draws what the %s proxy measures of %s: %s, and the line gets new points live',
    async (_mode, host, key) => {
      await eventually(async () => {
        const series = (await served.api('GET', `/api/series?search=${host}%20${key}`)) as {
          metric: string
        }[]
        return series.some(({ metric }) => metric === key)
      })
      await page.keyboard.press('Control+k')
      await page.keyboard.type(`${host} ${key}`)
      await page.getByRole('option', { name: new RegExp(`^${host}.*${key.replaceAll('.', '\\.')}$`) }).click()
      await page.getByRole('application').first().waitFor()
      const newest = Math.max(0, ...(await pointsOf(page, key)))
      await expect
        .poll(async () => (await pointsOf(page, key)).filter((at) => at > newest).length, {
          timeout: PATIENCE_MS,
        })
        .toBeGreaterThanOrEqual(3)
    },
  )

  it.each([
    ['Agent', 'north', 'web01', 'echo by the agent of $((40 + 2))', 'by the agent of 42'],
    ['Proxy', 'north', 'web01', 'echo by north of $((40 + 2))', 'by north of 42'],
    ['Proxy', 'south', 'web02', 'echo by south of $((40 + 2))', 'by south of 42'],
    ['Proxy', 'north', 'web01', 'echo broken >&2; exit 3', 'broken'],
  ] as const)(
    'shows a command for the %s (%s, %s) once more, has it carried out, and shows what came of it: %s',
    async (place, proxyName, host, command, words) => {
      const [state, part] = words === 'broken' ? ['Failed', 'Error'] : ['Done', 'Output']
      await goTo('Tasks')
      await page.getByRole('button', { name: 'New task…' }).first().click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('combobox', { name: 'Proxy' }).click()
      await page.getByRole('option', { name: proxyName }).click()
      await dialog.getByRole('combobox', { name: 'Host' }).filter({ hasText: host }).waitFor()
      await dialog.getByLabel('Command').last().fill(command)
      await dialog.getByLabel('Runs on').getByText(place, { exact: true }).click()
      await dialog.getByRole('button', { name: 'Review task…' }).click()
      await dialog.getByText('Queue this task?').waitFor()
      await dialog.getByLabel('Command').filter({ hasText: command }).waitFor()
      await dialog.getByRole('button', { name: 'Queue command' }).click()

      const row = rowOf('Tasks', command).first()
      await row.filter({ hasText: state }).waitFor()
      await row.filter({ hasText: words }).waitFor()
      await row.press('Enter')
      const shown = dialog.getByLabel(part)
      await shown.filter({ hasText: words }).waitFor()
      expect((await shown.textContent())?.trim()).toBe(words)
      await dialog.getByRole('button', { name: 'Close' }).last().click()
      const journal = page.getByRole('region', { name: 'Journal' }).last()
      await journal.getByText('browser at').first().waitFor()
      await journal.getByText(command).first().waitFor()
    },
  )
})
