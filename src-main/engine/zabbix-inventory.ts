import type {
  DiscoveryRule,
  ProxyConfiguration,
  RegistrationRule,
  ZabbixHost,
  ZabbixInterface,
  ZabbixItem,
  ZabbixMacro,
  ZabbixProxy,
} from '../domain/zabbix-configuration.ts'
import {
  withHostSecrets,
  withMacroSecrets,
  withProxySecrets,
  withRuleSecrets,
} from '../domain/zabbix-secrets.ts'
import type { Store } from '../storage/store.ts'
import type { ProxyRecord } from '../storage/zabbix-records.ts'
import type { SecretBox } from './secret-box.ts'
import type { StorageService } from './storage-service.ts'
import { UnsureWrites } from './unsure-writes.ts'
import { LAST_ID, numbersOf, ZabbixIds } from './zabbix-ids.ts'
import { type InventoryRecords, MACROS, readZabbixRows, type ZabbixRows } from './zabbix-rows.ts'

interface ZabbixInventoryOptions {
  readonly storage: StorageService
  readonly secrets: SecretBox
  readonly consoleId: () => string
  /** Told of each change with the proxy that is told otherwise now; null for every one of them, or for agents. */
  readonly onChange: (proxyId: number | null) => void
}

export interface KnownItem {
  readonly host: ZabbixHost
  readonly item: ZabbixItem
}

/**
 * What every proxy and agent is told, in memory: the protocol looks items up
 * by number for each value that comes. Writes go to the database first; secrets
 * are sealed there and open here.
 */
export class ZabbixInventory {
  readonly #options: ZabbixInventoryOptions
  readonly #proxies = new Map<number, ZabbixProxy>()
  readonly #proxyByName = new Map<string, ZabbixProxy>()
  readonly #hosts = new Map<number, ZabbixHost>()
  readonly #hostByName = new Map<string, ZabbixHost>()
  readonly #items = new Map<number, KnownItem>()
  readonly #interfaces = new Map<number, { readonly host: ZabbixHost; readonly interface: ZabbixInterface }>()
  readonly #discovery = new Map<number, DiscoveryRule>()
  readonly #registration = new Map<number, RegistrationRule>()
  readonly #revisions = new Map<number, number>()
  readonly #ids: ZabbixIds
  readonly #writes = new UnsureWrites()
  #macros: readonly ZabbixMacro[] = []
  #lastRevision = 0

  constructor(options: ZabbixInventoryOptions) {
    this.#options = options
    this.#ids = new ZabbixIds(options.consoleId)
  }

  /** Gives the proxies as they were last seen. */
  async load(store: Store): Promise<readonly ProxyRecord[]> {
    const [rows, hosts, blocks] = await Promise.all([
      readZabbixRows(store, this.#open),
      store.zabbixHosts(),
      store.idBlocks(this.#options.consoleId()),
    ])
    this.#take(rows)
    for (const index of [this.#hosts, this.#hostByName, this.#items, this.#interfaces]) index.clear()
    for (const host of hosts) this.#addHost(withHostSecrets(host, this.#open))
    const { proxies, discovery, registration, macros, settings, records } = rows
    this.#ids.begin(settings, blocks, numbersOf([proxies, hosts, discovery, registration, macros]))
    return records
  }

  /** Another console has changed proxies, rules or the macros of every proxy. Gives the proxies that are gone. */
  reload(store: Store): Promise<readonly number[]> {
    return this.#writes.readAgain(async () => {
      const rows = await readZabbixRows(store, this.#open)
      const before = new Map([...this.#proxies.keys()].map((id) => [id, this.#textOf(id)]))
      const areMacrosOther = JSON.stringify(rows.macros) !== JSON.stringify(this.#macros)
      this.#take(rows)
      const gone = [...before.keys()].filter((id) => !this.#proxies.has(id))
      for (const id of gone) for (const host of this.hostsOf(id)) this.#dropHost(host)
      for (const id of new Set([...before.keys(), ...this.#proxies.keys()]))
        if (before.get(id) !== this.#textOf(id)) this.#changed(id)
      if (areMacrosOther) this.#changed(null)
      return gone
    })
  }

  /** Another console has added, changed or removed hosts within these numbers. */
  reloadHosts(store: Store, firstId: number, lastId: number): Promise<void> {
    return this.#writes.readSome(async () => {
      const hosts = await store.zabbixHostsWithin(firstId, lastId)
      const proxyIds = new Set(hosts.map(({ proxyId }) => proxyId))
      for (const host of [...this.#hosts.values()]) {
        if (host.id < firstId || host.id > lastId) continue
        proxyIds.add(host.proxyId)
        this.#dropHost(host)
      }
      for (const host of hosts) this.#addHost(withHostSecrets(host, this.#open))
      for (const proxyId of proxyIds) this.#changed(proxyId)
    })
  }

  /** All of it as a database holds it, secrets sealed. */
  get records(): InventoryRecords {
    return {
      proxies: [...this.#proxies.values()].map((proxy) => withProxySecrets(proxy, this.#seal)),
      hosts: [...this.#hosts.values()].map((host) => withHostSecrets(host, this.#seal)),
      discoveryRules: [...this.#discovery.values()].map((rule) => withRuleSecrets(rule, this.#seal)),
      registrationRules: [...this.#registration.values()],
      settings: { [MACROS]: withMacroSecrets(this.#macros, this.#seal), ...this.ids },
    }
  }

  /** The setting that a database needs to go on with these numbers. */
  get ids(): InventoryRecords['settings'] {
    return { [LAST_ID]: this.#ids.last }
  }

  get proxies(): IterableIterator<ZabbixProxy> {
    return this.#proxies.values()
  }

  get hosts(): IterableIterator<ZabbixHost> {
    return this.#hosts.values()
  }

  get globalMacros(): readonly ZabbixMacro[] {
    return this.#macros
  }

  proxy(id: number): ZabbixProxy | null {
    return this.#proxies.get(id) ?? null
  }

  /** Names of proxies are compared exactly, as Zabbix does. */
  proxyByName(name: string): ZabbixProxy | null {
    return this.#proxyByName.get(name) ?? null
  }

  host(id: number): ZabbixHost | null {
    return this.#hosts.get(id) ?? null
  }

  hostByName(name: string): ZabbixHost | null {
    return this.#hostByName.get(name) ?? null
  }

  /** @param proxyId null for the hosts that talk to the console without a proxy */
  hostsOf(proxyId: number | null): ZabbixHost[] {
    return [...this.#hosts.values()].filter((host) => host.proxyId === proxyId)
  }

  item(id: number): KnownItem | null {
    return this.#items.get(id) ?? null
  }

  interface(id: number): { readonly host: ZabbixHost; readonly interface: ZabbixInterface } | null {
    return this.#interfaces.get(id) ?? null
  }

  discoveryRule(id: number): DiscoveryRule | null {
    return this.#discovery.get(id) ?? null
  }

  discoveryRulesOf(proxyId: number): DiscoveryRule[] {
    return [...this.#discovery.values()].filter((rule) => rule.proxyId === proxyId)
  }

  registrationRule(id: number): RegistrationRule | null {
    return this.#registration.get(id) ?? null
  }

  registrationRulesOf(proxyId: number): RegistrationRule[] {
    return [...this.#registration.values()].filter((rule) => rule.proxyId === proxyId)
  }

  /** Everything that a proxy is to be told; null when there is none of this number. */
  configurationOf(proxyId: number): ProxyConfiguration | null {
    const proxy = this.proxy(proxyId)
    if (proxy === null) return null
    return {
      proxy,
      hosts: this.hostsOf(proxyId),
      discoveryRules: this.discoveryRulesOf(proxyId),
      globalMacros: this.#macros,
    }
  }

  /** Grows whenever the proxy is to be told something else. */
  revisionOf(proxyId: number): number {
    return this.#revisions.get(proxyId) ?? 0
  }

  /** The console has moved: what was reserved in the database before means nothing here. */
  leaveIds(): void {
    this.#ids.leave()
  }

  /** Numbers that no row has had and none will have again, even if the console ends before they are used. */
  reserveIds(count: number): Promise<() => number> {
    return this.#ids.reserve(this.#store, count)
  }

  putProxy(proxy: ZabbixProxy): Promise<void> {
    return this.#writes.write(async () => {
      await this.#store.putProxy(withProxySecrets(proxy, this.#seal))
      this.#addProxy(proxy)
      this.#changed(proxy.id)
    })
  }

  removeProxy(id: number): Promise<void> {
    return this.#writes.write(async () => {
      await this.#store.deleteProxy(id)
      const proxy = this.#proxies.get(id)
      for (const host of this.hostsOf(id)) this.#dropHost(host)
      for (const rule of this.discoveryRulesOf(id)) this.#discovery.delete(rule.id)
      for (const rule of this.registrationRulesOf(id)) this.#registration.delete(rule.id)
      this.#proxies.delete(id)
      if (proxy !== undefined) this.#proxyByName.delete(proxy.name)
      this.#changed(id)
    })
  }

  /** All or none. */
  putHosts(hosts: readonly ZabbixHost[]): Promise<void> {
    return this.#writes.write(async () => {
      await this.#store.putZabbixHosts(hosts.map((host) => withHostSecrets(host, this.#seal)))
      for (const host of hosts) this.#addHost(host)
      for (const proxyId of new Set(hosts.map((host) => host.proxyId))) this.#changed(proxyId)
    })
  }

  removeHost(host: ZabbixHost): Promise<void> {
    return this.#writes.write(async () => {
      await this.#store.deleteZabbixHost(host.id)
      this.#dropHost(host)
      this.#changed(host.proxyId)
    })
  }

  putDiscoveryRule(rule: DiscoveryRule): Promise<void> {
    return this.#writes.write(async () => {
      await this.#store.putDiscoveryRule(withRuleSecrets(rule, this.#seal))
      this.#discovery.set(rule.id, rule)
      this.#changed(rule.proxyId)
    })
  }

  removeDiscoveryRule(rule: DiscoveryRule): Promise<void> {
    return this.#writes.write(async () => {
      await this.#store.deleteDiscoveryRule(rule.id)
      this.#discovery.delete(rule.id)
      this.#changed(rule.proxyId)
    })
  }

  putRegistrationRule(rule: RegistrationRule): Promise<void> {
    return this.#writes.write(async () => {
      await this.#store.putRegistrationRule(rule)
      this.#registration.set(rule.id, rule)
    })
  }

  removeRegistrationRule(id: number): Promise<void> {
    return this.#writes.write(async () => {
      await this.#store.deleteRegistrationRule(id)
      this.#registration.delete(id)
    })
  }

  setGlobalMacros(macros: readonly ZabbixMacro[]): Promise<void> {
    return this.#writes.write(async () => {
      await this.#store.putSetting(MACROS, withMacroSecrets(macros, this.#seal))
      this.#macros = macros
      this.#changed(null)
    })
  }

  /** A write failed: everything is to be read again. */
  get isUnsure(): boolean {
    return this.#writes.isUnsure
  }

  get #store(): Store {
    return this.#options.storage.store
  }

  readonly #seal = (secret: string): string => this.#options.secrets.seal(secret)
  readonly #open = (secret: string): string => this.#options.secrets.unseal(secret)

  /** What the proxy is told apart from its hosts, to see whether it has changed. */
  #textOf(proxyId: number): string {
    return JSON.stringify([
      this.#proxies.get(proxyId),
      this.discoveryRulesOf(proxyId),
      this.registrationRulesOf(proxyId),
    ])
  }

  #take({ proxies, discovery, registration, macros }: ZabbixRows): void {
    for (const index of [this.#proxies, this.#proxyByName, this.#discovery, this.#registration]) index.clear()
    for (const proxy of proxies) this.#addProxy(proxy)
    for (const rule of discovery) this.#discovery.set(rule.id, rule)
    for (const rule of registration) this.#registration.set(rule.id, rule)
    this.#macros = macros
  }

  #addProxy(proxy: ZabbixProxy): void {
    const before = this.#proxies.get(proxy.id)
    if (before !== undefined) this.#proxyByName.delete(before.name)
    this.#proxies.set(proxy.id, proxy)
    this.#proxyByName.set(proxy.name, proxy)
  }

  #addHost(host: ZabbixHost): void {
    const before = this.#hosts.get(host.id)
    if (before !== undefined) this.#dropHost(before)
    this.#hosts.set(host.id, host)
    this.#hostByName.set(host.host, host)
    for (const item of host.items) this.#items.set(item.id, { host, item })
    for (const each of host.interfaces) this.#interfaces.set(each.id, { host, interface: each })
  }

  #dropHost(host: ZabbixHost): void {
    this.#hosts.delete(host.id)
    this.#hostByName.delete(host.host)
    for (const { id } of host.items) this.#items.delete(id)
    for (const { id } of host.interfaces) this.#interfaces.delete(id)
  }

  #changed(proxyId: number | null): void {
    const revision = ++this.#lastRevision
    for (const id of proxyId === null ? this.#proxies.keys() : [proxyId]) this.#revisions.set(id, revision)
    this.#options.onChange(proxyId)
  }
}
