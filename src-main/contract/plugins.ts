import { z } from 'zod'
import { base, epochMs, rowId } from './common.ts'

/** `new`: found, and has not answered yet. `gone`: its socket has been removed. */
export const pluginState = z.enum(['new', 'ok', 'error', 'gone'])
export type PluginState = z.infer<typeof pluginState>

/** What a plugin can do wrong, one word each (docs/protocols/scope-plugins.md). */
export const pluginProblem = z.enum([
  /** The socket is there, but nobody listens. */
  'nobody-listens',
  'denied',
  /** A path that is too long for the address of a unix socket. */
  'path-too-long',
  'too-slow',
  /** Ended before its answer was complete. */
  'cut-off',
  /** The answer is not HTTP. */
  'not-http',
  'status',
  'encoding',
  'too-large',
  'too-deep',
  'not-json',
  'not-a-report',
  /** Nothing of a report could be used. */
  'invalid-report',
  'no-name',
  'api-version',
  'no-reporter',
  'plugin-count',
  'invalid-id',
  'id-differs',
  'duplicate',
  'unreachable',
])
export type PluginProblem = z.infer<typeof pluginProblem>

/** A field of an answer that is not as it should be. */
export const finding = z.object({
  /** Way to the field, e.g. `Host.nodes["web01;<host>"].metrics.cpu.samples[0].value`. */
  path: z.string(),
  expected: z.string(),
  found: z.string(),
})
export type Finding = z.infer<typeof finding>

export const plugin = z.object({
  /** The socket. */
  path: z.string(),
  /** As the plugin calls itself; the name of its socket until it has. */
  id: z.string(),
  name: z.string(),
  description: z.string(),
  interfaces: z.array(z.string()),
  /** Null until the plugin has named one. */
  apiVersion: z.string().nullable(),
  state: pluginState,
  /** Null while all is well, and before the first answer. */
  problem: pluginProblem.nullable(),
  /** What is wrong and what helps; empty while all is well. */
  message: z.string(),
  /** Since when it is in this state, with this problem. */
  since: epochMs,
  /** When it is asked again, while something is wrong. */
  nextTryAt: epochMs.nullable(),
  /** When the last report arrived that could be used. */
  lastReportAt: epochMs.nullable(),
  /** From the request to the end of the last answer. */
  latencyMs: z.number().nullable(),
  /** Answers, but needs more than half of the time it has. */
  isSlow: z.boolean(),
  /** `handshake`: answers `GET /` (2016-03). `report`: describes itself in every report (0.14 and later). */
  generation: z.enum(['handshake', 'report']).nullable(),
  /** Plugin's clock minus ours, from the newest sample of the last report; null where it had none. */
  clockSkewMs: z.number().nullable(),
  /** What the last usable report had. */
  delivered: z.object({
    topologies: z.array(z.string()),
    nodes: z.number().int(),
    metrics: z.number().int(),
    sizeBytes: z.number().int(),
  }),
  /** Fields of the last answer that are not as they should be. */
  findings: z.number().int(),
  /** Series that its values went to. */
  seriesIds: z.array(rowId),
})
export type Plugin = z.infer<typeof plugin>

export const scannedDirectory = z.object({
  path: z.string(),
  state: z.enum(['ok', 'missing', 'denied', 'failed']),
  /** What is wrong and what helps; empty while all is well. */
  message: z.string(),
  /** The system tells of changes at once; otherwise they are seen with the next scan. */
  isWatched: z.boolean(),
  sockets: z.number().int(),
})
export type ScannedDirectory = z.infer<typeof scannedDirectory>

export const skippedEntry = z.object({
  path: z.string(),
  reason: z.enum(['not-a-socket', 'link-loop', 'dangling-link', 'too-deep', 'too-many', 'failed']),
})
export type SkippedEntry = z.infer<typeof skippedEntry>

export const pluginScan = z.object({
  state: z.enum(['on', 'off', 'unsupported']),
  /** `linux`, `darwin`, `win32`, … */
  platform: z.string(),
  /** Most bytes in the path of a socket here. */
  pathLimitBytes: z.number().int(),
  lastScanAt: epochMs.nullable(),
  directories: z.array(scannedDirectory),
  /** What lies in the directories and is no plugin; the first hundred. */
  skipped: z.array(skippedEntry),
  skippedTotal: z.number().int(),
})
export type PluginScan = z.infer<typeof pluginScan>

export const pluginAnswer = z.object({
  /** The request, e.g. `GET /report`. */
  request: z.string(),
  at: epochMs,
  /** Status line and headers as they came; null where there was no answer. */
  head: z.string().nullable(),
  /** The beginning of the body; bytes that are no UTF-8 as U+FFFD. */
  body: z.string(),
  sizeBytes: z.number().int(),
  isTruncated: z.boolean(),
  /** The first hundred. */
  findings: z.array(finding),
})
export type PluginAnswer = z.infer<typeof pluginAnswer>

const socket = z.object({ path: z.string().min(1).max(4096) })

export const pluginsContract = {
  list: base
    .route({ method: 'GET', path: '/plugins', summary: 'Every plugin socket with its state' })
    .output(z.array(plugin)),
  scan: base
    .route({
      method: 'GET',
      path: '/plugins/scan',
      summary: 'Directories that are looked into, and what is skipped',
    })
    .output(pluginScan),
  /** The last answer as it came, with what the validator says of it. */
  answer: base
    .route({ method: 'GET', path: '/plugins/answer', summary: 'Last answer of the plugin at this socket' })
    .input(socket)
    .output(pluginAnswer.nullable()),
  /** Asks at once instead of at `nextTryAt`. */
  retry: base
    .route({ method: 'POST', path: '/plugins/retry', summary: 'Ask a plugin at once' })
    .input(socket)
    .output(plugin),
}
