import { afterEach, beforeEach, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '../../../src-main/contract/index.ts'
import { ZabbixPoller } from '../../../src-main/engine/zabbix-poller.ts'
import { ByteBudget } from '../../../src-main/protocols/zabbix/byte-budget.ts'
import { ZABBIX_LIMITS } from '../../../src-main/protocols/zabbix/limits.ts'
import { PassiveProxyDouble } from '../../support/passive-proxy-double.ts'
import { proxy, ZabbixWorld } from '../../support/zabbix-world.ts'

let world: ZabbixWorld
let double: PassiveProxyDouble
let poller: ZabbixPoller
let now = 0
let planned: (() => void) | null = null
let frequencies = { configFrequencySeconds: 3_600, dataFrequencySeconds: 1 }

beforeEach(async () => {
  world = await ZabbixWorld.start()
  double = await PassiveProxyDouble.start()
  const { inventory, activity, tasks, wire } = world.services
  // Disabled, so that the console's own pollers leave it alone.
  const reach = { mode: 'passive', enabled: false, address: '127.0.0.1', port: double.port } as const
  await inventory.putProxy(proxy(1, 'west', reach))
  now = 1_000_000
  frequencies = { configFrequencySeconds: 3_600, dataFrequencySeconds: 1 }
  poller = new ZabbixPoller(1, {
    ...{ inventory, activity, tasks, intake: wire.intake, tables: wire.tables, frames: wire.frames },
    budget: new ByteBudget(ZABBIX_LIMITS.pendingBytes),
    certificate: () => null,
    frequencies: () => frequencies,
    now: () => now,
    timers: {
      now: () => now,
      after: (_delayMs, work) => {
        planned = work
        return () => (planned = null)
      },
    },
  })
  poller.start()
})
afterEach(async () => {
  await poller.stop()
  await double.stop()
  await world.dispose()
})

/** Lets so many turns pass, a second apart; gives what the proxy was asked meanwhile. */
async function turns(count: number, secondsEach = 1): Promise<readonly string[]> {
  const before = double.requests.length
  for (let turn = 0; turn < count; turn++) {
    const work = planned
    planned = null
    work?.()
    while (planned === null) await new Promise((resolve) => setImmediate(resolve))
    now += secondsEach * 1_000
  }
  return double.requests.slice(before)
}

it('are those of the document unless somebody sets others', () => {
  const { configFrequencySeconds, dataFrequencySeconds, heartbeatFrequencySeconds } = DEFAULT_SETTINGS.zabbix
  expect([configFrequencySeconds, dataFrequencySeconds, heartbeatFrequencySeconds]).toEqual([3_600, 1, 60])
})

it('send the configuration at the start, at each change, and at ProxyConfigFrequency', async () => {
  expect(await turns(3)).toEqual(['proxy config', 'proxy data', 'proxy data', 'proxy data'])
  await world.services.inventory.setGlobalMacros([{ id: 9, macro: '{$A}', value: '1', type: 'text' }])
  expect(await turns(2)).toEqual(['proxy config', 'proxy data', 'proxy data'])
  frequencies = { configFrequencySeconds: 5, dataFrequencySeconds: 1 }
  const asked = await turns(10)
  expect(asked.filter((request) => request === 'proxy config')).toHaveLength(2)
})

it('fetch data at ProxyDataFrequency, and ask for tasks every second in between', async () => {
  frequencies = { configFrequencySeconds: 3_600, dataFrequencySeconds: 4 }
  expect(await turns(9)).toEqual([
    'proxy config',
    ...['proxy data', 'proxy tasks', 'proxy tasks', 'proxy tasks'],
    ...['proxy data', 'proxy tasks', 'proxy tasks', 'proxy tasks'],
    'proxy data',
  ])
  // A change holds from the next turn on.
  frequencies = { configFrequencySeconds: 3_600, dataFrequencySeconds: 1 }
  expect(await turns(2)).toEqual(['proxy data', 'proxy data'])
})

it('count a proxy as silent after one and a half of its heartbeats', async () => {
  const { activity, inventory } = world.services
  await inventory.putProxy(proxy(2, 'north'))
  activity.restore(2, { version: '6.0.14', lastSeenAt: Date.now() - 100_000 })
  expect(world.services.proxies.get(2).state).toBe('stale')
  const { port } = world
  await world.change({ heartbeatFrequencySeconds: 120 })
  expect(world.services.proxies.get(2).state).toBe('online')
  // Nobody is cut off for it.
  expect(world.port).toBe(port)
})
