import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { EpochMs } from '../contract/index.ts'
import { createCollectlSession } from '../protocols/collectl/session.ts'
import type { CollectlSession } from '../protocols/collectl/events.ts'
import type { Catalogue } from './catalogue.ts'
import { ExpectedError } from './expected-error.ts'
import type { HostsService } from './hosts-service.ts'
import type { IngestService } from './ingest-service.ts'

interface DemoServiceOptions {
  readonly catalogue: Catalogue
  readonly ingest: IngestService
  readonly hosts: HostsService
  readonly directory: string | undefined
  readonly now: () => EpochMs
}

const MACHINES = ['demo-web', 'demo-db', 'demo-build'] as const
const EVERY_MS = 1_000
const RECORD_START = 'sample.time '
const encoder = new TextEncoder()

/**
 * Plays a recording of a real collectl through the real session, once a
 * second, with the time of now: a way to look at the console before anything
 * is connected.
 */
export class DemoService {
  readonly #options: DemoServiceOptions
  #sessions: { readonly name: string; readonly session: CollectlSession; position: number }[] = []
  #records: readonly string[] = []
  #timer: NodeJS.Timeout | null = null

  constructor(options: DemoServiceOptions) {
    this.#options = options
  }

  get isRunning(): boolean {
    return this.#timer !== null
  }

  async start(): Promise<{ running: boolean }> {
    if (this.isRunning) return { running: true }
    const { directory, now } = this.#options
    if (directory === undefined)
      throw new ExpectedError('NOT_FOUND', 'This copy of the program has no recordings.')
    const text = await readFile(join(directory, 'collectl-lexpr.txt'), 'utf8')
    this.#records = text
      .split(/^(?=sample\.time )/m)
      .filter((record) => record.startsWith(RECORD_START) && record.includes('>>><<<'))
    this.#sessions = MACHINES.map((name, index) => ({
      name,
      session: createCollectlSession({ connectedAt: now() }),
      // Each machine is at another place of the recording, so that they do not move alike.
      position: Math.floor((index * this.#records.length) / MACHINES.length),
    }))
    this.#timer = setInterval(() => this.#play(), EVERY_MS)
    this.#play()
    return { running: true }
  }

  /** Ends the playing; the demo hosts go with everything they had. */
  async stop(): Promise<{ running: boolean }> {
    this.pause()
    const { catalogue, hosts } = this.#options
    for (const name of MACHINES) {
      const host = catalogue.hostByName(name)
      if (host !== null) await hosts.remove(host.record.id)
    }
    return { running: false }
  }

  /** Ends the playing and keeps the hosts, as when the console stops. */
  pause(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }

  #play(): void {
    const { catalogue, ingest, now } = this.#options
    for (const machine of this.#sessions) {
      const record = this.#records[machine.position++ % this.#records.length] ?? ''
      const rest = record.slice(record.indexOf('\n'))
      const bytes = encoder.encode(`${RECORD_START}${(now() / 1_000).toFixed(3)}${rest}`)
      for (const effect of machine.session.receive(bytes, now())) {
        if (effect.kind !== 'publish' || effect.event.kind !== 'record') continue
        ingest.add(catalogue.identity('collectl', machine.name), effect.event.at, effect.event.readings)
      }
    }
  }
}
