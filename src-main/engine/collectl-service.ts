import { hostname } from 'node:os'
import type { Endpoint, EpochMs, LocalCollectl as LocalView } from '../contract/index.ts'
import { assertNever } from '../domain/assert-never.ts'
import { formatSocketAddress, parseSocketAddress } from '../net/socket-address.ts'
import { createTcpClient, type TcpClient, type TcpClientSnapshot } from '../net/tcp-client.ts'
import type { CollectlEvent, CollectlRecord } from '../protocols/collectl/events.ts'
import { DEFAULT_COLLECTL_PORT } from '../protocols/collectl/server-command.ts'
import { createCollectlSession } from '../protocols/collectl/session.ts'
import type { EndpointRecord, Store } from '../storage/store.ts'
import type { Catalogue } from './catalogue.ts'
import type { IdentityState } from './catalogue-state.ts'
import type { ChangeLog } from './change-log.ts'
import { ExpectedError } from './expected-error.ts'
import type { IngestService } from './ingest-service.ts'
import type { LiveHub } from './live-hub.ts'
import type { LocalCollectl } from './local-collectl.ts'
import type { StorageService } from './storage-service.ts'

interface CollectlServiceOptions {
  readonly catalogue: Catalogue
  readonly ingest: IngestService
  readonly storage: StorageService
  readonly hub: LiveHub
  readonly changes: ChangeLog
  readonly local: LocalCollectl
  readonly now: () => EpochMs
}

interface Reader {
  record: EndpointRecord
  readonly client: TcpClient
  identity: IdentityState | null
  lastAt: EpochMs | null
  wasStreaming: boolean
}

/** Setting that holds the port of the collectl that the console starts itself. */
const THIS_MACHINE = 'this-machine'
/**
 * A sender whose clock is further off than this is not believed: its values
 * would lie where nobody looks. They get the time of their arrival, and the
 * endpoint shows by how much the clock is wrong (collectl.md §6).
 */
const BELIEVED_SKEW_MS = 5 * 60_000
/** A hole of more than this many intervals in a stream is worth a line in "what changed". */
const GAP_INTERVALS = 5

/** The collectl servers that the console reads (collectl.md §7). */
export class CollectlService {
  readonly #options: CollectlServiceOptions
  readonly #readers = new Map<number, Reader>()
  /** Addresses whose rows are on their way to the database. */
  readonly #adding = new Set<string>()
  #lastId = 0
  #localPort: number | null = null

  constructor(options: CollectlServiceOptions) {
    this.#options = options
  }

  /** Reads which endpoints there are; nothing is connected yet. */
  async load(store: Store): Promise<void> {
    const [records, settings] = await Promise.all([store.endpoints(), store.settings()])
    this.#readers.clear()
    for (const record of records) {
      this.#lastId = Math.max(this.#lastId, record.id)
      this.#addReader(record)
    }
    const port = settings[THIS_MACHINE]
    this.#localPort = typeof port === 'number' ? port : null
  }

  start(): void {
    for (const { record, client } of this.#readers.values()) if (record.enabled) client.start()
    // It ended with the console that started it; whoever added this machine wants it back.
    if (this.#localPort !== null) void this.#options.local.start(this.#localPort).catch(() => undefined)
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#readers.values()].map(({ client }) => client.stop()))
    await this.#options.local.stop()
  }

  /** As they stand in the database. */
  get records(): readonly EndpointRecord[] {
    return [...this.#readers.values()].map(({ record }) => record)
  }

  /** Settings of ours beside those that a person changes. */
  get settings(): Readonly<Record<string, unknown>> {
    return this.#localPort === null ? {} : { [THIS_MACHINE]: this.#localPort }
  }

  get size(): number {
    return this.#readers.size
  }

  list(): Endpoint[] {
    return [...this.#readers.values()].map(viewOf)
  }

  async add({ address, name }: { address: string; name?: string | undefined }): Promise<Endpoint> {
    const parsed = parseSocketAddress(address, DEFAULT_COLLECTL_PORT)
    if (parsed === null || parsed.port === 0) {
      throw new ExpectedError('ENDPOINT_ADDRESS_INVALID', `“${address}” has not the form host:port.`)
    }
    const canonical = formatSocketAddress(parsed)
    // Two connections to one collectl take each other's turn (collectl.md §3).
    if (this.#adding.has(canonical) || this.#readerOf(canonical) !== null) {
      throw new ExpectedError('ENDPOINT_EXISTS', `${canonical} is read already.`)
    }
    const record: EndpointRecord = {
      id: ++this.#lastId,
      address: canonical,
      name: name ?? null,
      enabled: true,
    }
    this.#adding.add(canonical)
    try {
      await this.#options.storage.store.insertEndpoint(record)
    } finally {
      this.#adding.delete(canonical)
    }
    const reader = this.#addReader(record)
    reader.client.start()
    this.#changed()
    return viewOf(reader)
  }

  async remove(id: number): Promise<Endpoint> {
    const reader = this.#find(id)
    const view = viewOf(reader)
    await this.#options.storage.store.deleteEndpoint(id)
    this.#readers.delete(id)
    await reader.client.stop()
    if (this.#isLocal(reader)) {
      this.#localPort = null
      await this.#options.storage.store.putSetting(THIS_MACHINE, null)
      await this.#options.local.stop()
    }
    this.#changed()
    return view
  }

  async update(
    id: number,
    patch: { enabled?: boolean | undefined; name?: string | undefined },
  ): Promise<Endpoint> {
    const reader = this.#find(id)
    const change = {
      ...(patch.enabled === undefined ? {} : { enabled: patch.enabled }),
      ...(patch.name === undefined ? {} : { name: patch.name }),
    }
    await this.#options.storage.store.updateEndpoint(id, change)
    reader.record = { ...reader.record, ...change }
    if (patch.name !== undefined) reader.identity = null
    if (patch.enabled === true) reader.client.start()
    if (patch.enabled === false) await reader.client.pause()
    this.#changed()
    return viewOf(reader)
  }

  retry(id: number): Endpoint {
    const reader = this.#find(id)
    reader.client.retryNow()
    return viewOf(reader)
  }

  async local(): Promise<LocalView> {
    const { local } = this.#options
    const reader = [...this.#readers.values()].find((candidate) => this.#isLocal(candidate))
    const version = await local.version()
    return {
      installed: version !== null,
      version,
      running: local.isRunning,
      command: await local.command(this.#localPort ?? DEFAULT_COLLECTL_PORT),
      endpointId: reader?.record.id ?? null,
    }
  }

  /** Starts collectl here, as far as it is not running yet, and reads it. */
  async addThisMachine(): Promise<Endpoint> {
    const port = await this.#options.local.start(this.#localPort ?? DEFAULT_COLLECTL_PORT)
    this.#localPort = port
    await this.#options.storage.store.putSetting(THIS_MACHINE, port)
    const address = formatSocketAddress({ host: '127.0.0.1', port })
    const there = this.#readerOf(address)
    if (there === null) return this.add({ address })
    return there.record.enabled
      ? this.retry(there.record.id)
      : this.update(there.record.id, { enabled: true })
  }

  #addReader(record: EndpointRecord): Reader {
    const { host, port } = parseSocketAddress(record.address, DEFAULT_COLLECTL_PORT) ?? {
      host: record.address,
      port: DEFAULT_COLLECTL_PORT,
    }
    const client = createTcpClient({
      host,
      port,
      createSession: createCollectlSession,
      onEvent: (event) => this.#onEvent(reader, event),
      onState: (snapshot) => this.#onState(reader, snapshot),
    })
    const reader: Reader = { record, client, identity: null, lastAt: null, wasStreaming: false }
    this.#readers.set(record.id, reader)
    return reader
  }

  #onEvent(reader: Reader, event: CollectlEvent): void {
    switch (event.kind) {
      case 'record':
        this.#onRecord(reader, event)
        break
      case 'detected':
        // The name in the stream is better than the one guessed from the address.
        if (event.host !== null && reader.record.name === null) reader.identity = null
        this.#changed()
        break
      case 'state':
      case 'dropped':
      case 'trouble':
        this.#changed()
        break
      default:
        assertNever(event)
    }
  }

  #onRecord(reader: Reader, record: CollectlRecord): void {
    const { catalogue, ingest, changes } = this.#options
    const { readings, intervalMs } = record
    const at = timeOf(record)
    const isKnown =
      reader.identity !== null && catalogue.host(reader.identity.host.record.id) === reader.identity.host
    if (reader.identity === null || !isKnown) {
      const { name, hostName } = this.#namesOf(reader)
      reader.identity = catalogue.identity('collectl', name, hostName)
    }
    ingest.add(reader.identity, at, readings)
    const silence = reader.lastAt === null ? 0 : at - reader.lastAt
    if (intervalMs !== null && silence > GAP_INTERVALS * intervalMs) {
      const { name, id } = reader.identity.host.record
      changes.add({ kind: 'collectl-gap', subject: name, detail: String(silence), hostId: id })
    }
    reader.lastAt = at
  }

  #onState(reader: Reader, { state, error }: TcpClientSnapshot): void {
    const { changes } = this.#options
    // Before its first record it has no host yet, but the name that the host will have.
    const subject = reader.identity?.host.record.name ?? this.#namesOf(reader).hostName
    const hostId = reader.identity?.host.record.id ?? null
    if (state === 'streaming' && !reader.wasStreaming) {
      reader.wasStreaming = true
      changes.add({ kind: 'collectl-connected', subject, detail: reader.record.address, hostId })
    } else if (state === 'retrying' && reader.wasStreaming) {
      reader.wasStreaming = false
      changes.add({ kind: 'collectl-lost', subject, detail: error ?? '', hostId })
    }
    this.#changed()
  }

  /**
   * What a person called it, what it calls itself, or its address. Of several
   * that would be named alike the first added keeps the name, so that a
   * restart does not mix their series; the others have their port in it. What
   * a person named alike is one host.
   */
  #namesOf(reader: Reader): { name: string; hostName: string } {
    const base = baseNameOf(reader)
    const isTaken = [...this.#readers.values()].some(
      (other) => other.record.id < reader.record.id && baseNameOf(other).toLowerCase() === base.toLowerCase(),
    )
    if (!isTaken) return { name: base, hostName: base }
    const port = parseSocketAddress(reader.record.address)?.port ?? DEFAULT_COLLECTL_PORT
    const name = `${base}:${port}`
    return { name, hostName: reader.record.name ?? name }
  }

  #readerOf(address: string): Reader | null {
    return [...this.#readers.values()].find(({ record }) => record.address === address) ?? null
  }

  #isLocal({ record }: Reader): boolean {
    return (
      this.#localPort !== null &&
      record.address === formatSocketAddress({ host: '127.0.0.1', port: this.#localPort })
    )
  }

  #find(id: number): Reader {
    const reader = this.#readers.get(id)
    if (reader === undefined) throw new ExpectedError('NOT_FOUND', `There is no endpoint ${id}.`)
    return reader
  }

  #changed(): void {
    this.#options.hub.publishTopic('collectl')
  }
}

function viewOf({ record, client, identity }: Reader): Endpoint {
  const { hostFromStream, ...snapshot } = client.snapshot()
  return {
    ...record,
    ...snapshot,
    // A client that has just been told to start is not shown as one that somebody stopped.
    state: !record.enabled ? 'paused' : snapshot.state === 'paused' ? 'connecting' : snapshot.state,
    host: identity?.host.record.name ?? hostFromStream,
    hostId: identity?.host.record.id ?? null,
  }
}

function baseNameOf({ record, client }: Reader): string {
  const address = parseSocketAddress(record.address)
  const fromAddress = address === null || isLoopback(address.host) ? shortHostname() : address.host
  return record.name ?? client.snapshot().hostFromStream ?? fromAddress
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

export function shortHostname(): string {
  return hostname().split('.', 1)[0] ?? hostname()
}

function timeOf({ at, receivedAt, clockSkewMs }: CollectlRecord): EpochMs {
  return clockSkewMs !== null && Math.abs(clockSkewMs) > BELIEVED_SKEW_MS ? receivedAt : at
}
