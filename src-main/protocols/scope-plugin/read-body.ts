import type { Finding, PluginProblem } from '../../contract/index.ts'
import { Findings } from './findings.ts'
import { depthOfJson, findJsonMistake } from './json-text.ts'
import { PLUGIN_LIMITS } from './limits.ts'
import { readReport } from './read-report.ts'
import { isMeantAsHandshake, readHandshake } from './read-spec.ts'
import type { PluginReport, PluginSpec } from './report.ts'
import { NO_OBJECT, notJson, tooDeep } from './trouble.ts'

/** What the body of an answer with status 200 says. */
export type ReadBody =
  | {
      readonly kind: 'handshake'
      readonly spec: PluginSpec | null
      readonly isMeant: boolean
      readonly findings: readonly Finding[]
    }
  | { readonly kind: 'report'; readonly report: PluginReport }
  | { readonly kind: 'unreadable'; readonly problem: PluginProblem; readonly message: string }

/** From bytes to what they mean. Never throws; the content type is not looked at (scope-plugins.md §3). */
export function readBody(bytes: Uint8Array, wanted: 'handshake' | 'report'): ReadBody {
  if (depthOfJson(bytes, PLUGIN_LIMITS.depth) > PLUGIN_LIMITS.depth)
    return { kind: 'unreadable', problem: 'too-deep', message: tooDeep() }
  const text = textOf(bytes)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { kind: 'unreadable', problem: 'not-json', message: notJson(findJsonMistake(text), text) }
  }
  if (wanted === 'handshake') {
    const findings = new Findings()
    return {
      kind: 'handshake',
      spec: readHandshake(value, findings),
      isMeant: isMeantAsHandshake(value),
      findings: findings.list,
    }
  }
  const report = readReport(value)
  return report === null
    ? { kind: 'unreadable', problem: 'not-a-report', message: NO_OBJECT }
    : { kind: 'report', report }
}

/** Bytes that are no UTF-8 become U+FFFD, which JSON allows in texts and nowhere else. */
export function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8').decode(bytes)
}
