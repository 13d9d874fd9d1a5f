import type { Finding, PluginProblem } from '../../contract/index.ts'
import { describe } from './findings.ts'
import { PLUGIN_LIMITS } from './limits.ts'
import type { PluginReport, PluginSpec } from './report.ts'
import {
  invalidId,
  NO_NAME,
  NO_REPORTER,
  nothingUsable,
  otherId,
  wrongCount,
  wrongVersion,
} from './trouble.ts'

interface Trouble {
  readonly problem: PluginProblem
  readonly message: string
}

export interface Judgement {
  /** Null: the report counts. */
  readonly trouble: Trouble | null
  /** What the plugin calls itself; null where it does not. */
  readonly spec: PluginSpec | null
  readonly findings: readonly Finding[]
  readonly findingsTotal: number
}

/** Rule of the later probes for the name of a socket (scope-plugins.md §1). */
const PLUGIN_ID = /^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$/

/** What is wrong with a handshake; null when it is as it should be. */
export function judgeHandshake(spec: PluginSpec): Trouble | null {
  if (spec.apiVersion !== PLUGIN_LIMITS.apiVersion)
    return { problem: 'api-version', message: wrongVersion(spec.apiVersion) }
  if (!spec.interfaces.includes('reporter')) return { problem: 'no-reporter', message: NO_REPORTER }
  return null
}

/**
 * Whether a report counts. A plugin that has shaken hands needs no entry in
 * "Plugins" (scope-plugins.md §1: the report's own words come first, then the
 * handshake's, then the name of the socket); without one the rules of the
 * later probes hold.
 */
export function judgeReport(report: PluginReport, handshake: PluginSpec | null, fileName: string): Judgement {
  const own = report.specs.length === 1 ? (report.specs[0] ?? null) : null
  const findings = [...report.findings]
  let spec = own
  let trouble: Trouble | null
  if (handshake !== null) {
    spec = own === null || own.name === '' ? handshake : { ...own, id: own.id === '' ? handshake.id : own.id }
    trouble = own === null || own.name === '' ? null : judgeHandshake(spec)
    // A later probe would refuse what the document's accepts; whoever writes a plugin for both wants to know.
    if (own !== null && own.id !== fileName)
      findings.push({
        path: 'Plugins[0].id',
        expected: `the name of the socket, ${JSON.stringify(fileName)}`,
        found: describe(own.id),
      })
  } else trouble = judgeOwn(report, fileName)
  const findingsTotal = report.findingsTotal + findings.length - report.findings.length
  const [first] = report.findings
  if (trouble === null && report.usable === 0 && first !== undefined)
    trouble = { problem: 'invalid-report', message: nothingUsable(first, report.findingsTotal) }
  return { trouble, spec, findings: findings.slice(0, PLUGIN_LIMITS.findings), findingsTotal }
}

function judgeOwn(report: PluginReport, fileName: string): Trouble | null {
  const [spec] = report.specs
  if (spec === undefined || report.specs.length !== 1)
    return { problem: 'plugin-count', message: wrongCount(report.specs.length) }
  if (spec.name === '') return { problem: 'no-name', message: NO_NAME }
  const trouble = judgeHandshake(spec)
  if (trouble !== null) return trouble
  if (!PLUGIN_ID.test(fileName)) return { problem: 'invalid-id', message: invalidId(fileName) }
  if (spec.id !== fileName) return { problem: 'id-differs', message: otherId(spec.id, fileName) }
  return null
}
