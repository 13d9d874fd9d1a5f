import { connect } from 'node:net'
import type { Settings } from '../../src-main/contract/index.ts'
import type { ZabbixHost, ZabbixItem, ZabbixProxy } from '../../src-main/domain/zabbix-configuration.ts'
import type { EngineOptions } from '../../src-main/engine/options.ts'
import { startTestEngine, type TestEngine } from './test-engine.ts'
import { frameOf, textOf } from './zabbix-dialogue.ts'

export const SESSION = 'a3ff76db2aff3d52334c3050e456f540'

type Reply = Readonly<Record<string, unknown>>

/** An engine whose Zabbix port is open, and a client of it. */
export class ZabbixWorld {
  readonly console: TestEngine

  private constructor(console: TestEngine) {
    this.console = console
  }

  static async start(options: Partial<EngineOptions> = {}, directory?: string): Promise<ZabbixWorld> {
    const zabbix = { host: '127.0.0.1', port: 0 }
    return new ZabbixWorld(await startTestEngine({ zabbix, ...options }, directory))
  }

  get services(): TestEngine['services'] {
    return this.console.services
  }

  get port(): number {
    return this.services.zabbix.listener.port
  }

  /** An active proxy `prx` with trapper items 11 (unsigned), 12 (float), 13 (text), 14 (log), of the host `web01`. */
  async addProxy(): Promise<void> {
    const { inventory } = this.services
    await inventory.putProxy(proxy(1, 'prx'))
    const items = [
      item(11, 'count'),
      item(12, 'load', { valueType: 'float', units: '%', name: 'Load' }),
      item(13, 'words', { valueType: 'text' }),
      item(14, 'log[/x]', { valueType: 'log' }),
    ]
    await inventory.putHosts([host(2, 'web01', 1, items)])
  }

  /** Sends a request and gives the reply; null when the connection was closed without one. */
  async ask(request: object | string | Uint8Array, localAddress?: string): Promise<Reply | null> {
    const text = typeof request === 'string' ? request : JSON.stringify(request)
    const bytes = request instanceof Uint8Array ? request : frameOf(text, true)
    const reply = await exchange(this.port, bytes, localAddress)
    return reply.length === 0 ? null : (JSON.parse(textOf(reply)) as Reply)
  }

  /** Data of the proxy `prx`. */
  send(sections: object, localAddress?: string): Promise<Reply | null> {
    return this.ask({ request: 'proxy data', host: 'prx', version: '6.0.14', ...sections }, localAddress)
  }

  /** What is stored of an item: times and values. */
  async samples(hostName: string, key: string): Promise<readonly (readonly [number, number])[]> {
    const series = this.series(hostName, key)
    const [range] = await this.services.storage.store.samplesInRange({
      seriesIds: [series.id],
      from: 0,
      to: Date.now() + 2 * 86_400_000,
      maxPoints: 1_000_000,
    })
    return [...(range?.t ?? [])].map((at, index) => [at, range?.v[index] ?? NaN] as const)
  }

  async states(hostName: string, key: string): Promise<readonly (string | null)[]> {
    const { id } = this.series(hostName, key)
    const query = { seriesId: id, from: 0, to: Date.now() + 2 * 86_400_000 }
    return (await this.services.storage.store.states(query)).map(({ value }) => value)
  }

  series(hostName: string, key: string) {
    const identity = this.services.catalogue.findIdentity('zabbix', hostName)
    const series = identity?.seriesByMetric.get(key)
    if (series === undefined) throw new Error(`no series ${key} of ${hostName}`)
    return series
  }

  async change(zabbix: Partial<Settings['zabbix']>): Promise<void> {
    const { settings } = this.services
    await settings.update({ zabbix: { ...settings.current.zabbix, ...zabbix } })
  }

  async restart(): Promise<ZabbixWorld> {
    return new ZabbixWorld(await this.console.restart())
  }

  dispose(): Promise<void> {
    return this.console.dispose()
  }
}

/** One request and its reply; null when the connection was closed without one. */
export async function exchangeWith(port: number, request: object): Promise<Reply | null> {
  const reply = await exchange(port, frameOf(JSON.stringify(request), true))
  return reply.length === 0 ? null : (JSON.parse(textOf(reply)) as Reply)
}

/** Says something to a port, and gives all that came back until it was closed. */
export async function exchange(port: number, bytes: Uint8Array, localAddress?: string): Promise<Uint8Array> {
  const from = localAddress === undefined ? {} : { localAddress }
  const socket = connect({ host: '127.0.0.1', port, ...from })
  const pieces: Buffer[] = []
  socket.on('data', (piece: Buffer) => pieces.push(piece))
  socket.on('error', () => undefined)
  socket.write(bytes)
  await new Promise<void>((resolve) => socket.once('close', () => resolve()))
  return new Uint8Array(Buffer.concat(pieces))
}

export const proxy = (id: number, name: string, change: Partial<ZabbixProxy> = {}): ZabbixProxy => ({
  id,
  name,
  mode: 'active',
  enabled: true,
  address: null,
  port: null,
  tls: { mode: 'none' },
  ...change,
})

export const item = (id: number, key: string, change: Partial<ZabbixItem> = {}): ZabbixItem => ({
  id,
  key,
  name: '',
  type: 'trapper',
  valueType: 'unsigned',
  delay: '0',
  units: '',
  enabled: true,
  interfaceId: null,
  oid: null,
  masterItemId: null,
  url: null,
  http: null,
  allowedHosts: '',
  preprocessing: [],
  ...change,
})

export const host = (
  id: number,
  name: string,
  proxyId: number | null,
  items: readonly ZabbixItem[],
  change: Partial<ZabbixHost> = {},
): ZabbixHost => ({
  id,
  proxyId,
  host: name,
  name,
  enabled: true,
  interfaces: [],
  items,
  macros: [],
  ...change,
})
