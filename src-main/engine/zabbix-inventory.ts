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

interface ZabbixInventoryOptions {
  readonly storage: StorageService
  readonly secrets: SecretBox
  /** Told of each change with the proxy that is told otherwise now; null for every one of them, or for agents. */
  readonly onChange: (proxyId: number | null) => void
}

export interface KnownItem {
  readonly host: ZabbixHost
  readonly item: ZabbixItem
}

export interface InventoryRecords {
  readonly proxies: readonly ZabbixProxy[]
  readonly hosts: readonly ZabbixHost[]
  readonly discoveryRules: readonly DiscoveryRule[]
  readonly registrationRules: readonly RegistrationRule[]
  readonly settings: Readonly<Record<string, unknown>>
}

/** Settings: the macros of every proxy, and the last number that any row has had. */
const MACROS = 'zabbix-macros'
const LAST_ID = 'zabbix-last-id'

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
  #macros: readonly ZabbixMacro[] = []
  #lastId = 0
  #lastRevision = 0

  constructor(options: ZabbixInventoryOptions) {
    this.#options = options
  }

  /** Gives the proxies as they were last seen. */
  async load(store: Store): Promise<readonly ProxyRecord[]> {
    const [proxies, hosts, discovery, registration, settings] = await Promise.all([
      store.proxies(),
      store.zabbixHosts(),
      store.discoveryRules(),
      store.registrationRules(),
      store.settings(),
    ])
    const open = (secret: string): string => this.#options.secrets.unseal(secret)
    for (const index of [this.#proxies, this.#proxyByName, this.#hosts, this.#hostByName]) index.clear()
    for (const index of [this.#items, this.#interfaces, this.#discovery, this.#registration]) index.clear()
    for (const { version: _, lastSeenAt: __, ...proxy } of proxies)
      this.#addProxy(withProxySecrets(proxy, open))
    for (const host of hosts) this.#addHost(withHostSecrets(host, open))
    for (const rule of discovery) this.#discovery.set(rule.id, withRuleSecrets(rule, open))
    for (const rule of registration) this.#registration.set(rule.id, rule)
    this.#macros = withMacroSecrets((settings[MACROS] ?? []) as readonly ZabbixMacro[], open)
    const lastId = settings[LAST_ID]
    this.#lastId = typeof lastId === 'number' ? lastId : 0
    return proxies
  }

  /** All of it as a database holds it, secrets sealed. */
  get records(): InventoryRecords {
    return {
      proxies: [...this.#proxies.values()].map((proxy) => withProxySecrets(proxy, this.#seal)),
      hosts: [...this.#hosts.values()].map((host) => withHostSecrets(host, this.#seal)),
      discoveryRules: [...this.#discovery.values()].map((rule) => withRuleSecrets(rule, this.#seal)),
      registrationRules: [...this.#registration.values()],
      settings: { [MACROS]: withMacroSecrets(this.#macros, this.#seal), [LAST_ID]: this.#lastId },
    }
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

  /** Numbers that no row has had and none will have again, even if the console ends before they are used. */
  async reserveIds(count: number): Promise<() => number> {
    const first = this.#lastId + 1
    const last = this.#lastId + count
    this.#lastId = last
    await this.#options.storage.store.putSetting(LAST_ID, last)
    let next = first
    return () => {
      if (next > last) throw new Error('More numbers are taken than were reserved.')
      return next++
    }
  }

  async putProxy(proxy: ZabbixProxy): Promise<void> {
    await this.#options.storage.store.putProxy(withProxySecrets(proxy, this.#seal))
    this.#addProxy(proxy)
    this.#changed(proxy.id)
  }

  async removeProxy(id: number): Promise<void> {
    await this.#options.storage.store.deleteProxy(id)
    const proxy = this.#proxies.get(id)
    for (const host of this.hostsOf(id)) this.#dropHost(host)
    for (const rule of this.discoveryRulesOf(id)) this.#discovery.delete(rule.id)
    for (const rule of this.registrationRulesOf(id)) this.#registration.delete(rule.id)
    this.#proxies.delete(id)
    if (proxy !== undefined) this.#proxyByName.delete(proxy.name)
    this.#changed(id)
  }

  /** All or none. */
  async putHosts(hosts: readonly ZabbixHost[]): Promise<void> {
    await this.#options.storage.store.putZabbixHosts(hosts.map((host) => withHostSecrets(host, this.#seal)))
    for (const host of hosts) this.#addHost(host)
    for (const proxyId of new Set(hosts.map((host) => host.proxyId))) this.#changed(proxyId)
  }

  async removeHost(host: ZabbixHost): Promise<void> {
    await this.#options.storage.store.deleteZabbixHost(host.id)
    this.#dropHost(host)
    this.#changed(host.proxyId)
  }

  async putDiscoveryRule(rule: DiscoveryRule): Promise<void> {
    await this.#options.storage.store.putDiscoveryRule(withRuleSecrets(rule, this.#seal))
    this.#discovery.set(rule.id, rule)
    this.#changed(rule.proxyId)
  }

  async removeDiscoveryRule(rule: DiscoveryRule): Promise<void> {
    await this.#options.storage.store.deleteDiscoveryRule(rule.id)
    this.#discovery.delete(rule.id)
    this.#changed(rule.proxyId)
  }

  async putRegistrationRule(rule: RegistrationRule): Promise<void> {
    await this.#options.storage.store.putRegistrationRule(rule)
    this.#registration.set(rule.id, rule)
  }

  async removeRegistrationRule(id: number): Promise<void> {
    await this.#options.storage.store.deleteRegistrationRule(id)
    this.#registration.delete(id)
  }

  async setGlobalMacros(macros: readonly ZabbixMacro[]): Promise<void> {
    await this.#options.storage.store.putSetting(MACROS, withMacroSecrets(macros, this.#seal))
    this.#macros = macros
    this.#changed(null)
  }

  readonly #seal = (secret: string): string => this.#options.secrets.seal(secret)

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
