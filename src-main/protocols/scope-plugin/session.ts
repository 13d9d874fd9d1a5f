import type { EpochMs, Finding, PluginProblem, PluginState } from '../../contract/index.ts'
import { judgeHandshake, judgeReport } from './judge.ts'
import { PLUGIN_LIMITS } from './limits.ts'
import type { ReadBody } from './read-body.ts'
import type { PluginReport, PluginSpec } from './report.ts'
import { duplicateOf, NO_NAME, wrongStatus } from './trouble.ts'

export interface PluginRequest {
  readonly wanted: 'handshake' | 'report'
  /** Path and query of the GET. */
  readonly path: string
}

/** How a request ended. */
export type PluginReply =
  | { readonly kind: 'read'; readonly body: ReadBody }
  | { readonly kind: 'status'; readonly status: number; readonly text: string }
  | { readonly kind: 'failed'; readonly problem: PluginProblem; readonly message: string }

export interface PluginSessionOptions {
  /** Name of the socket without directory and extension. */
  readonly fileName: string
  /** What a probe calls itself; any hexadecimal text. */
  readonly probeId: string
  /** Distance between two reports. */
  readonly intervalMs: number
  readonly timeoutMs: number
}

/** What is known of a plugin; `message` is empty while all is well. */
export interface PluginSnapshot {
  readonly state: PluginState
  readonly problem: PluginProblem | null
  readonly message: string
  readonly since: EpochMs
  readonly nextTryAt: EpochMs | null
  readonly spec: PluginSpec | null
  readonly generation: 'handshake' | 'report' | null
  readonly lastReportAt: EpochMs | null
  readonly latencyMs: number | null
  readonly isSlow: boolean
  readonly findings: readonly Finding[]
  readonly findingsTotal: number
}

interface Trouble {
  readonly problem: PluginProblem
  readonly message: string
}

/** Without a connection there is no telling which generation the plugin is of. */
const UNCONNECTED: ReadonlySet<PluginProblem> = new Set([
  'nobody-listens',
  'denied',
  'path-too-long',
  'unreachable',
])

/**
 * One plugin as a state machine without sockets and timers: what to ask it
 * next and when, and what its answers mean (scope-plugins.md §1, §7).
 *
 *     GET / → 200 and a name → /report, /report, …            generation "handshake"
 *           → anything else  → /report with one entry of "Plugins"    generation "report"
 *
 * After a failure the next try is due after one interval, then after 5, 10 …
 * 60 s; one good answer ends it. There is never a second request beside one
 * under way.
 */
export class PluginSession {
  readonly #options: PluginSessionOptions
  #snapshot: PluginSnapshot
  #dueAt: EpochMs
  /** When the request under way was due, and when it went out. */
  #plannedAt: EpochMs
  #askedAt: EpochMs
  #wanted: PluginRequest['wanted'] = 'handshake'
  #handshake: PluginSpec | null = null
  #handshakeTrouble: Trouble | null = null
  #failures = 0
  #duplicateOf: string | null = null

  constructor(options: PluginSessionOptions, now: EpochMs) {
    this.#options = options
    this.#dueAt = now
    this.#plannedAt = now
    this.#askedAt = now
    this.#snapshot = {
      state: 'new',
      problem: null,
      message: '',
      since: now,
      nextTryAt: null,
      spec: null,
      generation: null,
      lastReportAt: null,
      latencyMs: null,
      isSlow: false,
      findings: [],
      findingsTotal: 0,
    }
  }

  get snapshot(): PluginSnapshot {
    return this.#snapshot
  }

  /** When `request` is due. */
  get dueAt(): EpochMs {
    return this.#dueAt
  }

  /** The next thing to ask; its end is told to `take`. */
  request(now: EpochMs): PluginRequest {
    this.#plannedAt = this.#dueAt
    this.#askedAt = now
    if (this.#wanted === 'handshake') return { wanted: 'handshake', path: '/' }
    // The later probes name themselves; the document's `GET /report` has no query.
    const query = `?api_version=${PLUGIN_LIMITS.apiVersion}&probe_id=${this.#options.probeId}`
    return { wanted: 'report', path: this.#handshake === null ? `/report${query}` : '/report' }
  }

  /** Asks at once instead of at `nextTryAt`. */
  retryNow(now: EpochMs): void {
    this.#dueAt = now
  }

  /** @returns the report where there is one that counts */
  take(reply: PluginReply, now: EpochMs): PluginReport | null {
    const latencyMs = now - this.#askedAt
    this.#snapshot = {
      ...this.#snapshot,
      latencyMs,
      isSlow: latencyMs > this.#options.timeoutMs * PLUGIN_LIMITS.slowShare,
    }
    if (this.#wanted === 'handshake') {
      this.#takeHandshake(reply, now)
      return null
    }
    return this.#takeReport(reply, now)
  }

  /** Another socket with the same name comes first (null: none does any more). */
  setDuplicateOf(path: string | null, now: EpochMs): void {
    if (path === this.#duplicateOf) return
    this.#duplicateOf = path
    const { state, problem } = this.#snapshot
    if (path !== null && (state === 'ok' || problem === 'duplicate')) this.#showDuplicate(path, now)
    if (path === null && problem === 'duplicate')
      this.#show({ state: 'ok', problem: null, message: '', nextTryAt: null }, now)
  }

  /** The socket is there no more. */
  leave(now: EpochMs): void {
    this.#show({ state: 'gone', problem: null, message: '', nextTryAt: null }, now)
  }

  #takeHandshake(reply: PluginReply, now: EpochMs): void {
    if (reply.kind === 'failed' && UNCONNECTED.has(reply.problem)) return this.#fail(reply, now)
    const body = reply.kind === 'read' ? reply.body : null
    if (body?.kind === 'handshake' && body.spec !== null) {
      const judgement = judgeHandshake(body.spec)
      this.#snapshot = {
        ...this.#snapshot,
        spec: body.spec,
        generation: 'handshake',
        findings: body.findings,
      }
      if (judgement !== null) return this.#fail(judgement, now)
      this.#handshake = body.spec
      this.#handshakeTrouble = null
    } else {
      this.#handshake = null
      // "404" only says that the plugin is of the later generation.
      this.#handshakeTrouble = reply.kind === 'status' && reply.status === 404 ? null : troubleOf(reply)
    }
    this.#wanted = 'report'
    this.#dueAt = now
  }

  #takeReport(reply: PluginReply, now: EpochMs): PluginReport | null {
    const body = reply.kind === 'read' ? reply.body : null
    if (body?.kind !== 'report') {
      this.#snapshot = { ...this.#snapshot, findings: [], findingsTotal: 0 }
      const trouble = troubleOf(reply)
      // A plugin that has no /report at all says most where it failed first.
      const isMissing = reply.kind === 'status' && reply.status === 404
      this.#fail(
        (isMissing ? this.#handshakeTrouble : null) ?? trouble ?? { problem: 'not-http', message: '' },
        now,
      )
      return null
    }
    const { report } = body
    const judgement = judgeReport(report, this.#handshake, this.#options.fileName)
    const { findings, findingsTotal } = judgement
    this.#snapshot = {
      ...this.#snapshot,
      spec: judgement.spec ?? this.#snapshot.spec,
      generation: this.#handshake === null ? 'report' : 'handshake',
      findings,
      findingsTotal,
    }
    if (judgement.trouble !== null) {
      this.#fail(this.#explained(judgement.trouble, report), now)
      return null
    }
    this.#failures = 0
    this.#snapshot = { ...this.#snapshot, lastReportAt: now }
    this.#dueAt = this.#nextReportAt(now)
    if (this.#duplicateOf !== null) this.#showDuplicate(this.#duplicateOf, now)
    else this.#show({ state: 'ok', problem: null, message: '', nextTryAt: null }, now)
    return report
  }

  /** No entry of "Plugins" is only wrong because the handshake went wrong before. */
  #explained(trouble: Trouble, { specs }: PluginReport): Trouble {
    const isMissing = trouble.problem === 'plugin-count' && specs.length === 0
    return isMissing ? (this.#handshakeTrouble ?? trouble) : trouble
  }

  #fail({ problem, message }: Trouble, now: EpochMs): void {
    const { intervalMs } = this.#options
    const { firstRetryMs, longestRetryMs } = PLUGIN_LIMITS
    const delayMs =
      this.#failures === 0 && this.#snapshot.lastReportAt !== null
        ? intervalMs
        : Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(10, Math.max(0, this.#failures - 1)))
    this.#failures++
    // From when it was due, so that plugins that were asked apart stay apart.
    this.#dueAt = Math.max(now, this.#plannedAt + delayMs)
    // Whoever has never delivered, or does not even listen, begins anew.
    if (this.#snapshot.lastReportAt === null || UNCONNECTED.has(problem)) this.#wanted = 'handshake'
    this.#show({ state: 'error', problem, message, nextTryAt: this.#dueAt }, now)
  }

  /** Reports keep their beat: a late answer does not move the next one. */
  #nextReportAt(now: EpochMs): EpochMs {
    const { intervalMs } = this.#options
    if (this.#duplicateOf !== null) return now + Math.max(intervalMs, PLUGIN_LIMITS.firstRetryMs)
    const next = this.#plannedAt + intervalMs
    // More than a beat behind (a machine that slept): the missed ones are not made up for.
    return next + intervalMs < now ? now + intervalMs : Math.max(now, next)
  }

  #showDuplicate(path: string, now: EpochMs): void {
    const name = this.#snapshot.spec?.name ?? this.#options.fileName
    this.#show(
      { state: 'error', problem: 'duplicate', message: duplicateOf(name, path), nextTryAt: this.#dueAt },
      now,
    )
  }

  #show(change: Pick<PluginSnapshot, 'state' | 'problem' | 'message' | 'nextTryAt'>, now: EpochMs): void {
    const { state, problem, since } = this.#snapshot
    const isSame = state === change.state && problem === change.problem
    this.#snapshot = { ...this.#snapshot, ...change, since: isSame ? since : now }
  }
}

/** What was wrong with an answer; null where it was JSON of another kind. */
function troubleOf(reply: PluginReply): Trouble | null {
  switch (reply.kind) {
    case 'failed':
      return reply
    case 'status':
      return { problem: 'status', message: wrongStatus('GET', reply.status, reply.text) }
    case 'read':
      if (reply.body.kind === 'unreadable') return reply.body
      if (reply.body.kind === 'handshake' && reply.body.isMeant)
        return { problem: 'no-name', message: NO_NAME }
      return null
  }
}
