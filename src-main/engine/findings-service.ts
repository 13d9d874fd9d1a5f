import type {
  AvailabilityRow,
  DiscoveryRow,
  DiscoveryRuleInput,
  DiscoveryRulePatch,
  DiscoveryRuleView,
  RegistrationRow,
  RegistrationRuleView,
  ZabbixHostInput,
  ZabbixHostView,
} from '../contract/index.ts'
import { withPreset } from '../domain/preset.ts'
import type { DiscoveryRule, RegistrationRule } from '../domain/zabbix-configuration.ts'
import { checkWords, faultOfRule, makeChecks } from '../domain/zabbix-discovery.ts'
import { discoveryRuleView } from '../domain/zabbix-view.ts'
import type { RegistrationRecord } from '../storage/received-records.ts'
import { ExpectedError } from './expected-error.ts'
import type { Presets } from './presets.ts'
import type { ZabbixHostsService } from './zabbix-hosts-service.ts'
import type { ZabbixInventory } from './zabbix-inventory.ts'
import type { ZabbixSightings } from './zabbix-sightings.ts'

interface FindingsServiceOptions {
  readonly inventory: ZabbixInventory
  readonly hosts: ZabbixHostsService
  readonly presets: Presets
  readonly sightings: () => ZabbixSightings
  readonly log: (line: string) => void
}

/** What proxies find by themselves: interfaces that answer, machines and services, agents that register. */
export class FindingsService {
  readonly #options: FindingsServiceOptions

  constructor(options: FindingsServiceOptions) {
    this.#options = options
  }

  availability(proxyId: number): AvailabilityRow[] {
    const { inventory } = this.#options
    const sightings = this.#options.sightings()
    return inventory.hostsOf(proxyId).flatMap((host) =>
      host.interfaces.map(({ id, type, address, port }) => {
        const row = sightings.availabilityOf(id)
        return {
          hostId: host.id,
          host: host.host,
          interfaceId: id,
          type,
          address,
          port,
          available: row?.available ?? 'unknown',
          error: row?.error ?? '',
          since: row?.since ?? null,
          updatedAt: row?.updatedAt ?? null,
        }
      }),
    )
  }

  discovery(proxyId: number): DiscoveryRow[] {
    const { inventory } = this.#options
    const ruleIds = new Set(inventory.discoveryRulesOf(proxyId).map(({ id }) => id))
    const discovered = this.#options.sightings().discoveredBy(ruleIds)
    return discovered.flatMap((row) => {
      const rule = inventory.discoveryRule(row.ruleId)
      if (rule === null) return []
      const check = rule.checks.find(({ id }) => id === row.checkId)
      return {
        ruleId: rule.id,
        rule: rule.name,
        checkId: row.checkId,
        check: row.checkId === null ? null : checkWords(check ?? null, row.port),
        ip: row.ip,
        dns: row.dns,
        port: row.port,
        value: row.value,
        status: row.isUp ? ('up' as const) : ('down' as const),
        since: row.since,
        firstSeenAt: row.firstSeenAt,
        lastSeenAt: row.lastSeenAt,
      }
    })
  }

  /** @param proxyId null for agents that came without a proxy */
  registrations(proxyId: number | null): RegistrationRow[] {
    const { inventory } = this.#options
    return this.#options
      .sightings()
      .registrationsOf(proxyId)
      .map(({ proxyId: _, ...row }) => ({
        ...row,
        zabbixHostId: inventory.hostByName(row.host)?.id ?? null,
      }))
  }

  /** Makes a host of an agent that has registered. */
  async accept(
    proxyId: number | null,
    registrationId: number,
    presetId: string | undefined,
  ): Promise<ZabbixHostView> {
    const found = this.#options.sightings().registration(registrationId)
    if (found === null || found.proxyId !== proxyId)
      throw new ExpectedError('NOT_FOUND', `There is no agent ${registrationId} that has registered here.`)
    return this.#makeHost(found, presetId ?? null)
  }

  /**
   * An agent has registered: it becomes a host when a rule says so. To be
   * called after its row is stored; a rule that does not work is said in the log.
   */
  async registered(row: Omit<RegistrationRecord, 'id' | 'firstSeenAt' | 'lastSeenAt'>): Promise<void> {
    const { inventory, log } = this.#options
    if (row.proxyId === null || inventory.hostByName(row.host) !== null) return
    const rule = inventory
      .registrationRulesOf(row.proxyId)
      .find(({ metadata }) => row.metadata.toLowerCase().includes(metadata.toLowerCase()))
    if (rule === undefined) return
    try {
      await this.#makeHost(row, rule.preset)
    } catch (error) {
      if (!(error instanceof ExpectedError)) throw error
      log(`Agent ${row.host} did not become a host: ${error.message}`)
    }
  }

  registrationRules(proxyId: number): RegistrationRuleView[] {
    return this.#options.inventory.registrationRulesOf(proxyId).map(registrationRuleView)
  }

  async addRegistrationRule(
    proxyId: number,
    { metadata, preset }: { metadata: string; preset: string | null },
  ): Promise<RegistrationRuleView> {
    const { inventory, presets } = this.#options
    this.#requireProxy(proxyId)
    if (preset !== null) presets.find(preset)
    const takeId = await inventory.reserveIds(1)
    const rule: RegistrationRule = { id: takeId(), proxyId, metadata, preset }
    await inventory.putRegistrationRule(rule)
    return registrationRuleView(rule)
  }

  async removeRegistrationRule(proxyId: number, ruleId: number): Promise<RegistrationRuleView> {
    const rule = this.#options.inventory.registrationRule(ruleId)
    if (rule === null || rule.proxyId !== proxyId)
      throw new ExpectedError('NOT_FOUND', `There is no rule ${ruleId} here.`)
    await this.#options.inventory.removeRegistrationRule(ruleId)
    return registrationRuleView(rule)
  }

  discoveryRules(proxyId: number): DiscoveryRuleView[] {
    return this.#options.inventory.discoveryRulesOf(proxyId).map(discoveryRuleView)
  }

  async addDiscoveryRule(proxyId: number, input: DiscoveryRuleInput): Promise<DiscoveryRuleView> {
    const { inventory } = this.#options
    this.#requireProxy(proxyId)
    const takeId = await inventory.reserveIds(1 + input.checks.length)
    const { name, range, delay, enabled } = input
    const id = takeId()
    return this.#put({
      id,
      proxyId,
      name,
      range,
      delay,
      enabled,
      checks: makeChecks(input.checks, [], takeId),
    })
  }

  async updateDiscoveryRule(
    proxyId: number,
    ruleId: number,
    patch: DiscoveryRulePatch,
  ): Promise<DiscoveryRuleView> {
    const before = this.#findRule(proxyId, ruleId)
    const takeId = await this.#options.inventory.reserveIds(patch.checks?.length ?? 0)
    return this.#put({
      ...before,
      name: patch.name ?? before.name,
      range: patch.range ?? before.range,
      delay: patch.delay ?? before.delay,
      enabled: patch.enabled ?? before.enabled,
      checks: patch.checks === undefined ? before.checks : makeChecks(patch.checks, before.checks, takeId),
    })
  }

  async removeDiscoveryRule(proxyId: number, ruleId: number): Promise<DiscoveryRuleView> {
    const rule = this.#findRule(proxyId, ruleId)
    await this.#options.inventory.removeDiscoveryRule(rule)
    return discoveryRuleView(rule)
  }

  async #put(rule: DiscoveryRule): Promise<DiscoveryRuleView> {
    const fault = faultOfRule(rule)
    if (fault !== null) throw new ExpectedError('DISCOVERY_RULE_INVALID', fault)
    await this.#options.inventory.putDiscoveryRule(rule)
    return discoveryRuleView(rule)
  }

  #findRule(proxyId: number, ruleId: number): DiscoveryRule {
    const rule = this.#options.inventory.discoveryRule(ruleId)
    if (rule === null || rule.proxyId !== proxyId)
      throw new ExpectedError('NOT_FOUND', `There is no discovery rule ${ruleId} here.`)
    return rule
  }

  #requireProxy(proxyId: number): void {
    if (this.#options.inventory.proxy(proxyId) === null)
      throw new ExpectedError('NOT_FOUND', `There is no proxy ${proxyId}.`)
  }

  #makeHost(
    row: Pick<RegistrationRecord, 'proxyId' | 'host' | 'ip' | 'dns' | 'port'>,
    presetId: string | null,
  ): Promise<ZabbixHostView> {
    const { hosts, presets } = this.#options
    const address = row.ip === '' ? row.dns : row.ip
    const hasInterface = row.proxyId !== null && address !== ''
    const plain: ZabbixHostInput = {
      host: row.host,
      name: undefined,
      enabled: true,
      interfaces: hasInterface ? [{ type: 'agent', address, port: row.port, snmp: undefined }] : [],
      items: [],
      macros: [],
    }
    return hosts.add(
      row.proxyId,
      presetId === null ? plain : withPreset(plain, presets.findFor(row.proxyId, presetId)),
    )
  }
}

function registrationRuleView({ id, metadata, preset }: RegistrationRule): RegistrationRuleView {
  return { id, metadata, preset }
}
