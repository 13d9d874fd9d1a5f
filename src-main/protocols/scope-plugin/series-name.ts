import type { MetricFormat } from '../../contract/index.ts'
import { PLUGIN_LIMITS } from './limits.ts'
import { nameOfNode } from './node-id.ts'

/** Longest name of a series; it has to fit an indexed column. */
const METRIC_LENGTH = 190
const HASH_DIGITS = 16

/** Unit of a series whose metric has this format. */
export function unitOf(format: MetricFormat): string {
  return format === 'percent' ? '%' : format === 'filesize' ? 'B' : ''
}

/**
 * What the series of a node's metrics begin with, in name and label: nothing
 * for a host, whose metrics are its own; `process/7973/` and `Process 7973: `
 * for what runs on one (docs/adr/0008).
 */
export function seriesPrefix(topology: string, id: string, label: string): { metric: string; label: string } {
  if (topology === 'Host') return { metric: '', label: '' }
  const { name } = nameOfNode(topology, id)
  return { metric: `${topology.toLowerCase()}/${name}/`, label: `${topology} ${label}: ` }
}

/** The name as it is stored: no control characters, and a mark of the whole where it is too long. */
export function metricName(prefix: string, id: string): string {
  const name = tidy(prefix + id)
  if (name.length <= METRIC_LENGTH) return name
  return `${name.slice(0, METRIC_LENGTH - HASH_DIGITS - 1).toWellFormed()}~${hashOf(name)}`
}

export function seriesLabel(prefix: string, label: string): string {
  return tidy(prefix + label)
    .slice(0, PLUGIN_LIMITS.labelLength)
    .toWellFormed()
}

/** A name from the wire as it can be stored and shown: in one line, and text for every database. */
export function tidy(text: string): string {
  return text.toWellFormed().replace(/\p{Cc}/gu, '\uFFFD')
}

/** FNV-1a of 64 bits, in hexadecimal digits: two long names that begin alike stay two series. */
function hashOf(text: string): string {
  let hash = 0xcbf29ce484222325n
  for (let index = 0; index < text.length; index++) {
    hash ^= BigInt(text.charCodeAt(index))
    hash = BigInt.asUintN(64, hash * 0x100000001b3n)
  }
  return hash.toString(16).padStart(HASH_DIGITS, '0')
}
