import { hostname } from 'node:os'
import type { Endpoint, EpochMs, LocalCollectl as LocalView } from '../contract/index.ts'
import { assertNever } from '../domain/assert-never.ts'
import { formatSocketAddress, parseSocketAddress } from '../net/socket-address.ts'
import { createTcpClient, type TcpClient, type TcpClientSnapshot } from '../net/tcp-client.ts'
import type { CollectlEvent, CollectlRecord } from '../protocols/collectl/events.ts'
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

/** collectl's own default (collectl.md §1). */
const DEFAULT_PORT = 2655
/** Setting that holds the port of the collectl that the console starts itself. */
const THIS_MACHINE = 'this-machine'
/** A hole of more than this many intervals in a stream is worth a line in "what changed". */
const GAP_INTERVALS = 5

/** The collectl servers that the console reads (collectl.md §7). */
export class CollectlService {
  readonly #options: CollectlServiceOptions
  readonly #readers = new Map<number, Reader>()
  #lastId = 0

  constructor(options: CollectlServiceOptions) {
    this.#options = options
  }

  async start(store: Store): Promise<void> {
    for (const record of await store.endpoints()) {
      this.#lastId = Math.max(this.#lastId, record.id)
      this.#read(record)
    }
    const { [THIS_MACHINE]: port } = await store.settings()
    // It ended with the console that started it; whoever added this machine wants it back.
    if (typeof port === 'number') void this.#options.local.start(port).catch(() => undefined)
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#readers.values()].map(({ client }) => client.stop()))
    await this.#options.local.stop()
  }

  get size(): number {
    return this.#readers.size
  }

  list(): Endpoint[] {
    return [...this.#readers.values()].map(viewOf)
  }

  async add({ address, name }: { address: string; name?: string | undefined }): Promise<Endpoint> {
    const parsed = parseSocketAddress(address, DEFAULT_PORT)
    if (parsed === null || parsed.port === 0) {
      throw new ExpectedError('ENDPOINT_ADDRESS_INVALID', `“${address}” has not the form host:port.`)
    }
    const canonical = formatSocketAddress(parsed)
    // Two connections to one collectl take each other's turn (collectl.md §3).
    if ([...this.#readers.values()].some(({ record }) => record.address === canonical)) {
      throw new ExpectedError('ENDPOINT_EXISTS', `${canonical} is read already.`)
    }
    const record: EndpointRecord = {
      id: ++this.#lastId,
      address: canonical,
      name: name ?? null,
      enabled: true,
    }
    await this.#options.storage.store.insertEndpoint(record)
    const reader = this.#read(record)
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
      command: await local.command(),
      endpointId: reader?.record.id ?? null,
    }
  }

  /** Starts collectl here, as far as it is not running yet, and reads it. */
  async addThisMachine(): Promise<Endpoint> {
    const port = await this.#options.local.start(DEFAULT_PORT)
    await this.#options.storage.store.putSetting(THIS_MACHINE, port)
    const address = formatSocketAddress({ host: '127.0.0.1', port })
    const there = [...this.#readers.values()].find(({ record }) => record.address === address)
    if (there === undefined) return this.add({ address })
    return there.record.enabled
      ? this.retry(there.record.id)
      : this.update(there.record.id, { enabled: true })
  }

  #read(record: EndpointRecord): Reader {
    const { host, port } = parseSocketAddress(record.address, DEFAULT_PORT) ?? {
      host: record.address,
      port: DEFAULT_PORT,
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
    if (record.enabled) client.start()
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

  #onRecord(reader: Reader, { at, readings, intervalMs }: CollectlRecord): void {
    const { catalogue, ingest, changes } = this.#options
    reader.identity ??= catalogue.identity('collectl', this.#identityName(reader))
    const isKnown = this.#options.catalogue.host(reader.identity.host.record.id) === reader.identity.host
    if (!isKnown) reader.identity = catalogue.identity('collectl', this.#identityName(reader))
    ingest.add(reader.identity, at, readings)
    const silence = reader.lastAt === null ? 0 : at - reader.lastAt
    if (intervalMs !== null && silence > GAP_INTERVALS * intervalMs) {
      const { record } = reader.identity.host
      changes.add({ kind: 'collectl-gap', subject: record.name, detail: String(silence), hostId: record.id })
    }
    reader.lastAt = at
  }

  #onState(reader: Reader, { state, error }: TcpClientSnapshot): void {
    const { changes } = this.#options
    const subject = reader.identity?.host.record.name ?? reader.record.name ?? reader.record.address
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

  /** What a person called it, what it calls itself, or its address; unique among the endpoints. */
  #identityName(reader: Reader): string {
    const address = parseSocketAddress(reader.record.address)
    const fromAddress = address === null || isLoopback(address.host) ? shortHostname() : address.host
    const name = reader.record.name ?? reader.client.snapshot().hostFromStream ?? fromAddress
    const isTaken = [...this.#readers.values()].some(
      (other) =>
        other !== reader &&
        other.identity !== null &&
        other.identity.record.name.toLowerCase() === name.toLowerCase(),
    )
    return isTaken ? `${name}:${address?.port ?? DEFAULT_PORT}` : name
  }

  #isLocal({ record }: Reader): boolean {
    const { port } = this.#options.local
    return port !== null && record.address === formatSocketAddress({ host: '127.0.0.1', port })
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
    state: record.enabled ? snapshot.state : 'paused',
    host: identity?.host.record.name ?? hostFromStream,
    hostId: identity?.host.record.id ?? null,
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

export function shortHostname(): string {
  return hostname().split('.', 1)[0] ?? hostname()
}
