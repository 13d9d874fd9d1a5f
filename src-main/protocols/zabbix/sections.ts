import type { EpochMs } from '../../contract/index.ts'
import { type Fields, integerOf, isFields, rowsOf, textOf, wordsOf } from './fields.ts'
import { ZABBIX_LIMITS } from './limits.ts'
import { readTime } from './value-rows.ts'

/** zabbix.md §5.1. */
export interface AvailabilityRow {
  readonly interfaceId: number
  readonly state: 'unknown' | 'up' | 'down'
  /** Empty even for `down` now and then. */
  readonly error: string
}

/** zabbix.md §5.2: one row a check, then one for the host, whose `checkId` is null. */
export interface DiscoveryRow {
  readonly at: EpochMs | null
  readonly ruleId: number
  readonly checkId: number | null
  readonly ip: string
  readonly dns: string
  readonly port: number
  readonly value: string
  readonly isUp: boolean
}

/** zabbix.md §5.3; an agent that asks for its active checks gives the same. */
export interface RegistrationRow {
  readonly at: EpochMs | null
  readonly host: string
  readonly ip: string
  readonly dns: string
  readonly port: number
  readonly metadata: string
  readonly tls: 'none' | 'psk' | 'cert'
}

/** zabbix.md §6.2. */
export interface TaskResultRow {
  readonly taskId: number
  readonly isSuccess: boolean
  /** The output, or what went wrong. */
  readonly text: string
}

/** The rows, or what the original says of the first one that misses what it needs. */
export type SectionReading<Row> =
  { readonly ok: true; readonly rows: readonly Row[] } | { readonly ok: false; readonly info: string }

const AVAILABILITY = ['unknown', 'up', 'down'] as const
const AGENT_PORT = 10_050
const LONGEST_PORT = 65_535

export function readAvailability(section: unknown): SectionReading<AvailabilityRow> {
  return readSection(section, (entry) => {
    const interfaceId = integerOf(entry['interfaceid'])
    if (interfaceId === null) return 'interfaceid'
    const state = AVAILABILITY[integerOf(entry['available']) ?? 0] ?? 'unknown'
    return { interfaceId, state, error: wordsOf(entry['error']) }
  })
}

export function readDiscovery(section: unknown): SectionReading<DiscoveryRow> {
  return readSection(section, (entry) => {
    const at = readTime(entry['clock'], undefined)
    if (at === 'wrong') return 'clock'
    const ruleId = integerOf(entry['drule'])
    if (ruleId === null) return 'drule'
    return {
      at,
      ruleId,
      checkId: integerOf(entry['dcheck']),
      ip: wordsOf(entry['ip']).slice(0, 64),
      dns: wordsOf(entry['dns']).slice(0, 255),
      port: portOf(entry['port'], 0),
      value: wordsOf(entry['value']),
      // Defaults are left out, and up is the default.
      isUp: (integerOf(entry['status']) ?? 0) === 0,
    }
  })
}

export function readRegistrations(section: unknown): SectionReading<RegistrationRow> {
  return readSection(section, (entry) => {
    const at = readTime(entry['clock'], undefined)
    if (at === 'wrong') return 'clock'
    const host = textOf(entry['host'])
    if (host === null || host === '') return 'host'
    const tls = integerOf(entry['tls_accepted'])
    return {
      at,
      host: host.slice(0, ZABBIX_LIMITS.nameLength),
      ip: wordsOf(entry['ip']).slice(0, 64),
      dns: wordsOf(entry['dns']).slice(0, 255),
      port: portOf(entry['port'], AGENT_PORT),
      metadata: wordsOf(entry['host_metadata']),
      tls: tls === 2 ? 'psk' : tls === 4 ? 'cert' : 'none',
    }
  })
}

/**
 * Results in the form of the programs (`status` 0 or -1, words in `info`) and of
 * the document (`status` 0 or 1, words in `error`). What is no result, as the
 * commands that the document has in a list of the same name, is left out.
 */
export function readTaskResults(section: unknown): readonly TaskResultRow[] {
  const results: TaskResultRow[] = []
  for (const entry of rowsOf(section).slice(0, ZABBIX_LIMITS.sectionRows)) {
    if (!isFields(entry) || entry['command'] !== undefined) continue
    const taskId = integerOf(entry['parent_taskid'])
    const status = integerOf(entry['status'])
    const error = textOf(entry['error'])
    if (taskId === null || (status === null && error === null)) continue
    const text = textOf(entry['info']) ?? error ?? ''
    const isSuccess = status === null ? error === '' : status === 0
    results.push({ taskId, isSuccess, text: text.slice(0, ZABBIX_LIMITS.textLength) })
  }
  return results
}

/** `readRow` gives the row, or the name of the field that it misses. */
function readSection<Row extends object>(
  section: unknown,
  readRow: (entry: Fields) => Row | string,
): SectionReading<Row> {
  const rows: Row[] = []
  for (const entry of rowsOf(section).slice(0, ZABBIX_LIMITS.sectionRows)) {
    if (!isFields(entry)) continue
    const row = readRow(entry)
    if (typeof row === 'string') return { ok: false, info: `cannot find pair with name "${row}"` }
    rows.push(row)
  }
  return { ok: true, rows }
}

function portOf(value: unknown, otherwise: number): number {
  const port = integerOf(value)
  return port !== null && port >= 0 && port <= LONGEST_PORT ? port : otherwise
}
