import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { SampleColumns, Series } from '../../../src-main/contract/index.ts'
import { type RunningConsole, startConsole } from '../../support/console.ts'
import { describeNeeding } from '../../support/needs.ts'
import {
  eventually,
  freePort,
  sendValues,
  ZABBIX_AGENT,
  ZABBIX_PROXY,
  ZabbixProgram,
} from './zabbix-programs.ts'

const KILLS = 3
/** A sender hands them over in packets of 250; a proxy sends what came since its last packet. */
const VALUES_AT_ONCE = 500
const AT_ONCE_MS = 200
/** Of one answer: each value has a millisecond of its own. */
const WINDOW_MS = 10_000

describeNeeding([ZABBIX_PROXY, ZABBIX_AGENT], 'a console that is killed beside a real proxy', () => {
  let dataDir = ''
  let console_: RunningConsole
  let theProxy: ZabbixProgram
  let zabbix = ''
  let proxyPort = 0

  const start = () => startConsole({ dataDir, zabbix })

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'scopedeck-proxy-killed-'))
    zabbix = `127.0.0.1:${await freePort()}`
    proxyPort = await freePort()
    console_ = await start()
    const { id } = (await console_.api('POST', '/api/proxies', { name: 'prx', mode: 'active' })) as {
      id: number
    }
    await console_.api('POST', `/api/proxies/${id}/hosts`, {
      host: 'web01',
      items: [{ key: 'trap', type: 'trapper', valueType: 'unsigned' }],
    })
    theProxy = ZabbixProgram.proxy({ Hostname: 'prx', Server: zabbix, ListenPort: proxyPort })
    await theProxy.listensAt(proxyPort)
  })
  afterAll(async () => {
    await theProxy.stop()
    await console_.stop('SIGKILL')
    await rm(dataDir, { recursive: true, force: true })
  })

  /** The values that are stored, in the order of their times. */
  async function stored(since: number): Promise<readonly number[]> {
    const series = (await console_.api('GET', '/api/series?search=trap')) as Series[]
    const { id } = series.find(({ metric }) => metric === 'trap') ?? { id: null }
    const values: number[] = []
    for (let from = since; id !== null && from < Date.now(); from += WINDOW_MS) {
      const range = `from=${from}&to=${from + WINDOW_MS - 1}&maxPoints=${2 * WINDOW_MS}`
      const columns = (await console_.api('GET', `/api/series/${id}/samples?${range}`)) as SampleColumns
      expect(columns.tier).toBe('raw')
      values.push(...columns.v.map(Number))
    }
    return values
  }

  it('has every value of zabbix_sender once and in order, and none is lost', async () => {
    const file = join(dataDir, 'values')
    const since = Math.floor(Date.now() / 1_000) * 1_000 - 60_000
    let sent = 0
    let isSending = true
    /** The number of a value is its value, and each has a millisecond of its own. */
    async function sendNext(): Promise<string> {
      const lines = Array.from({ length: VALUES_AT_ONCE }, (_, index) => {
        const at = since + (sent + index + 1)
        return `web01 trap ${Math.floor(at / 1_000)} ${(at % 1_000) * 1_000_000} ${sent + index + 1}\n`
      })
      await writeFile(file, lines.join(''))
      return sendValues(proxyPort, file)
    }
    // Until it has its configuration, the proxy knows no such host.
    await eventually(async () => (await sendNext()).includes('failed: 0'))
    sent += VALUES_AT_ONCE
    const sender = (async () => {
      while (isSending) {
        expect(await sendNext()).toContain('failed: 0')
        sent += VALUES_AT_ONCE
        await new Promise((resolve) => setTimeout(resolve, AT_ONCE_MS))
      }
    })()
    try {
      for (let kill = 0; kill < KILLS; kill++) {
        const known = (await stored(since)).length
        await eventually(async () => (await stored(since)).length > known)
        await console_.stop('SIGKILL')
        const sentWhileAway = sent + VALUES_AT_ONCE
        await eventually(() => sent >= sentWhileAway)
        console_ = await start()
      }
    } finally {
      isSending = false
      await sender
    }
    await eventually(async () => (await stored(since)).length >= sent)
    expect(await stored(since)).toEqual(Array.from({ length: sent }, (_, index) => index + 1))
  })
})
