import { AddressList } from '../domain/address-list.ts'
import { parseNetwork } from '../domain/ip-network.ts'
import type { ZabbixHost, ZabbixItem } from '../domain/zabbix-configuration.ts'
import type { ValueRow } from '../protocols/zabbix/value-rows.ts'
import type { ZabbixInventory } from './zabbix-inventory.ts'

interface KeyedItem {
  readonly item: ZabbixItem
  /** Null: everybody may send it. */
  readonly allowed: AddressList<string> | null
}

const byKey = new WeakMap<ZabbixHost, ReadonlyMap<string, KeyedItem>>()

/**
 * The item that an agent or a sender names by host and key, or why it may not
 * bring its value: the host belongs to a proxy, the item is fetched in another
 * way, or the sender's address is not among those allowed.
 */
export function itemOfAgent(
  inventory: ZabbixInventory,
  { host: name, key }: ValueRow,
  type: 'active' | 'trapper',
  address: string,
): { readonly host: ZabbixHost; readonly item: ZabbixItem } | string {
  const host = inventory.hostByName(name)
  if (host === null || host.proxyId !== null) return 'unknown host'
  const keyed = keysOf(host).get(key)
  if (keyed === undefined || keyed.item.type !== type) return 'unknown item'
  const { item, allowed } = keyed
  if (!host.enabled || !item.enabled) return 'disabled item'
  return allowed === null || allowed.find(address) !== null ? { host, item } : 'address not allowed'
}

/** Made once for each version of a host. */
function keysOf(host: ZabbixHost): ReadonlyMap<string, KeyedItem> {
  const known = byKey.get(host)
  if (known !== undefined) return known
  const keys = new Map(host.items.map((item) => [item.key, { item, allowed: allowedOf(item) }]))
  byKey.set(host, keys)
  return keys
}

/** Names are not looked up: who is allowed by name only is not allowed. */
function allowedOf({ allowedHosts }: ZabbixItem): AddressList<string> | null {
  const parts = allowedHosts.split(',').map((part) => part.trim())
  const networks = parts.filter((part) => parseNetwork(part) !== null)
  return allowedHosts.trim() === '' ? null : new AddressList(networks, (text) => text)
}
