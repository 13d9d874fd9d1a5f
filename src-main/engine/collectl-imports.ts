import { mkdir } from 'node:fs/promises'
import { basename } from 'node:path'
import type { CollectlImport, EpochMs } from '../contract/index.ts'
import { PlotFileReader } from '../protocols/collectl/plot-file.ts'
import type { Catalogue } from './catalogue.ts'
import type { IdentityState } from './catalogue-state.ts'
import { ExpectedError } from './expected-error.ts'
import { ImportUploads } from './import-uploads.ts'
import type { IngestService } from './ingest-service.ts'
import type { LiveHub } from './live-hub.ts'
import { OneAtATime } from './one-at-a-time.ts'
import { playedBack, plotBytes, recordedFile, type RecordedFile } from './recorded-file.ts'

interface CollectlImportsOptions {
  readonly catalogue: Catalogue
  readonly ingest: IngestService
  readonly hub: LiveHub
  /** For files that are on their way; it is emptied when the console stops. */
  readonly directory: string
  readonly now: () => EpochMs
}

interface Job {
  view: CollectlImport
  readonly abort: AbortController
}

/** Values that wait for the database before the file is read on. */
const VALUES_AT_ONCE = 50_000
const KEPT_IMPORTS = 50
/** A sender's clock may be ahead. */
const AHEAD_MS = 86_400_000

/** Files that collectl recorded, put onto the timeline: read as a stream, one after the other. */
export class CollectlImports {
  readonly uploads: ImportUploads
  readonly #options: CollectlImportsOptions
  readonly #turn = new OneAtATime()
  #jobs: Job[] = []
  #lastId = 0

  constructor(options: CollectlImportsOptions) {
    this.#options = options
    this.uploads = new ImportUploads(options.directory)
  }

  /** Newest first. */
  list(): CollectlImport[] {
    return this.#jobs.map(({ view }) => view)
  }

  /** @throws ExpectedError IMPORT_FAILED when this is no file that collectl recorded */
  async start(path: string, host?: string): Promise<CollectlImport> {
    const file = await recordedFile(path)
    return this.#begin(file, host, () => Promise.resolve())
  }

  async uploaded({ upload, host }: { upload: string; host?: string | undefined }): Promise<CollectlImport> {
    try {
      const file = await recordedFile(this.uploads.whole(upload))
      return this.#begin(file, host, () => this.uploads.forget(upload))
    } catch (error) {
      await this.uploads.forget(upload)
      throw error
    }
  }

  /** What has been imported stays. An import that is over is taken off the list. */
  cancel(id: number): CollectlImport {
    const job = this.#jobs.find(({ view }) => view.id === id)
    if (job === undefined) throw new ExpectedError('NOT_FOUND', `There is no import ${id}.`)
    if (job.view.state === 'reading') {
      this.#change(job, { state: 'cancelled' })
      job.abort.abort()
    } else this.#jobs = this.#jobs.filter((other) => other !== job)
    this.#changed()
    return job.view
  }

  async stop(): Promise<void> {
    for (const job of this.#jobs) if (job.view.state === 'reading') this.cancel(job.view.id)
    await this.#turn.settled()
    await this.uploads.clear()
  }

  #begin(file: RecordedFile, host: string | undefined, done: () => Promise<void>): CollectlImport {
    const job: Job = {
      view: {
        id: ++this.#lastId,
        file: basename(file.path),
        kind: file.kind,
        state: 'reading',
        error: null,
        host: host ?? null,
        hostId: null,
        bytesRead: 0,
        bytesTotal: file.sizeBytes,
        records: 0,
        recordsDropped: 0,
        values: 0,
        from: null,
        to: null,
        startedAt: this.#options.now(),
      },
      abort: new AbortController(),
    }
    this.#jobs = [job, ...this.#jobs].slice(0, KEPT_IMPORTS)
    void this.#turn.run(() => this.#read(job, file, host).finally(done))
    this.#changed()
    return job.view
  }

  async #read(job: Job, file: RecordedFile, host: string | undefined): Promise<void> {
    if (job.view.state !== 'reading') return
    try {
      await this.#readRecords(job, file, host)
      const isEmpty = job.view.records === 0
      this.#change(job, {
        state: isEmpty ? 'failed' : 'done',
        error: isEmpty ? 'There is no record in this file that can be read.' : null,
        bytesRead: file.sizeBytes,
      })
    } catch (error) {
      // Aborted by a person: that is no failure.
      if (job.abort.signal.aborted) return
      this.#change(job, { state: 'failed', error: error instanceof Error ? error.message : String(error) })
    }
  }

  async #readRecords(job: Job, file: RecordedFile, host: string | undefined): Promise<void> {
    const { ingest, now, directory, catalogue } = this.#options
    const { signal } = job.abort
    let identity: IdentityState | null = null
    let waiting = 0
    const reader = new PlotFileReader({
      latest: now() + AHEAD_MS,
      localTime: (year, month, day, dayMs) => new Date(year, month - 1, day).getTime() + dayMs,
      onDropped: () => this.#change(job, { recordsDropped: job.view.recordsDropped + 1 }),
      onRecord: (at, readings) => {
        identity ??= this.#identity(host ?? reader.hostName ?? file.host ?? file.hostInName)
        ingest.addPast(identity, at, readings)
        waiting += readings.length
        const { records, values, from, to } = job.view
        this.#change(job, {
          host: identity.host.record.name,
          hostId: identity.host.record.id,
          records: records + 1,
          values: values + readings.length,
          from: Math.min(from ?? at, at),
          to: Math.max(to ?? at, at),
        })
      },
    })
    await mkdir(directory, { recursive: true })
    const onRead = (bytes: number): void => this.#change(job, { bytesRead: bytes })
    const source = file.kind === 'raw' ? playedBack(file, directory, signal) : plotBytes(file, onRead, signal)
    for await (const bytes of source) {
      reader.push(bytes)
      if (waiting < VALUES_AT_ONCE) continue
      waiting = 0
      await ingest.settle()
      this.#changed()
    }
    await ingest.settle()
    catalogue.noteHostChanged()
  }

  #identity(name: string | null): IdentityState {
    if (name === null)
      throw new ExpectedError('IMPORT_FAILED', 'The file names no host: say which host it belongs to.')
    return this.#options.catalogue.identity('collectl', name)
  }

  #change(job: Job, change: Partial<CollectlImport>): void {
    // Cancelled stays cancelled, whatever was still on its way.
    const state = job.view.state === 'cancelled' ? { state: 'cancelled' as const } : {}
    job.view = { ...job.view, ...change, ...state }
    if (change.state !== undefined) this.#changed()
  }

  #changed(): void {
    this.#options.hub.publishTopic('collectlImports')
  }
}
