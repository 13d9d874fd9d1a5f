import type { EpochMs } from '../contract/index.ts'
import type { Peer } from '../net/session-socket.ts'
import type { BlacklistService } from './blacklist-service.ts'
import type { LoginJournal } from './login-journal.ts'
import type { ProxyActivity } from './proxy-activity.ts'
import type { ZabbixInventory } from './zabbix-inventory.ts'

interface ZabbixJournalOptions {
  readonly journal: LoginJournal
  readonly blacklist: BlacklistService
  readonly inventory: ZabbixInventory
  readonly activity: ProxyActivity
  readonly now: () => EpochMs
}

const PROTOCOL = 'Zabbix'
/** A proxy connects every second: it gets a row when it comes from elsewhere, and once an hour. */
const ACCEPTED_EVERY_MS = 3_600_000
const NAMES_KEPT = 10_000
const REFUSALS_READ = 200

/** Who came to the Zabbix port and what became of it, for the login journal and the blacklist. */
export class ZabbixJournal {
  readonly #options: ZabbixJournalOptions
  readonly #accepted = new Map<string, { readonly address: string; readonly at: EpochMs }>()

  constructor(options: ZabbixJournalOptions) {
    this.#options = options
  }

  accepted(peer: Peer, name: string): void {
    const { journal, now } = this.#options
    const last = this.#accepted.get(name)
    const at = now()
    if (last !== undefined && last.address === peer.address && at < last.at + ACCEPTED_EVERY_MS) return
    if (this.#accepted.size >= NAMES_KEPT) this.#accepted.clear()
    this.#accepted.set(name, { address: peer.address, at })
    const { address } = peer
    journal.add({ protocol: PROTOCOL, address, identity: name, outcome: 'accepted', reason: null })
  }

  /** `countsAsFailure`: the rule that blacklists addresses counts it. */
  refused(peer: Peer, name: string | null, reason: string, countsAsFailure: boolean): void {
    const { journal, blacklist, inventory, activity } = this.#options
    journal.add({
      protocol: PROTOCOL,
      address: peer.address,
      identity: name,
      outcome: 'refused',
      reason,
    })
    if (countsAsFailure) blacklist.noteFailure(peer.address, PROTOCOL, reason)
    // The next time that it does come in is news.
    if (name !== null) this.#accepted.delete(name)
    const proxy = name === null ? null : inventory.proxyByName(name)
    if (proxy !== null) activity.note(proxy.id, 'problem', `Refused from ${peer.address}: ${reason}`)
  }

  /**
   * A person has just said who this is. Whoever was refused under the name
   * before, as a proxy that began before it was added, is let in again.
   */
  async welcome(name: string): Promise<void> {
    const { journal, blacklist } = this.#options
    const refused = await journal.list({ limit: REFUSALS_READ, outcome: 'refused', identities: [name] })
    const addresses = new Set(
      refused.filter(({ protocol }) => protocol === PROTOCOL).map(({ address }) => address),
    )
    for (const address of addresses) await blacklist.pardon(address)
  }

  /** Whether the address is kept out; a row says so. */
  isBlacklisted(peer: Peer): boolean {
    const entry = this.#options.blacklist.findAndCount(peer.address)
    if (entry === null) return false
    this.refused(peer, null, `on the blacklist (${entry.host})`, false)
    return true
  }
}
