import type {
  ConnectionNote,
  EpochMs,
  MacroInput,
  MacroView,
  NewProxy,
  NewTls,
  Proxy,
  ProxyState,
} from '../contract/index.ts'
import type { TlsDefinition, ZabbixProxy } from '../domain/zabbix-configuration.ts'
import { makeMacros } from '../domain/zabbix-host.ts'
import { faultOfMacros } from '../domain/zabbix-host-fault.ts'
import { macroView } from '../domain/zabbix-view.ts'
import type { Store } from '../storage/store.ts'
import type { ProxyRecord } from '../storage/zabbix-records.ts'
import type { ChangeLog } from './change-log.ts'
import type { ConsolesService } from './consoles-service.ts'
import { ExpectedError } from './expected-error.ts'
import type { LiveHub } from './live-hub.ts'
import { OneAtATime } from './one-at-a-time.ts'
import type { ProxyActivity } from './proxy-activity.ts'
import type { StorageService } from './storage-service.ts'
import type { TasksService } from './tasks-service.ts'
import type { ZabbixInventory } from './zabbix-inventory.ts'

interface ProxiesServiceOptions {
  readonly inventory: ZabbixInventory
  readonly activity: ProxyActivity
  readonly tasks: TasksService
  readonly storage: StorageService
  readonly changes: ChangeLog
  readonly hub: LiveHub
  readonly consoles: Pick<ConsolesService, 'id' | 'isShared' | 'nameOf'>
  readonly heartbeatSeconds: () => number
  /** Told of an active proxy that was added or changed: it may have been kept out until now. */
  readonly welcome: (name: string) => Promise<void>
  readonly now: () => EpochMs
}

type ProxyPatch = { readonly [Key in keyof NewProxy]?: NewProxy[Key] | undefined } & {
  readonly enabled?: boolean | undefined
}

/** A proxy says that it is there at every HeartbeatFrequency (zabbix.md §2); one may be late by half. */
const STALE_HEARTBEATS = 1.5
const WATCH_MS = 5_000
/** How often "last seen" is written, so that a restart knows it. */
const REMEMBER_MS = 60_000
const PASSIVE_PORT = 10_051

/** Zabbix proxies: which there are, how they are reached, and how they are. */
export class ProxiesService {
  readonly #options: ProxiesServiceOptions
  readonly #turn = new OneAtATime()
  readonly #states = new Map<number, ProxyState>()
  /** When each was seen last, as far as the database knows. */
  readonly #remembered = new Map<number, EpochMs | null>()
  #watch: NodeJS.Timeout | null = null
  #remember: NodeJS.Timeout | null = null

  constructor(options: ProxiesServiceOptions) {
    this.#options = options
  }

  async load(store: Store): Promise<void> {
    const { inventory } = this.#options
    this.#remembered.clear()
    for (const record of await inventory.load(store)) this.#restore(record)
  }

  /** Another console has seen some of them. */
  async reloadSeen(store: Store): Promise<void> {
    for (const record of await store.proxies()) this.#restore(record)
    this.#options.hub.publishTopic('proxies')
  }

  /** Another console has removed it. */
  forget(id: number): void {
    const { activity, tasks } = this.#options
    tasks.forgetProxy(id)
    activity.forget(id)
    this.#states.delete(id)
    this.#remembered.delete(id)
  }

  start(): void {
    this.#watch ??= setInterval(() => this.#watchStates(), WATCH_MS)
    this.#remember ??= setInterval(() => void this.rememberSeen(), REMEMBER_MS)
  }

  async stop(): Promise<void> {
    for (const timer of [this.#watch, this.#remember]) if (timer !== null) clearInterval(timer)
    this.#watch = null
    this.#remember = null
    await this.#turn.settled()
    await this.rememberSeen()
  }

  get size(): number {
    return [...this.#options.inventory.proxies].length
  }

  list(): Proxy[] {
    return [...this.#options.inventory.proxies].map((proxy) => this.#viewOf(proxy))
  }

  get(id: number): Proxy {
    return this.#viewOf(this.find(id))
  }

  /** Throws `NOT_FOUND`. */
  find(id: number): ZabbixProxy {
    const proxy = this.#options.inventory.proxy(id)
    if (proxy === null) throw new ExpectedError('NOT_FOUND', `There is no proxy ${id}.`)
    return proxy
  }

  create(input: NewProxy): Promise<Proxy> {
    return this.#turn.run(async () => {
      const takeId = await this.#options.inventory.reserveIds(1)
      return this.#put({
        id: takeId(),
        name: input.name,
        mode: input.mode,
        enabled: true,
        ...reachOf(input.mode, input.address ?? null, input.port ?? null),
        tls: tlsOf(input.tls ?? { mode: 'none' }, null),
        pollerId: this.#pollerOf(input.mode, null),
      })
    })
  }

  update(id: number, patch: ProxyPatch): Promise<Proxy> {
    return this.#turn.run(async () => {
      const before = this.find(id)
      const mode = patch.mode ?? before.mode
      return this.#put({
        id,
        name: patch.name ?? before.name,
        mode,
        enabled: patch.enabled ?? before.enabled,
        ...reachOf(mode, patch.address ?? before.address, patch.port ?? before.port),
        tls: patch.tls === undefined ? before.tls : tlsOf(patch.tls, before.tls),
        pollerId: this.#pollerOf(mode, before),
      })
    })
  }

  remove(id: number): Promise<Proxy> {
    return this.#turn.run(async () => {
      const view = this.get(id)
      await this.#options.inventory.removeProxy(id)
      this.forget(id)
      return view
    })
  }

  journal(id: number): ConnectionNote[] {
    this.find(id)
    return [...this.#options.activity.notesOf(id)]
  }

  macros(): MacroView[] {
    return this.#options.inventory.globalMacros.map(macroView)
  }

  setMacros(inputs: readonly MacroInput[]): Promise<MacroView[]> {
    return this.#turn.run(async () => {
      const { inventory } = this.#options
      const fault = faultOfMacros(inputs, inventory.globalMacros)
      if (fault !== null) throw new ExpectedError('BAD_REQUEST', fault)
      const takeId = await inventory.reserveIds(inputs.length)
      await inventory.setGlobalMacros(makeMacros(inputs, inventory.globalMacros, takeId))
      return this.macros()
    })
  }

  /** A console that is there goes on; whoever changes a proxy of one that is gone takes over. */
  #pollerOf(mode: ZabbixProxy['mode'], before: ZabbixProxy | null): string | undefined {
    if (mode === 'active') return undefined
    const known = before?.pollerId
    const isThere = known !== undefined && this.#options.consoles.nameOf(known)?.isThere === true
    return isThere ? known : this.#options.consoles.id
  }

  #polledBy({ mode, pollerId }: ZabbixProxy): Proxy['polledBy'] {
    const { consoles } = this.#options
    if (mode === 'active' || pollerId === undefined || pollerId === consoles.id || !consoles.isShared)
      return null
    return consoles.nameOf(pollerId) ?? { name: pollerId, isThere: false }
  }

  async #put(proxy: ZabbixProxy): Promise<Proxy> {
    const { inventory } = this.#options
    const other = inventory.proxyByName(proxy.name)
    if (other !== null && other.id !== proxy.id)
      throw new ExpectedError('PROXY_NAME_TAKEN', `Another proxy is called ${proxy.name}.`)
    const { tls } = proxy
    const twin = [...inventory.proxies].find(
      (each) =>
        each.id !== proxy.id &&
        tls.mode === 'psk' &&
        each.tls.mode === 'psk' &&
        each.tls.pskIdentity === tls.pskIdentity,
    )
    // The identity is all that tells one proxy from another while the connection is made.
    if (twin !== undefined)
      throw new ExpectedError('PROXY_INVALID', `The PSK identity is in use at the proxy ${twin.name}.`)
    await inventory.putProxy(proxy)
    if (proxy.enabled && proxy.mode === 'active') await this.#options.welcome(proxy.name)
    return this.#viewOf(proxy)
  }

  #viewOf(proxy: ZabbixProxy): Proxy {
    const { inventory, activity, tasks } = this.#options
    const live = activity.of(proxy.id)
    const hosts = inventory.hostsOf(proxy.id)
    const items = hosts.flatMap((host) => host.items)
    return {
      id: proxy.id,
      name: proxy.name,
      mode: proxy.mode,
      enabled: proxy.enabled,
      address: proxy.address ?? live.address,
      port: proxy.port,
      tls: tlsView(proxy.tls),
      state: this.#stateOf(proxy),
      error: live.error,
      nextTryAt: live.nextTryAt,
      version: live.version,
      lastSeenAt: live.lastSeenAt,
      delaySeconds: live.delaySeconds,
      clockSkewMs: live.clockSkewMs,
      valuesPerSecond: live.valuesPerSecond,
      hostCount: hosts.length,
      itemCount: items.length,
      problemCount: items.filter(({ id }) => activity.problemOf(id) !== null).length,
      openTasks: tasks.openTasksOf(proxy.id),
      polledBy: this.#polledBy(proxy),
    }
  }

  #stateOf(proxy: ZabbixProxy): ProxyState {
    if (!proxy.enabled) return 'disabled'
    const { lastSeenAt, error } = this.#options.activity.of(proxy.id)
    if (proxy.mode === 'passive' && error !== null) return 'unreachable'
    if (lastSeenAt === null) return 'waiting'
    const staleMs = this.#options.heartbeatSeconds() * 1_000 * STALE_HEARTBEATS
    return this.#options.now() - lastSeenAt <= staleMs ? 'online' : 'stale'
  }

  /** That a proxy comes or stays away is news. */
  #watchStates(): void {
    const { inventory, changes } = this.#options
    for (const proxy of inventory.proxies) {
      const state = this.#stateOf(proxy)
      const before = this.#states.get(proxy.id)
      this.#states.set(proxy.id, state)
      if (before === undefined || before === state) continue
      if (state === 'online') changes.add({ kind: 'proxy-online', subject: proxy.name, detail: '' })
      else if (before === 'online' && state !== 'disabled')
        changes.add({
          kind: 'proxy-lost',
          subject: proxy.name,
          detail: this.#options.activity.of(proxy.id).error ?? '',
        })
    }
  }

  #restore(record: ProxyRecord): void {
    this.#remembered.set(record.id, record.lastSeenAt)
    this.#options.activity.restore(record.id, record)
  }

  /** Writes down when proxies were seen last. */
  async rememberSeen(): Promise<void> {
    const { inventory, activity, storage } = this.#options
    // Of those that another console serves, that one knows more.
    const seen = [...inventory.proxies].flatMap(({ id }) => {
      const { version, lastSeenAt } = activity.of(id)
      return lastSeenAt === (this.#remembered.get(id) ?? null) ? [] : [{ id, version, lastSeenAt }]
    })
    if (seen.length === 0) return
    try {
      await storage.store.noteProxiesSeen(seen)
      for (const { id, lastSeenAt } of seen) this.#remembered.set(id, lastSeenAt)
    } catch {
      // The database is away; the next turn comes.
    }
  }
}

function reachOf(
  mode: ZabbixProxy['mode'],
  address: string | null,
  port: number | null,
): Pick<ZabbixProxy, 'address' | 'port'> {
  if (mode === 'active') return { address: null, port: null }
  if (address === null)
    throw new ExpectedError('PROXY_INVALID', 'A passive proxy needs the address at which it listens.')
  return { address, port: port ?? PASSIVE_PORT }
}

function tlsOf(input: NewTls, before: TlsDefinition | null): TlsDefinition {
  if (input.mode === 'none') return { mode: 'none' }
  if (input.mode === 'cert')
    return { mode: 'cert', subject: input.subject || null, issuer: input.issuer || null }
  const known = before?.mode === 'psk' ? before : null
  const pskIdentity = input.pskIdentity ?? known?.pskIdentity
  const psk = input.psk ?? known?.psk
  if (pskIdentity === undefined || psk === undefined)
    throw new ExpectedError('PROXY_INVALID', 'A PSK needs an identity and a key.')
  return { mode: 'psk', pskIdentity, psk: psk.toLowerCase() }
}

function tlsView(tls: TlsDefinition): Proxy['tls'] {
  return {
    mode: tls.mode,
    pskIdentity: tls.mode === 'psk' ? tls.pskIdentity : null,
    hasPsk: tls.mode === 'psk' && tls.psk !== '',
    subject: tls.mode === 'cert' ? tls.subject : null,
    issuer: tls.mode === 'cert' ? tls.issuer : null,
  }
}
