import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeNeeding } from '../../support/needs.ts'
import { host, item, ZabbixWorld } from '../../support/zabbix-world.ts'
import {
  eventually,
  freePort,
  makeFolder,
  sendValues,
  ZABBIX_AGENT,
  ZabbixProgram,
} from './zabbix-programs.ts'

const PATIENCE = { timeout: 90_000 }

describeNeeding([ZABBIX_AGENT], 'a real agent without a proxy', () => {
  const folder = makeFolder()
  const logFile = join(folder, 'watched.log')
  let world: ZabbixWorld
  let agent: ZabbixProgram

  beforeAll(async () => {
    writeFileSync(logFile, 'first line\n')
    world = await ZabbixWorld.start()
    await world.services.inventory.putHosts([
      host(1, 'direct', null, [
        item(2, 'agent.ping', { type: 'active', delay: '1s' }),
        item(3, 'no.such.key', { type: 'active', delay: '1s' }),
        item(4, `log[${logFile}]`, { type: 'active', valueType: 'log', delay: '1s' }),
        item(5, 'trap', { valueType: 'unsigned' }),
      ]),
    ])
    agent = ZabbixProgram.agent({
      Hostname: 'direct',
      ListenPort: await freePort(),
      ServerActive: `127.0.0.1:${world.port}`,
      HostMetadata: 'os=linux',
    })
  })
  afterAll(async () => {
    await agent.stop()
    await world.dispose()
  })

  const knows = (key: string): boolean =>
    world.services.catalogue.findIdentity('zabbix', 'direct')?.seriesByMetric.has(key) === true

  it('fetches its items and sends what it measures', PATIENCE, async () => {
    const values = await eventually(async () => {
      if (!knows('agent.ping')) return null
      const stored = await world.samples('direct', 'agent.ping')
      return stored.length >= 3 ? stored : null
    })
    expect(values.every(([, value]) => value === 1)).toBe(true)
    expect(await eventually(() => world.services.activity.problemOf(3))).toBe('Unsupported item key.')
  })

  it('reads a log on from where it was, line by line', PATIENCE, async () => {
    const key = `log[${logFile}]`
    const lines = (count: number) =>
      eventually(async () => {
        if (!knows(key)) return null
        const stored = await world.states('direct', key)
        return stored.length >= count ? stored : null
      })
    expect(await lines(1)).toEqual(['first line'])
    appendFileSync(logFile, 'second line\nthird line\n')
    expect(await lines(3)).toEqual(['first line', 'second line', 'third line'])
  })

  it('zabbix_sender hands in what it has, and is told what was not wanted', PATIENCE, async () => {
    const file = join(folder, 'values')
    const clock = Math.floor(Date.now() / 1_000) - 60
    const values = [1, 2, 3].map((number) => `direct trap ${clock + number} 0 ${number * 10}`)
    writeFileSync(file, [...values, `direct agent.ping ${clock} 0 1`, ''].join('\n'))
    const output = await sendValues(world.port, file)
    expect(output).toContain('processed: 3; failed: 1; total: 4')
    expect(await world.samples('direct', 'trap')).toEqual(
      [1, 2, 3].map((number) => [(clock + number) * 1_000, number * 10]),
    )
  })
})
