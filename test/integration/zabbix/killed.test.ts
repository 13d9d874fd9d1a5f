import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { SampleColumns, Series } from '../../../src-main/contract/index.ts'
import { frameOf, textOf } from '../../support/zabbix-dialogue.ts'
import { exchange, SESSION } from '../../support/zabbix-world.ts'
import { type KillableConsole, startKillableConsole } from '../scopeport/killable-console.ts'

const ROWS = 100
const KILLS = 2
const PACKETS_BETWEEN = 15

let dataDir = ''
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'scopedeck-zabbix-killed-'))
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

/** Sends one packet as a proxy does; whether it was acknowledged. */
async function send(port: number, itemid: number, firstId: number, clock: number): Promise<boolean> {
  const rows = Array.from({ length: ROWS }, (_, index) => {
    const id = firstId + index
    return { id, itemid, clock: clock + Math.floor(id / 1_000), ns: id % 1_000, value: String(id) }
  })
  const packet = {
    request: 'proxy data',
    host: 'prx',
    version: '6.0.14',
    session: SESSION,
    'history data': rows,
  }
  const reply = await exchange(port, frameOf(JSON.stringify(packet), true))
  return reply.length > 0 && textOf(reply).includes('"response":"success"')
}

async function storedIds(console: KillableConsole, from: number): Promise<number[]> {
  const series = (await console.api('/series?search=trap')) as Series[]
  const { id } = series.find(({ metric }) => metric === 'trap') ?? { id: 0 }
  const range = `from=${from}&to=${Date.now() + 60_000}&maxPoints=20000`
  const { v, tier } = (await console.api(`/series/${id}/samples?${range}`)) as SampleColumns
  expect(tier).toBe('raw')
  return v.map(Number)
}

it(
  'killed in the middle of values and started again, the console has every id exactly once',
  { timeout: 120_000 },
  async () => {
    const from = Date.now() - 60_000
    const clock = Math.floor(Date.now() / 1_000) - 30
    let console_ = await startKillableConsole(dataDir)
    const proxy = (await console_.api('/proxies', {
      method: 'POST',
      body: { name: 'prx', mode: 'active' },
    })) as { id: number }
    const items = [{ key: 'trap', type: 'trapper', valueType: 'unsigned' }]
    const body = { host: 'web01', items }
    const host = (await console_.api(`/proxies/${proxy.id}/hosts`, { method: 'POST', body })) as {
      items: { id: number }[]
    }
    const itemId = host.items[0]?.id ?? 0
    let nextId = 1
    for (let kill = 0; kill <= KILLS; kill++) {
      for (let packet = 0; packet < PACKETS_BETWEEN; packet++) {
        // The console dies while the last packet before the kill is on its way, stored or not.
        const dies = kill < KILLS && packet === PACKETS_BETWEEN - 1
        const answer = send(console_.zabbixPort, itemId, nextId, clock)
        if (dies) {
          await new Promise((resolve) => setImmediate(resolve))
          await console_.kill('SIGKILL')
          await answer
          console_ = await startKillableConsole(dataDir)
          // A proxy sends what was not acknowledged again, with the same ids and session; here it does so in any case.
          expect(await send(console_.zabbixPort, itemId, nextId, clock)).toBe(true)
        } else expect(await answer).toBe(true)
        nextId += ROWS
      }
    }
    const stored = await storedIds(console_, from)
    expect(stored).toEqual(Array.from({ length: nextId - 1 }, (_, index) => index + 1))
    await console_.kill('SIGTERM')
  },
)
