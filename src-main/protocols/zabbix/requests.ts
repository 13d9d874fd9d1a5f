import type { EpochMs } from '../../contract/index.ts'
import { type Fields, isFields, rowsOf, textOf } from './fields.ts'
import { ZABBIX_LIMITS } from './limits.ts'
import { type ProxyData, readProxyData } from './proxy-data.ts'
import { readRegistrations, type RegistrationRow } from './sections.ts'
import { readTime, readValueRows, type ValueRows } from './value-rows.ts'

/** What a proxy, an agent or a sender may ask on the trapper's port (zabbix.md §3, §4, §5, §8). */
export type ZabbixRequest =
  | { readonly kind: 'proxy heartbeat'; readonly name: string | null; readonly version: string | null }
  | { readonly kind: 'proxy config'; readonly name: string | null; readonly version: string | null }
  | { readonly kind: 'proxy data'; readonly name: string | null; readonly data: ProxyData }
  | { readonly kind: 'active checks'; readonly agent: RegistrationRow }
  | {
      readonly kind: 'agent data' | 'sender data'
      readonly session: string | null
      readonly values: ValueRows
      readonly sentAt: EpochMs | null
    }
  /** Agents of later versions say that they are alive; nobody answers. */
  | { readonly kind: 'silent' }

/**
 * `info`: the peer is told so; null: the connection is closed without a word.
 * `name`: who it says it is.
 */
export type RequestReading =
  | { readonly ok: true; readonly request: ZabbixRequest }
  | {
      readonly ok: false
      readonly reason: string
      readonly info: string | null
      readonly name: string | null
    }

const SILENT_REQUESTS = new Set(['active check heartbeat'])

/** Reads a request; null stands for a frame that could not be decoded. */
export function readRequest(text: string | null): RequestReading {
  if (text === null) return unreadable('it cannot be inflated to what its header says')
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return unreadable('it is no JSON')
  }
  if (!isFields(parsed)) return unreadable('it is no JSON object')
  const request = textOf(parsed['request'])
  if (request === null) return unreadable('it has no request')
  return readFields(request, parsed)
}

function readFields(request: string, fields: Fields): RequestReading {
  const name = textOf(fields['host'])
  switch (request) {
    case 'proxy heartbeat':
    case 'proxy config':
      return read({ kind: request, name, version: textOf(fields['version']) })
    case 'proxy data': {
      const reading = readProxyData(fields)
      return reading.ok
        ? read({ kind: request, name, data: reading.data })
        : { ok: false, reason: reading.info, info: reading.info, name: name?.slice(0, 128) ?? null }
    }
    case 'active checks':
      return readActiveChecks(fields)
    case 'agent data':
    case 'sender data': {
      const values = readValueRows(rowsOf(fields['data']), 'key')
      const sentAt = readTime(fields['clock'], fields['ns'])
      const session = textOf(fields['session'])?.slice(0, ZABBIX_LIMITS.sessionLength) ?? null
      return read({ kind: request, session, values, sentAt: sentAt === 'wrong' ? null : sentAt })
    }
    default:
      return SILENT_REQUESTS.has(request)
        ? read({ kind: 'silent' })
        : unreadable(`unknown request “${request.slice(0, 64)}”`)
  }
}

/** The interface is an address or a name, as its agent's configuration says; it takes the address' place. */
function readActiveChecks(fields: Fields): RequestReading {
  const reading = readRegistrations([{ ...fields, clock: undefined, dns: fields['interface'] }])
  const agent = reading.ok ? reading.rows[0] : undefined
  if (agent === undefined) {
    const info = reading.ok ? 'missing name of host' : reading.info
    return { ok: false, reason: info, info, name: null }
  }
  return read({ kind: 'active checks', agent })
}

function read(request: ZabbixRequest): RequestReading {
  return { ok: true, request }
}

function unreadable(reason: string): RequestReading {
  return { ok: false, reason, info: null, name: null }
}
