import { chromium, type Browser, type Page } from '@playwright/test'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startConsole, type RunningConsole } from '../../support/console.ts'
import { describeNeeding } from '../../support/needs.ts'
import { eventually, freePort, ZABBIX_AGENT, ZABBIX_PROXY, ZabbixProgram } from '../zabbix/zabbix-programs.ts'
import { CHROMIUM, pointsOf } from './browser.ts'

const PATIENCE_MS = 30_000

describeNeeding([ZABBIX_PROXY, ZABBIX_AGENT, CHROMIUM], 'a real proxy in a real browser', () => {
  let served: RunningConsole
  let browser: Browser
  let page: Page
  let agent: ZabbixProgram
  let theProxy: ZabbixProgram

  beforeAll(async () => {
    const [zabbixPort, agentPort, proxyPort] = [await freePort(), await freePort(), await freePort()]
    served = await startConsole({ zabbix: `127.0.0.1:${zabbixPort}` })
    const { id } = (await served.api('POST', '/api/proxies', { name: 'prx', mode: 'active' })) as {
      id: number
    }
    await served.api('POST', `/api/proxies/${id}/hosts`, {
      host: 'web01',
      interfaces: [{ type: 'agent', address: '127.0.0.1', port: agentPort }],
      items: [
        { key: 'agent.ping', type: 'agent', valueType: 'unsigned', delay: '1s' },
        { key: 'system.cpu.load', type: 'agent', valueType: 'float', delay: '1s' },
      ],
    })
    agent = ZabbixProgram.agent({
      Hostname: 'web01',
      ListenPort: agentPort,
      ServerActive: `127.0.0.1:${proxyPort}`,
    })
    theProxy = ZabbixProgram.proxy({
      Hostname: 'prx',
      Server: `127.0.0.1:${zabbixPort}`,
      ListenPort: proxyPort,
    })
    browser = await chromium.launch({
      executablePath: CHROMIUM.path,
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    })
    page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' })
    page.setDefaultTimeout(PATIENCE_MS)
    await page.goto(served.link)
  }, 60_000)

  afterAll(async () => {
    await browser.close()
    await theProxy.stop()
    await agent.stop()
    await served.stop()
  })

  it('is on the page of proxies with its version', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Proxies' }).click()
    const row = page.getByRole('table', { name: 'Proxies' }).getByRole('row').filter({ hasText: 'prx' })
    await row.filter({ hasText: '6.0.14' }).waitFor()
  })

  it.each(['agent.ping', 'system.cpu.load'])('draws %s, and the line gets new points live', async (key) => {
    await eventually(async () => {
      const series = (await served.api('GET', `/api/series?search=${key}`)) as { metric: string }[]
      return series.some(({ metric }) => metric === key)
    })
    await page.keyboard.press('Control+k')
    await page.keyboard.type(key)
    await page.getByRole('option', { name: new RegExp(`${key.replaceAll('.', '\\.')}$`) }).click()
    await page.getByRole('application').first().waitFor()
    const newest = Math.max(0, ...(await pointsOf(page, key)))
    await expect
      .poll(async () => (await pointsOf(page, key)).filter((at) => at > newest).length, {
        timeout: PATIENCE_MS,
      })
      .toBeGreaterThanOrEqual(3)
  })
})
