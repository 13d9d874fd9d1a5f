import type { EpochMs } from '../../contract/index.ts'
import { type Fields, integerOf, rowsOf, textOf } from './fields.ts'
import { ZABBIX_LIMITS } from './limits.ts'
import {
  type AvailabilityRow,
  type DiscoveryRow,
  readAvailability,
  readDiscovery,
  readRegistrations,
  readTaskResults,
  type RegistrationRow,
  type TaskResultRow,
} from './sections.ts'
import { readTime, readValueRows, type ValueRows } from './value-rows.ts'

/** What a proxy tells of what it has seen, active or passive (zabbix.md §5, §7). */
export interface ProxyData {
  readonly version: string | null
  /** Null when the values have no ids that could come again. */
  readonly session: string | null
  readonly history: ValueRows
  readonly availability: readonly AvailabilityRow[]
  readonly discovery: readonly DiscoveryRow[]
  readonly registrations: readonly RegistrationRow[]
  readonly results: readonly TaskResultRow[]
  /** More waits there: the next packet follows at once, or is to be fetched at once. */
  readonly hasMore: boolean
  /** The proxy's clock when it sent this. */
  readonly sentAt: EpochMs | null
  /** Age of the oldest value that waits there. */
  readonly delaySeconds: number
}

type ProxyDataReading =
  { readonly ok: true; readonly data: ProxyData } | { readonly ok: false; readonly info: string }

/**
 * Reads every section; all are optional, most packets are empty. `host
 * availability`, of proxies before 5.4, is passed over. A row without what it
 * needs fails the request, in the words of the original, but for values, which
 * fail one by one.
 */
export function readProxyData(fields: Fields): ProxyDataReading {
  const history = readValueRows(rowsOf(fields['history data']), 'itemId')
  const session = textOf(fields['session'])
  if (history.received > 0 && session !== null && session.length !== ZABBIX_LIMITS.sessionLength) {
    return { ok: false, info: `invalid session token length ${session.length}` }
  }
  const availability = readAvailability(fields['interface availability'])
  if (!availability.ok) return availability
  const discovery = readDiscovery(fields['discovery data'])
  if (!discovery.ok) return discovery
  const registrations = readRegistrations(fields['auto registration'])
  if (!registrations.ok) return registrations
  const sentAt = readTime(fields['clock'], fields['ns'])
  const data: ProxyData = {
    version: textOf(fields['version']),
    session: session?.slice(0, ZABBIX_LIMITS.sessionLength) ?? null,
    history,
    availability: availability.rows,
    discovery: discovery.rows,
    registrations: registrations.rows,
    results: readTaskResults(fields['tasks']),
    hasMore: integerOf(fields['more']) === 1,
    sentAt: sentAt === 'wrong' ? null : sentAt,
    delaySeconds: Math.max(0, integerOf(fields['proxy_delay']) ?? 0),
  }
  return { ok: true, data }
}
