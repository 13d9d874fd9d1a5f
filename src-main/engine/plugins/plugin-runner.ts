import { basename, extname } from 'node:path'
import type { EpochMs, PluginAnswer } from '../../contract/index.ts'
import { type HttpAnswer, UnixHttpClient } from '../../net/unix-http.ts'
import { socketPathLimit } from '../../protocols/scope-plugin/limits.ts'
import { textOf } from '../../protocols/scope-plugin/read-body.ts'
import type { PluginReport } from '../../protocols/scope-plugin/report.ts'
import { type PluginReply, PluginSession, type PluginSnapshot } from '../../protocols/scope-plugin/session.ts'
import { pathTooLong } from '../../protocols/scope-plugin/trouble.ts'
import type { BodyParser } from './body-parser.ts'
import type { FoundSocket } from './socket-scan.ts'

export interface PluginRunnerOptions {
  readonly socket: FoundSocket
  readonly parser: BodyParser
  readonly probeId: string
  readonly intervalMs: number
  readonly timeoutMs: number
  readonly maxBodyBytes: number
  readonly platform: string
  readonly now: () => EpochMs
  /** The next request waits until this has ended. */
  readonly onReport: (runner: PluginRunner, report: PluginReport, sizeBytes: number) => Promise<void>
  /** After each answer. */
  readonly onAnswer: (runner: PluginRunner, before: PluginSnapshot) => void
}

interface LastAnswer {
  readonly request: string
  readonly at: EpochMs
  readonly head: string | null
  readonly body: Buffer
  readonly sizeBytes: number
}

/** Of the last answer this much is kept for people to look at. */
const KEPT_BYTES = 64 * 1024

/** Asks one plugin, for as long as its socket is there: never two requests at once. */
export class PluginRunner {
  readonly path: string
  readonly mark: string
  readonly session: PluginSession
  readonly #options: PluginRunnerOptions
  readonly #client: UnixHttpClient
  #timer: NodeJS.Timeout | null = null
  #underWay: Promise<void> | null = null
  #isStopped = false
  #last: LastAnswer | null = null

  constructor(options: PluginRunnerOptions) {
    const { socket, probeId, intervalMs, timeoutMs, now } = options
    this.#options = options
    this.path = socket.path
    this.mark = socket.mark
    this.#client = new UnixHttpClient(socket.path)
    const fileName = basename(socket.path, extname(socket.path))
    this.session = new PluginSession({ fileName, probeId, intervalMs, timeoutMs }, now())
  }

  /** @param delayMs so that many that are found together are not asked in step */
  start(delayMs: number): void {
    this.#timer = setTimeout(() => this.#ask(), delayMs)
  }

  /** Cuts the request under way; resolves when nothing of this plugin happens any more. */
  async stop(): Promise<void> {
    this.#isStopped = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#client.close()
    await this.#underWay
  }

  /** Asks at once, unless it is just being asked. */
  retryNow(): void {
    if (this.#underWay !== null || this.#isStopped) return
    this.session.retryNow(this.#options.now())
    this.#schedule()
  }

  get answer(): PluginAnswer | null {
    if (this.#last === null) return null
    const { body, sizeBytes, ...rest } = this.#last
    const { findings } = this.session.snapshot
    return {
      ...rest,
      body: textOf(body),
      sizeBytes,
      isTruncated: sizeBytes > body.length,
      findings: [...findings],
    }
  }

  #schedule(): void {
    if (this.#isStopped) return
    if (this.#timer !== null) clearTimeout(this.#timer)
    const delayMs = Math.max(0, this.session.dueAt - this.#options.now())
    this.#timer = setTimeout(() => this.#ask(), delayMs)
  }

  #ask(): void {
    this.#timer = null
    this.#underWay = this.#exchange().finally(() => {
      this.#underWay = null
      this.#schedule()
    })
  }

  async #exchange(): Promise<void> {
    const { now, onReport, onAnswer, parser, timeoutMs, maxBodyBytes } = this.#options
    const before = this.session.snapshot
    const { wanted, path } = this.session.request(now())
    const tooLong = this.#tooLong()
    const answer = tooLong ?? (await this.#client.get({ path, timeoutMs, maxBodyBytes }))
    const at = now()
    if (this.#isStopped) return
    this.#keep(`GET ${path}`, at, answer)
    // The thread that reads a large body takes its bytes along.
    const sizeBytes = answer.body.length
    const reply: PluginReply = !answer.ok
      ? { kind: 'failed', problem: answer.problem, message: answer.message }
      : answer.status === 200
        ? { kind: 'read', body: await parser.read(answer.body, wanted) }
        : { kind: 'status', status: answer.status, text: answer.statusText }
    if (this.#isStopped) return
    const report = this.session.take(reply, at)
    if (report !== null) await onReport(this, report, sizeBytes)
    onAnswer(this, before)
  }

  #tooLong(): HttpAnswer | null {
    const bytes = Buffer.byteLength(this.path)
    const limit = socketPathLimit(this.#options.platform)
    if (bytes <= limit) return null
    return {
      ok: false,
      problem: 'path-too-long',
      message: pathTooLong(bytes, limit),
      head: null,
      body: Buffer.alloc(0),
    }
  }

  #keep(request: string, at: EpochMs, { head, body }: HttpAnswer): void {
    // A copy of the beginning: a part of it would hold all of it in memory.
    const kept = body.length > KEPT_BYTES ? Buffer.from(body.subarray(0, KEPT_BYTES)) : body
    this.#last = { request, at, head, body: kept, sizeBytes: body.length }
  }
}
