import { randomBytes } from 'node:crypto'
import type { EpochMs, Plugin, PluginAnswer, PluginScan, Settings } from '../../contract/index.ts'
import { PLUGIN_LIMITS, socketPathLimit } from '../../protocols/scope-plugin/limits.ts'
import type { PluginReport } from '../../protocols/scope-plugin/report.ts'
import type { PluginSnapshot } from '../../protocols/scope-plugin/session.ts'
import type { Catalogue } from '../catalogue.ts'
import type { ChangeLog } from '../change-log.ts'
import { ExpectedError } from '../expected-error.ts'
import type { IngestService } from '../ingest-service.ts'
import type { LiveHub } from '../live-hub.ts'
import { thisMachine } from '../this-machine.ts'
import { BodyParser } from './body-parser.ts'
import { DirectoryWatch } from './directory-watch.ts'
import { deliveryOf, idOf, type PluginEntry, summaryOf, viewOfPlugin } from './plugin-entry.ts'
import { PluginRunner } from './plugin-runner.ts'
import { PluginSamples } from './plugin-samples.ts'
import { type FoundSocket, scanForSockets, type ScanResult } from './socket-scan.ts'
import { Topologies } from './topologies.ts'

interface PluginsServiceOptions {
  readonly catalogue: Catalogue
  readonly ingest: IngestService
  readonly hub: LiveHub
  readonly changes: ChangeLog
  readonly settings: () => Settings['plugins']
  /** The thread that reads large reports. */
  readonly parserUrl: URL
  readonly now: () => EpochMs
  readonly platform?: string
}

const NOTHING: ScanResult = { sockets: [], directories: [], skipped: [], skippedTotal: 0 }
/** Changes come in bursts: a file is made, then gets its rights. */
const SETTLE_MS = 50
/** Many that are found together are asked one after the other within this time. */
const SPREAD_MS = 800
const STEP_MS = 4
/** A plugin that fails and recovers all the time has one line a minute in "what changed". */
const TELL_EVERY_MS = 60_000

/**
 * The place of the Scope probe (seed document): finds the sockets of plugins,
 * asks each on its own, and puts what they report on the timeline.
 */
export class PluginsService {
  readonly topologies: Topologies
  readonly #options: PluginsServiceOptions
  readonly #platform: string
  readonly #parser: BodyParser
  readonly #watch = new DirectoryWatch(() => this.#scanSoon())
  readonly #probeId = randomBytes(8).toString('hex')
  /** By path, in no order. */
  readonly #entries = new Map<string, PluginEntry>()
  readonly #leaving = new Set<Promise<void>>()
  #found = NOTHING
  #lastScanAt: EpochMs | null = null
  #timer: NodeJS.Timeout | null = null
  #scanning: Promise<void> | null = null
  #isAskedAgain = false
  #isRunning = false

  constructor(options: PluginsServiceOptions) {
    this.#options = options
    this.#platform = options.platform ?? process.platform
    this.#parser = new BodyParser(options.parserUrl)
    this.topologies = new Topologies(() => this.#sorted().flatMap(deliveryOf))
  }

  start(): void {
    if (!this.#options.settings().enabled || !this.#isSupported || this.#isRunning) return
    this.#isRunning = true
    this.#scanNow()
  }

  /** Ends every request and the thread; resolves when nothing of it happens any more. */
  async stop(): Promise<void> {
    await this.#halt()
    await this.#parser.stop()
  }

  /** Other settings: everything begins anew. */
  async restart(): Promise<void> {
    await this.#halt()
    this.start()
    this.#changed()
  }

  /** The first directory that is looked into; null while none is. */
  get directory(): string | null {
    const { enabled, directories } = this.#options.settings()
    return enabled && this.#isSupported ? (directories[0] ?? null) : null
  }

  get size(): number {
    return [...this.#entries.values()].filter(({ goneAt }) => goneAt === null).length
  }

  /** By path. */
  list(): Plugin[] {
    return this.#sorted().map(viewOfPlugin)
  }

  get scan(): PluginScan {
    const { directories, skipped, skippedTotal } = this.#found
    const isOn = this.#options.settings().enabled
    return {
      state: !this.#isSupported ? 'unsupported' : isOn ? 'on' : 'off',
      platform: this.#platform,
      pathLimitBytes: socketPathLimit(this.#platform),
      lastScanAt: this.#lastScanAt,
      directories: directories.map((one) => ({ ...one, isWatched: this.#watch.isWatched(one.path) })),
      skipped: [...skipped],
      skippedTotal,
    }
  }

  answer(path: string): PluginAnswer | null {
    return this.#find(path).runner.answer
  }

  retry(path: string): Plugin {
    const entry = this.#find(path)
    if (entry.goneAt === null) entry.runner.retryNow()
    return viewOfPlugin(entry)
  }

  /** Node connects to unix sockets by path on Linux, macOS and the BSDs; on Windows a path is a pipe's. */
  get #isSupported(): boolean {
    return this.#platform !== 'win32'
  }

  async #halt(): Promise<void> {
    this.#isRunning = false
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#watch.stop()
    await this.#scanning
    await Promise.all([...[...this.#entries.values()].map(({ runner }) => runner.stop()), ...this.#leaving])
    this.#entries.clear()
    this.#found = NOTHING
    this.#lastScanAt = null
  }

  #scanSoon(): void {
    if (this.#isRunning) this.#arm(SETTLE_MS)
  }

  #arm(delayMs: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#scanNow(), delayMs)
  }

  #scanNow(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#scanning !== null) {
      this.#isAskedAgain = true
      return
    }
    this.#scanning = this.#scanOnce().finally(() => {
      this.#scanning = null
      if (!this.#isRunning) return
      this.#arm(this.#isAskedAgain ? SETTLE_MS : PLUGIN_LIMITS.scanMs)
      this.#isAskedAgain = false
    })
  }

  async #scanOnce(): Promise<void> {
    const { settings, now } = this.#options
    const wanted = [...new Set(settings().directories)]
    const found = await scanForSockets(wanted)
    if (!this.#isRunning) return
    const before = JSON.stringify(this.#found)
    this.#found = found
    this.#lastScanAt = now()
    this.#watch.follow(found.directories.filter(({ state }) => state === 'ok').map(({ path }) => path))
    const sockets = new Map(found.sockets.map((socket) => [socket.path, socket]))
    for (const entry of [...this.#entries.values()]) this.#keepOrDrop(entry, sockets.get(entry.runner.path))
    let step = 0
    for (const socket of found.sockets)
      if (!this.#entries.has(socket.path)) this.#add(socket, (step++ * STEP_MS) % SPREAD_MS)
    if (JSON.stringify(found) !== before) this.#changed()
  }

  #add(socket: FoundSocket, delayMs: number): void {
    const { settings, catalogue, ingest, now } = this.#options
    const { intervalSeconds, timeoutMs, maxBodyMb } = settings()
    const runner = new PluginRunner({
      socket,
      parser: this.#parser,
      probeId: this.#probeId,
      intervalMs: intervalSeconds * 1_000,
      timeoutMs,
      maxBodyBytes: Math.min(maxBodyMb * 1024 * 1024, PLUGIN_LIMITS.hardBodyBytes),
      platform: this.#platform,
      now,
      onReport: (_runner, report, sizeBytes) => this.#onReport(entry, report, sizeBytes),
      onAnswer: (_runner, before) => this.#onAnswer(entry, before),
    })
    const entry: PluginEntry = {
      runner,
      samples: new PluginSamples({ catalogue, ingest, now, machineName: thisMachine().name }),
      report: null,
      receivedAt: 0,
      delivered: summaryOf({ topologies: [] }, 0),
      skewMs: null,
      goneAt: null,
      judgedAs: '',
      toldState: null,
      toldAt: Number.NEGATIVE_INFINITY,
    }
    this.#entries.set(socket.path, entry)
    runner.start(delayMs)
  }

  /** A socket that was made anew is another plugin, as far as anybody can tell. */
  #keepOrDrop(entry: PluginEntry, socket: FoundSocket | undefined): void {
    const { now } = this.#options
    const { runner } = entry
    if (entry.goneAt !== null) {
      if (socket !== undefined || now() - entry.goneAt >= PLUGIN_LIMITS.goneShownMs) {
        this.#entries.delete(runner.path)
        this.#changed()
      }
      return
    }
    if (socket?.mark === runner.mark) return
    const leaving = runner.stop().finally(() => this.#leaving.delete(leaving))
    this.#leaving.add(leaving)
    if (socket !== undefined) this.#entries.delete(runner.path)
    else {
      const { state } = runner.session.snapshot
      runner.session.leave(now())
      entry.goneAt = now()
      entry.report = null
      if (state === 'ok') this.#tell(entry, 'plugin-gone', runner.path)
    }
    this.#judgeDuplicates()
    this.#changed()
  }

  async #onReport(entry: PluginEntry, report: PluginReport, sizeBytes: number): Promise<void> {
    const { now } = this.#options
    this.#judgeAnew(entry)
    if (entry.runner.session.snapshot.problem === 'duplicate' || entry.goneAt !== null) {
      entry.report = null
      return
    }
    entry.receivedAt = now()
    entry.skewMs = await entry.samples.take(report, entry.receivedAt)
    entry.delivered = summaryOf(report, sizeBytes)
    entry.report = entry.goneAt === null ? report : null
  }

  #onAnswer(entry: PluginEntry, before: PluginSnapshot): void {
    const { now } = this.#options
    const { state, problem, message, spec, findingsTotal } = entry.runner.session.snapshot
    if (entry.goneAt !== null) return
    this.#judgeAnew(entry)
    const isNews = state !== before.state || problem !== before.problem
    if (isNews && (state === 'ok' || state === 'error') && entry.toldState !== state) {
      const isRecent = now() - entry.toldAt < TELL_EVERY_MS
      // That it works from the beginning is worth a line, and that it fails from the beginning.
      if (!isRecent) {
        entry.toldState = state
        entry.toldAt = now()
        this.#tell(
          entry,
          state === 'ok' ? 'plugin-ok' : 'plugin-failed',
          state === 'ok' ? entry.runner.path : message,
        )
      }
    }
    if (isNews || spec?.name !== before.spec?.name || findingsTotal !== before.findingsTotal) this.#changed()
  }

  /** Names are compared only when one has changed, or a plugin has begun or ceased to answer. */
  #judgeAnew(entry: PluginEntry): void {
    const { state, problem } = entry.runner.session.snapshot
    const judgedAs = `${state} ${problem ?? ''} ${idOf(entry)}`
    if (entry.judgedAs === judgedAs) return
    this.#judgeDuplicates()
    entry.judgedAs = judgedAs
  }

  /** Of several sockets with one name the first by path counts, as long as it answers (scope-plugins.md §4, §7). */
  #judgeDuplicates(): void {
    const first = new Map<string, string>()
    for (const entry of this.#sorted()) {
      const { session, path } = entry.runner
      const { state, problem } = session.snapshot
      if (entry.goneAt !== null || (state !== 'ok' && problem !== 'duplicate')) continue
      const id = idOf(entry)
      const taken = first.get(id)
      if (taken === undefined) first.set(id, path)
      session.setDuplicateOf(taken ?? null, this.#options.now())
      if (taken !== undefined) entry.report = null
    }
  }

  #tell(entry: PluginEntry, kind: 'plugin-ok' | 'plugin-failed' | 'plugin-gone', detail: string): void {
    this.#options.changes.add({ kind, subject: idOf(entry), detail })
  }

  #sorted(): PluginEntry[] {
    return [...this.#entries.values()].sort((a, b) => (a.runner.path < b.runner.path ? -1 : 1))
  }

  #find(path: string): PluginEntry {
    const entry = this.#entries.get(path)
    if (entry === undefined) throw new ExpectedError('NOT_FOUND', `There is no plugin at ${path}.`)
    return entry
  }

  #changed(): void {
    this.#options.hub.publishTopic('plugins')
  }
}
