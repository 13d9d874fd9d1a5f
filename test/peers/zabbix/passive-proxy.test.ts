import { afterEach, expect, it } from 'vitest'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeCertificates } from '../../support/certificates.ts'
import { describeNeeding, OPENSSL } from '../../support/needs.ts'
import { host, item, proxy, ZabbixWorld } from '../../support/zabbix-world.ts'
import {
  eventually,
  freePort,
  makeFolder,
  ZABBIX_AGENT,
  ZABBIX_PROXY,
  ZabbixProgram,
} from './zabbix-programs.ts'

const PATIENCE = { timeout: 90_000 }
const PSK = '00112233445566778899aabbccddeeff'

describeNeeding([ZABBIX_PROXY, ZABBIX_AGENT, OPENSSL], 'a real proxy', () => {
  const cleanUps: (() => Promise<void> | void)[] = []
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
  })

  async function start(): Promise<ZabbixWorld> {
    const world = await ZabbixWorld.start()
    cleanUps.push(() => world.dispose())
    return world
  }

  function run(parameters: Record<string, string | number>): void {
    const program = ZabbixProgram.proxy(parameters)
    cleanUps.push(() => program.stop())
  }

  /** A host of the proxy whose items the proxy measures itself. */
  const giveHost = (world: ZabbixWorld) =>
    world.services.inventory.putHosts([
      host(2, 'web01', 1, [item(3, 'zabbix[uptime]', { type: 'internal', delay: '1s' })]),
    ])
  const hasValues = (world: ZabbixWorld) =>
    eventually(async () => {
      const identity = world.services.catalogue.findIdentity('zabbix', 'web01')
      if (identity?.seriesByMetric.has('zabbix[uptime]') !== true) return null
      return (await world.samples('web01', 'zabbix[uptime]')).length >= 2
    })

  it(
    'in passive mode is told its configuration, asked for its values, and given tasks',
    PATIENCE,
    async () => {
      const world = await start()
      const port = await freePort()
      run({ ProxyMode: 1, Hostname: 'pas', Server: '127.0.0.1', ListenPort: port })
      await world.services.inventory.putProxy(
        proxy(1, 'pas', { mode: 'passive', address: '127.0.0.1', port }),
      )
      await giveHost(world)
      await hasValues(world)
      expect(world.services.activity.of(1)).toMatchObject({ version: '6.0.14', error: null })
      const { tasks } = world.services
      const task = await tasks.create(
        { proxyId: 1, kind: 'command', host: 'web01', command: 'echo hi', executeOn: 'proxy' },
        'test',
      )
      await eventually(async () => (await tasks.get(task.id)).finishedAt)
      expect(await tasks.get(task.id)).toMatchObject({ state: 'done', output: 'hi\n' })
    },
  )

  it('with a pre-shared key comes in as the proxy whose key it is, and as no other', PATIENCE, async () => {
    const world = await start()
    const folder = makeFolder()
    const file = join(folder, 'psk')
    writeFileSync(file, `${PSK}\n`, { mode: 0o600 })
    const { inventory, activity } = world.services
    const tls = { mode: 'psk', pskIdentity: 'key one', psk: PSK } as const
    await inventory.putProxy(proxy(1, 'prx', { tls }))
    await inventory.putProxy(proxy(9, 'thief', { tls: { ...tls, pskIdentity: 'key two' } }))
    await giveHost(world)
    const common = {
      Server: `127.0.0.1:${world.port}`,
      TLSConnect: 'psk',
      TLSPSKFile: file,
      TLSPSKIdentity: 'key one',
    }
    run({ ...common, Hostname: 'prx', ListenPort: await freePort() })
    await hasValues(world)
    run({ ...common, Hostname: 'thief', ListenPort: await freePort() })
    await eventually(() => activity.notesOf(9).length > 0)
    expect(activity.notesOf(9)[0]?.text).toMatch(/does not belong to the proxy thief/)
  })

  it('with a certificate comes in, and without one it does not', PATIENCE, async () => {
    const world = await start()
    const folder = makeFolder()
    const certificates = makeCertificates(folder, 'rsa:2048')
    await world.change({
      certificateFile: certificates.serverCertFile,
      keyFile: certificates.serverKeyFile,
      authorityFile: certificates.caFile,
    })
    const subject = 'CN=scopedeck-test-client'
    await world.services.inventory.putProxy(proxy(1, 'prx', { tls: { mode: 'cert', subject, issuer: null } }))
    await giveHost(world)
    const reply = await world.ask({ request: 'proxy heartbeat', host: 'prx' })
    expect(reply).toMatchObject({ response: 'failed' })
    run({
      Server: `127.0.0.1:${world.port}`,
      Hostname: 'prx',
      ListenPort: await freePort(),
      TLSConnect: 'cert',
      TLSCAFile: certificates.caFile,
      TLSCertFile: join(folder, 'client.pem'),
      TLSKeyFile: join(folder, 'client.key'),
    })
    await hasValues(world)
  })
})
