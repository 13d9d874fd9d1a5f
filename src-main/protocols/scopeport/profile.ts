import type { HostProfile } from '../../contract/index.ts'
import { SCOPEPORT_LIMITS } from './limits.ts'

/** The fields of the profile that one message sets; lists replace the old list as a whole. */
export type ProfileUpdate = Partial<Omit<HostProfile, 'updatedAt'>>

type Parsed =
  { readonly ok: true; readonly value: ProfileUpdate } | { readonly ok: false; readonly reason: string }

/**
 * One `profile_*` message (scopeport.md §5).
 *
 * @param value the text of the wire; null where the client could not tell (`-0-`)
 */
export function parseProfile(name: string, value: string | null): Parsed {
  switch (name) {
    case 'profile_network_interfaces':
      return value === null ? ok({ networkInterfaces: [] }) : parseInterfaces(value)
    case 'profile_cpus':
      return value === null ? ok({ processors: [] }) : parseProcessors(value)
    case 'profile_total_memory':
      return parseKilobytes(value, (totalMemoryKb) => ({ totalMemoryKb }))
    case 'profile_total_swap':
      return parseKilobytes(value, (totalSwapKb) => ({ totalSwapKb }))
    case 'profile_hostname':
      return parseText(value, (hostname) => ({ hostname }))
    case 'profile_domainname':
      return parseText(value, (domainname) => ({ domainname }))
    case 'profile_kernel':
      return parseText(value, (kernel) => ({ kernel }))
    case 'profile_sp_client_version':
      return parseText(value, (clientVersion) => ({ clientVersion }))
    default:
      return { ok: false, reason: `“${name}” is no part of a profile` }
  }
}

/** `name|received|sent;name|received|sent`, both in bytes. */
function parseInterfaces(value: string): Parsed {
  const entries = listEntries(value)
  if (entries === null) return tooMany()
  const networkInterfaces = entries.map((entry) => {
    const [name = '', received = '', sent = ''] = entry.split('|')
    return { name: name.trim(), receivedBytes: countOrNull(received), sentBytes: countOrNull(sent) }
  })
  if (networkInterfaces.some(({ name }) => name === ''))
    return { ok: false, reason: 'an interface has no name' }
  return ok({ networkInterfaces })
}

/** `key:core|key:vendor|key:model;…`: the order counts, the keys do not. */
function parseProcessors(value: string): Parsed {
  const entries = listEntries(value)
  if (entries === null) return tooMany()
  const processors = entries.map((entry) => {
    const [core = '', vendor = '', model = ''] = entry.split('|').map(afterColon)
    return { core, vendor, model }
  })
  return ok({ processors })
}

function parseKilobytes(value: string | null, toUpdate: (kilobytes: number | null) => ProfileUpdate): Parsed {
  if (value === null) return ok(toUpdate(null))
  const kilobytes = countOrNull(value)
  return kilobytes === null ? { ok: false, reason: 'a size is not a number' } : ok(toUpdate(kilobytes))
}

function parseText(value: string | null, toUpdate: (text: string | null) => ProfileUpdate): Parsed {
  if (value !== null && value.length > SCOPEPORT_LIMITS.valueLength) {
    return { ok: false, reason: 'the value is longer than 255 characters' }
  }
  return ok(toUpdate(value))
}

function listEntries(value: string): readonly string[] | null {
  const entries = value.split(';').filter((entry) => entry.trim() !== '')
  return entries.length > SCOPEPORT_LIMITS.listEntries ? null : entries
}

function afterColon(part: string): string {
  return part.slice(part.indexOf(':') + 1).trim()
}

function countOrNull(text: string): number | null {
  return /^\d{1,18}$/.test(text.trim()) ? Number(text.trim()) : null
}

function tooMany(): Parsed {
  return { ok: false, reason: `the list has more than ${SCOPEPORT_LIMITS.listEntries} entries` }
}

function ok(value: ProfileUpdate): Parsed {
  return { ok: true, value }
}
