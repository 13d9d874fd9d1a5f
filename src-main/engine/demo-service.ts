import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { EpochMs } from '../contract/index.ts'
import { createCollectlSession } from '../protocols/collectl/session.ts'
import type { CollectlSession } from '../protocols/collectl/events.ts'
import type { Catalogue } from './catalogue.ts'
import { ExpectedError } from './expected-error.ts'
import type { HostsService } from './hosts-service.ts'
import type { IngestService } from './ingest-service.ts'
import { OneAtATime } from './one-at-a-time.ts'

interface DemoServiceOptions {
  readonly catalogue: Catalogue
  readonly ingest: IngestService
  readonly hosts: HostsService
  readonly directory: string | undefined
  readonly now: () => EpochMs
  /** It began or ended to play. */
  readonly onChange: () => void
}

const MACHINES = ['demo-web', 'demo-db', 'demo-build'] as const
const FILE = 'collectl-lexpr.txt'
const EVERY_MS = 1_000
const RECORD_START = 'sample.time '
const RECORD_END = '>>><<<'
const encoder = new TextEncoder()

interface Machine {
  readonly name: string
  readonly session: CollectlSession
  position: number
}

/**
 * Plays a recording of a real collectl through the real session, once a
 * second, with the time of now: a way to look at the console before anything
 * is connected.
 */
export class DemoService {
  readonly #options: DemoServiceOptions
  readonly #turn = new OneAtATime()
  #machines: readonly Machine[] = []
  #records: readonly string[] = []
  #timer: NodeJS.Timeout | null = null

  constructor(options: DemoServiceOptions) {
    this.#options = options
  }

  get isRunning(): boolean {
    return this.#timer !== null
  }

  start(): Promise<{ running: boolean }> {
    return this.#turn.run(async () => {
      if (this.isRunning) return { running: true }
      this.#records = await this.#readRecords()
      const { now, onChange } = this.#options
      this.#machines = MACHINES.map((name, index) => ({
        name,
        session: createCollectlSession({ connectedAt: now() }),
        // Each machine is at another place of the recording, so that they do not move alike.
        position: Math.floor((index * this.#records.length) / MACHINES.length),
      }))
      this.#timer = setInterval(() => this.#play(), EVERY_MS)
      this.#play()
      onChange()
      return { running: true }
    })
  }

  /** Ends the playing; the demo hosts go with everything they had. */
  stop(): Promise<{ running: boolean }> {
    return this.#turn.run(async () => {
      this.#halt()
      for (const name of MACHINES) await this.#remove(name)
      this.#options.onChange()
      return { running: false }
    })
  }

  /** Ends the playing and keeps the hosts, as when the console stops. */
  pause(): Promise<void> {
    return this.#turn.run(() => {
      this.#halt()
      return Promise.resolve()
    })
  }

  #halt(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }

  /** Whatever the host is called by now; what a person has merged with it stays. */
  async #remove(name: string): Promise<void> {
    const { catalogue, hosts } = this.#options
    const identity = catalogue.findIdentity('collectl', name)
    if (identity === null) return
    const { id } = identity.host.record
    const isAlone = identity.host.identities.size === 1
    await hosts.remove(isAlone ? id : (await hosts.split(id, identity.record.id, undefined)).id)
  }

  async #readRecords(): Promise<readonly string[]> {
    const { directory } = this.#options
    const text = directory === undefined ? '' : await readFile(join(directory, FILE), 'utf8').catch(() => '')
    const records = text
      .split(/^(?=sample\.time )/m)
      .filter((record) => record.startsWith(RECORD_START) && record.includes(RECORD_END))
    if (records.length === 0)
      throw new ExpectedError('NOT_FOUND', 'This copy of the program has no recordings to play.')
    return records
  }

  #play(): void {
    const { catalogue, ingest, now } = this.#options
    for (const machine of this.#machines) {
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
