import type {
  EpochMs,
  ImportPreview,
  ItemView,
  LeftOut,
  ZabbixHostInput,
  ZabbixHostPatch,
  ZabbixHostView,
} from '../contract/index.ts'
import { withPreset } from '../domain/preset.ts'
import type { ZabbixHost } from '../domain/zabbix-configuration.ts'
import { idsNeeded, inputOf, makeHost } from '../domain/zabbix-host.ts'
import { faultOfHost, faultOfMacros, lackOfProxy } from '../domain/zabbix-host-fault.ts'
import { interfaceView, itemView, macroView } from '../domain/zabbix-view.ts'
import { metricOf } from '../protocols/zabbix/item-values.ts'
import type { Catalogue } from './catalogue.ts'
import type { IdentityState } from './catalogue-state.ts'
import { ExpectedError } from './expected-error.ts'
import { OneAtATime } from './one-at-a-time.ts'
import type { Presets } from './presets.ts'
import type { ProxyActivity } from './proxy-activity.ts'
import type { ZabbixImport, ZabbixImporter } from './zabbix-importer.ts'
import type { ZabbixInventory } from './zabbix-inventory.ts'

interface ZabbixHostsServiceOptions {
  readonly inventory: ZabbixInventory
  readonly catalogue: Catalogue
  readonly activity: ProxyActivity
  readonly presets: Presets
  readonly importer: ZabbixImporter
}

interface ImportChoice {
  readonly proxyId: number | null
  readonly text: string
  readonly hosts?: readonly string[] | undefined
  readonly ontoHostId?: number | undefined
}

/**
 * The hosts that proxies and agents measure. A proxy id of null means the hosts
 * that talk to the console without a proxy.
 */
export class ZabbixHostsService {
  readonly #options: ZabbixHostsServiceOptions
  readonly #turn = new OneAtATime()

  constructor(options: ZabbixHostsServiceOptions) {
    this.#options = options
  }

  list(proxyId: number | null): ZabbixHostView[] {
    return this.#options.inventory.hostsOf(proxyId).map((host) => this.viewOf(host))
  }

  add(proxyId: number | null, input: ZabbixHostInput): Promise<ZabbixHostView> {
    return this.#turn.run(() => this.#add(proxyId, input))
  }

  update(proxyId: number | null, hostId: number, patch: ZabbixHostPatch): Promise<ZabbixHostView> {
    return this.#turn.run(async () => {
      const before = this.find(proxyId, hostId)
      const known = inputOf(before)
      const input: ZabbixHostInput = {
        host: patch.host ?? known.host,
        name: patch.name ?? known.name,
        enabled: patch.enabled ?? known.enabled,
        interfaces: patch.interfaces ?? known.interfaces,
        items: patch.items ?? known.items,
        macros: patch.macros ?? known.macros,
      }
      return this.#replace(before, input)
    })
  }

  remove(proxyId: number | null, hostId: number): Promise<ZabbixHostView> {
    return this.#turn.run(async () => {
      const host = this.find(proxyId, hostId)
      const view = this.viewOf(host)
      await this.#options.inventory.removeHost(host)
      return view
    })
  }

  /** Adds what the host does not have yet. */
  applyPreset(hostId: number, presetId: string): Promise<ZabbixHostView> {
    return this.#turn.run(async () => {
      const { inventory, presets } = this.#options
      const host = inventory.host(hostId)
      if (host === null) throw new ExpectedError('NOT_FOUND', `There is no Zabbix host ${hostId}.`)
      return this.#replace(host, withPreset(inputOf(host), presets.findFor(host.proxyId, presetId)))
    })
  }

  async previewImport(text: string): Promise<ImportPreview> {
    const { inventory, importer } = this.#options
    const read = await importer.read(text)
    return {
      format: read.format,
      version: read.version,
      hosts: read.hosts.map(({ input, isTemplate }) => ({
        host: input.host,
        name: input.name ?? input.host,
        isTemplate,
        interfaceCount: input.interfaces.length,
        itemCount: input.items.length,
        macroCount: input.macros.length,
        exists: inventory.hostByName(input.host) !== null,
      })),
      leftOut: [...read.leftOut],
    }
  }

  /** One that is there already gets the items of the export instead of its own, and keeps its secrets. */
  async importHosts({
    proxyId,
    text,
    hosts: names,
    ontoHostId,
  }: ImportChoice): Promise<{ hosts: ZabbixHostView[]; leftOut: LeftOut[] }> {
    const { importer, inventory } = this.#options
    if (proxyId !== null && inventory.proxy(proxyId) === null)
      throw new ExpectedError('NOT_FOUND', `There is no proxy ${proxyId}.`)
    const read = await importer.read(text)
    const leftOut = [...read.leftOut]
    const hosts: ZabbixHostView[] = []
    const chosen = chosenOf(read, names).map(({ input }) =>
      proxyId === null ? withoutProxy(input, leftOut) : input,
    )
    if (ontoHostId !== undefined) {
      const onto = this.find(proxyId, ontoHostId)
      const added = chosen.reduce(withPreset, inputOf(onto))
      return { hosts: [await this.#turn.run(() => this.#replace(onto, added))], leftOut }
    }
    for (const input of chosen) {
      try {
        hosts.push(await this.#turn.run(() => this.#import(proxyId, input)))
      } catch (error) {
        if (!(error instanceof ExpectedError) || !error.code.startsWith('ZABBIX_HOST')) throw error
        leftOut.push({ host: input.host, what: input.host, reason: error.message })
      }
    }
    return { hosts, leftOut }
  }

  /** Throws `NOT_FOUND` for one that is another's. */
  find(proxyId: number | null, hostId: number): ZabbixHost {
    const host = this.#options.inventory.host(hostId)
    if (host === null || host.proxyId !== proxyId)
      throw new ExpectedError('NOT_FOUND', `There is no Zabbix host ${hostId} here.`)
    return host
  }

  viewOf(host: ZabbixHost): ZabbixHostView {
    const { activity, catalogue } = this.#options
    const identity = catalogue.findIdentity('zabbix', host.host)
    return {
      id: host.id,
      proxyId: host.proxyId,
      host: host.host,
      name: host.name,
      enabled: host.enabled,
      hostId: identity?.host.record.id ?? null,
      interfaces: host.interfaces.map(interfaceView),
      items: host.items.map((item) => ({
        ...itemView(item, host),
        ...newestOf(identity, item.key),
        problem: (host.proxyId === null ? lackOfProxy(item) : null) ?? activity.problemOf(item.id),
      })),
      macros: host.macros.map(macroView),
    }
  }

  async #add(proxyId: number | null, input: ZabbixHostInput): Promise<ZabbixHostView> {
    const { inventory } = this.#options
    refuseMacros(input, [])
    const takeId = await inventory.reserveIds(idsNeeded(input))
    return this.#put(makeHost(input, { id: takeId(), proxyId, before: null, takeId }))
  }

  async #replace(before: ZabbixHost, input: ZabbixHostInput): Promise<ZabbixHostView> {
    refuseMacros(input, before.macros)
    const takeId = await this.#options.inventory.reserveIds(idsNeeded(input))
    return this.#put(makeHost(input, { id: before.id, proxyId: before.proxyId, before, takeId }))
  }

  #import(proxyId: number | null, input: ZabbixHostInput): Promise<ZabbixHostView> {
    const known = this.#options.inventory.hostByName(input.host)
    if (known === null) return this.#add(proxyId, input)
    if (known.proxyId !== proxyId) throw taken(input.host, ' at another proxy')
    return this.#replace(known, input)
  }

  async #put(host: ZabbixHost): Promise<ZabbixHostView> {
    const { inventory } = this.#options
    const other = inventory.hostByName(host.host)
    if (other !== null && other.id !== host.id)
      throw taken(host.host, other.proxyId === host.proxyId ? '' : ' at another proxy')
    const fault = faultOfHost(host)
    if (fault !== null) throw new ExpectedError('ZABBIX_HOST_INVALID', fault)
    await inventory.putHosts([host])
    return this.viewOf(host)
  }
}

function refuseMacros({ macros }: ZabbixHostInput, before: ZabbixHost['macros']): void {
  const fault = faultOfMacros(macros, before)
  if (fault !== null) throw new ExpectedError('ZABBIX_HOST_INVALID', fault)
}

function chosenOf(read: ZabbixImport, names: readonly string[] | undefined): ZabbixImport['hosts'] {
  if (names === undefined) return read.hosts.filter(({ isTemplate }) => !isTemplate)
  return read.hosts.filter(({ input }) => names.includes(input.host))
}

/** What only a proxy gets is left out, with the reason. */
function withoutProxy(input: ZabbixHostInput, leftOut: LeftOut[]): ZabbixHostInput {
  const items = input.items.filter((item) => {
    const reason = lackOfProxy(item)
    if (reason !== null) leftOut.push({ host: input.host, what: item.key, reason })
    return reason === null
  })
  return { ...input, interfaces: [], items }
}

function taken(host: string, where: string): ExpectedError {
  return new ExpectedError('ZABBIX_HOST_EXISTS', `There is a host ${host}${where} already.`)
}

function newestOf(
  identity: IdentityState | null,
  key: string,
): Pick<ItemView, 'seriesId' | 'lastValue'> & { lastAt: EpochMs | null } {
  const series = identity?.seriesByMetric.get(metricOf(key))
  if (series === undefined) return { seriesId: null, lastAt: null, lastValue: null }
  return { seriesId: series.id, lastAt: series.lastAt, lastValue: series.lastValue }
}
