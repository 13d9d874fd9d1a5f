import type { ZabbixProxy } from '../domain/zabbix-configuration.ts'
import { sealedElsewhere } from '../domain/zabbix-secrets.ts'
import { configurationTables } from '../protocols/zabbix/configuration-tables.ts'
import type { ProxyActivity } from './proxy-activity.ts'
import type { ZabbixInventory } from './zabbix-inventory.ts'
import type { ZabbixSightings } from './zabbix-sightings.ts'

interface ZabbixTablesOptions {
  readonly inventory: ZabbixInventory
  readonly sightings: ZabbixSightings
  readonly activity: ProxyActivity
}

interface Made {
  readonly revision: number
  readonly text: string
}

/** The configuration of each proxy as it is sent, made once for each change of it. */
export class ZabbixTables {
  readonly #options: ZabbixTablesOptions
  readonly #made = new Map<number, Made>()

  constructor(options: ZabbixTablesOptions) {
    this.#options = options
  }

  /** Null when a proxy would stumble over it: then it keeps what it has, and its journal says why. */
  textFor(proxy: ZabbixProxy): string | null {
    const { inventory, sightings, activity } = this.#options
    const revision = inventory.revisionOf(proxy.id)
    const made = this.#made.get(proxy.id)
    if (made?.revision === revision) return made.text
    const configuration = inventory.configurationOf(proxy.id)
    if (configuration === null) return null
    const sealed = sealedElsewhere(configuration)
    if (sealed !== null) {
      activity.note(
        proxy.id,
        'problem',
        `The configuration was not sent: another console has sealed the secrets of ${sealed}. Enter them again, or bring its secrets.key to this console.`,
      )
      return null
    }
    const logs = configuration.hosts.flatMap(({ items }) =>
      items.filter(({ valueType }) => valueType === 'log'),
    )
    const positions = logs.flatMap(({ id }) => {
      const position = sightings.positionOf(id)
      return position === null ? [] : [[id, position] as const]
    })
    const tables = configurationTables(configuration, new Map(positions))
    if (!tables.ok) {
      activity.note(proxy.id, 'problem', `The configuration was not sent: ${tables.faults.join('; ')}.`)
      return null
    }
    // How far logs are read changes without a change of the configuration.
    if (logs.length === 0) this.#made.set(proxy.id, { revision, text: tables.text })
    return tables.text
  }
}
