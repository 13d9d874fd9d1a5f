import type { CollectlFormat } from '../../contract/index.ts'

/** What the first readable line of a connection says about the rest (collectl.md §5.1). */
export type Detection =
  /** The format is certain, and this line is its first. */
  | { readonly kind: 'format'; readonly format: CollectlFormat }
  /** Data whose header was sent before we came. */
  | { readonly kind: 'headless'; readonly format: CollectlFormat }
  /** A line of the common header of `-P -f`: a plot header follows. */
  | { readonly kind: 'preamble'; readonly host: string | null }
  | { readonly kind: 'error' }
  | { readonly kind: 'blank' }

export interface DetectedLine {
  readonly detection: Detection
  /** The host that stands before each line when collectl was started with our address. */
  readonly prefixHost: string | null
}

/** Only a header of plot is longer; damaged lines can be as long as the limit. */
const LONGEST_TESTED = 20_000
const PLOT_HEADER = /^#(?:Date.Time|UTC).\[/
const HOST_PREFIX = /^([A-Za-z0-9][A-Za-z0-9_-]*) /

const FORMATS: readonly (readonly [RegExp, CollectlFormat])[] = [
  [/^sample\.time \d+(?:\.\d+)?(?: \d\d:\d\d:\d\d)?$/, 'lexpr'],
  [PLOT_HEADER, 'plot'],
  [/^### RECORD +\d+ >>> .+ <<< \(\d+(?:\.\d+)?\)/, 'verbose'],
  [/^# [A-Z][A-Z /[\]]{0,100}(?:STATISTICS|SUMMARY|DETAILS)/, 'verbose'],
  [/^# *procs -+memory/, 'vmstat'],
  [/^# *<-[^<>]*>/, 'brief'],
]

const COMMON_HEADER_RULE = /^#{80}$/
const COMMON_HEADER_LINE =
  /^# (?:Collectl|Booted|Distro|Date|SubSys|Filters|HZ|Cpu|Kernel|NumDisks|NumNets|SCSI|DiskNames|NetNames):/
const COMMON_HEADER_HOST = /^# Host: +(\S+)/
const HEADLESS_PLOT = /^(?:\d{8}(.)\d\d:\d\d:\d\d(?:\.\d+)?|\d{10}(?:\.\d+)?)(?:[ ,;:|\t]-?[\d.]+){6,}/
const HEADLESS_BRIEF =
  /^(?:\d{8} |\d\d\/\d\d )?(?:\d\d:\d\d:\d\d(?:\.\d+)?)? *-?\d+(?:\.\d+)?[KMGTP]?(?: +-?\d+(?:\.\d+)?[KMGTP]?)+ *$/

/** What the line is, or null when it is nothing that collectl sends at this place. */
export function detectLine(line: string): DetectedLine | null {
  const plain = detectPlain(line)
  if (plain !== null) return { detection: plain, prefixHost: null }
  const prefix = HOST_PREFIX.exec(line)
  if (prefix === null) return null
  const rest = detectPlain(line.slice(prefix[0].length))
  // A number before numbers is a value, not a host.
  if (rest === null || (rest.kind === 'headless' && !/[A-Za-z]/.test(prefix[1] ?? ''))) return null
  return { detection: rest, prefixHost: prefix[1] ?? null }
}

function detectPlain(line: string): Detection | null {
  if (line.trim() === '') return { kind: 'blank' }
  if (line.length > LONGEST_TESTED && !PLOT_HEADER.test(line)) return null
  for (const [pattern, format] of FORMATS) {
    if (pattern.test(line)) return { kind: 'format', format }
  }
  if (line.startsWith('Error: ')) return { kind: 'error' }
  const host = COMMON_HEADER_HOST.exec(line)?.[1]
  if (host !== undefined) return { kind: 'preamble', host }
  if (COMMON_HEADER_RULE.test(line) || COMMON_HEADER_LINE.test(line)) return { kind: 'preamble', host: null }
  if (HEADLESS_PLOT.test(line)) return { kind: 'headless', format: 'plot' }
  return HEADLESS_BRIEF.test(line) ? { kind: 'headless', format: 'brief' } : null
}
