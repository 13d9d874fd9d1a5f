import type {
  Agent,
  RegistrationRow,
  ZabbixHostInput,
  ZabbixHostPatch,
  ZabbixHostView,
} from '../contract/index.ts'
import type { FindingsService } from './findings-service.ts'
import type { ProxyActivity } from './proxy-activity.ts'
import type { ZabbixHostsService } from './zabbix-hosts-service.ts'

interface AgentsServiceOptions {
  readonly hosts: ZabbixHostsService
  readonly findings: FindingsService
  readonly activity: ProxyActivity
}

/** Hosts that talk to the console without a proxy. */
export class AgentsService {
  readonly #options: AgentsServiceOptions

  constructor(options: AgentsServiceOptions) {
    this.#options = options
  }

  list(): Agent[] {
    return this.#options.hosts.list(null).map((host) => this.#viewOf(host))
  }

  async create(input: Omit<ZabbixHostInput, 'interfaces'>): Promise<Agent> {
    return this.#viewOf(await this.#options.hosts.add(null, { ...input, interfaces: [] }))
  }

  async update(id: number, patch: ZabbixHostPatch): Promise<Agent> {
    return this.#viewOf(await this.#options.hosts.update(null, id, patch))
  }

  async remove(id: number): Promise<Agent> {
    return this.#viewOf(await this.#options.hosts.remove(null, id))
  }

  /** Those that asked what to measure and are not known. */
  unknown(): RegistrationRow[] {
    return this.#options.findings.registrations(null).filter(({ zabbixHostId }) => zabbixHostId === null)
  }

  async accept(registrationId: number, preset: string | undefined): Promise<Agent> {
    return this.#viewOf(await this.#options.findings.accept(null, registrationId, preset))
  }

  #viewOf(host: ZabbixHostView): Agent {
    return { ...host, lastSeenAt: this.#options.activity.agentSeenAt(host.id) }
  }
}
