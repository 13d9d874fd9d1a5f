import type { EpochMs } from '../contract/index.ts'
import type { CatalogueChange, Store } from '../storage/store.ts'
import type { LiveHub } from './live-hub.ts'
import type { ProxiesService } from './proxies-service.ts'
import type { TasksService } from './tasks-service.ts'
import type { ZabbixInventory } from './zabbix-inventory.ts'
import type { ZabbixSightings } from './zabbix-sightings.ts'

/** What other consoles have changed since the last look. */
export interface ZabbixNews {
  readonly needs: (kind: CatalogueChange['kind']) => boolean
  /** Null: more was missed than can be told; all of them. */
  readonly hosts: readonly { readonly firstId: number; readonly lastId: number }[] | null
}

interface ZabbixMirrorOptions {
  readonly inventory: ZabbixInventory
  readonly proxies: ProxiesService
  readonly tasks: TasksService
  readonly sightings: () => ZabbixSightings
  readonly hub: LiveHub
  readonly now: () => EpochMs
}

/** Agents register again each minute, a thousand of them all the time: what was found is read this often at most. */
const FINDINGS_EVERY_MS = 5_000

/** Brings into memory what other consoles on the same database have changed of Zabbix (ADR 14). */
export class ZabbixMirror {
  readonly #options: ZabbixMirrorOptions
  #findingsAt: EpochMs = -Infinity
  #hasFindings = false

  constructor(options: ZabbixMirrorOptions) {
    this.#options = options
  }

  /** Resolves when it is read. Rejects with a `StoreError`; the same news then come again. */
  async pull(store: Store, { needs, hosts }: ZabbixNews): Promise<void> {
    const { inventory, proxies, tasks } = this.#options
    const ranges = inventory.isUnsure ? null : hosts
    for (const { firstId, lastId } of ranges ?? [{ firstId: 0, lastId: Number.MAX_SAFE_INTEGER }])
      await inventory.reloadHosts(store, firstId, lastId)
    // The macros of every proxy are a setting.
    if (needs('zabbix') || needs('settings') || inventory.isUnsure)
      for (const id of await inventory.reload(store)) proxies.forget(id)
    if (needs('tasks')) await tasks.reload(store)
    if (needs('seen') || needs('zabbix')) await proxies.reloadSeen(store)
    await this.#pullFindings(store, needs('findings'))
  }

  async #pullFindings(store: Store, areNew: boolean): Promise<void> {
    const { sightings, hub, now } = this.#options
    this.#hasFindings ||= areNew
    if (!this.#hasFindings || now() - this.#findingsAt < FINDINGS_EVERY_MS) return
    await sightings().reload(store)
    this.#hasFindings = false
    this.#findingsAt = now()
    hub.publishTopic('proxies')
    hub.publishTopic('agents')
  }
}
