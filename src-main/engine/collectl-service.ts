import type { Endpoint, LocalCollectl as LocalView } from '../contract/index.ts'
import { assertNever } from '../domain/assert-never.ts'
import { formatSocketAddress, parseSocketAddress } from '../net/socket-address.ts'
import { createTcpClient, type TcpClientSnapshot } from '../net/tcp-client.ts'
import type { CollectlEvent, CollectlRecord } from '../protocols/collectl/events.ts'
import { DEFAULT_COLLECTL_PORT } from '../protocols/collectl/server-command.ts'
import { createCollectlSession } from '../protocols/collectl/session.ts'
import type { EndpointRecord, Store } from '../storage/store.ts'
import type { CollectlServiceOptions } from './collectl-options.ts'
import { baseNameOf, isLoopback, type Reader, viewOf } from './collectl-reader.ts'
import { timeOfRecord } from './collectl-stream.ts'
import { ExpectedError } from './expected-error.ts'

/** Setting that holds the port of the collectl that the console starts itself. */
const THIS_MACHINE = 'this-machine'
/** A hole of more than this many intervals in a stream is worth a line in "what changed". */
const GAP_INTERVALS = 5

/** The collectl servers that the console reads (collectl.md §7). */
export class CollectlService {
  readonly #options: CollectlServiceOptions
  readonly #readers = new Map<number, Reader>()
  /** Addresses whose rows are on their way to the database. */
  readonly #adding = new Set<string>()
  #localPort: number | null = null
  #isStarted = false

  constructor(options: CollectlServiceOptions) {
    this.#options = options
  }

  /** Reads which endpoints there are; nothing is connected yet. */
  async load(store: Store): Promise<void> {
    const [records, settings] = await Promise.all([store.endpoints(), store.settings()])
    this.#readers.clear()
    for (const record of records) this.#addReader(await this.#claimed(store, record))
    const port = settings[this.#thisMachine] ?? (store.engine === 'sqlite' ? settings[THIS_MACHINE] : null)
    this.#localPort = typeof port === 'number' ? port : null
  }

  start(): void {
    this.#isStarted = true
    for (const reader of this.#readers.values())
      if (reader.record.enabled && this.#isOurs(reader)) reader.client.start()
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
    return [...this.#readers.values()].map((reader) => this.#viewOf(reader))
  }

  /** Another console has added, removed, paused or taken over endpoints. */
  async reload(store: Store): Promise<void> {
    const records = new Map((await store.endpoints()).map((record) => [record.id, record]))
    for (const reader of [...this.#readers.values()]) {
      const record = records.get(reader.record.id)
      records.delete(reader.record.id)
      if (record !== undefined && record.name !== reader.record.name) reader.identity = null
      reader.record = record ?? reader.record
      if (record === undefined) this.#readers.delete(reader.record.id)
      if (record === undefined || !this.#isOurs(reader)) await reader.client.stop()
      else if (!record.enabled) await reader.client.pause()
      else if (this.#isStarted) reader.client.start()
    }
    for (const record of records.values()) this.#addReader(record)
    this.#changed()
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
    this.#adding.add(canonical)
    let reader: Reader
    try {
      const { store } = this.#options.storage
      const consoleId = this.#options.consoles.id
      const { firstId } = await store.reserveIds({ kind: 'endpoint', count: 1, consoleId, usedUpTo: 0 })
      const address = { id: firstId, address: canonical, name: name ?? null }
      const record: EndpointRecord = { ...address, enabled: true, ownerId: consoleId }
      await store.insertEndpoint(record)
      reader = this.#addReader(record)
    } finally {
      this.#adding.delete(canonical)
    }
    reader.client.start()
    this.#changed()
    return this.#viewOf(reader)
  }

  async remove(id: number): Promise<Endpoint> {
    const reader = this.#find(id)
    const view = this.#viewOf(reader)
    await this.#options.storage.store.deleteEndpoint(id)
    this.#readers.delete(id)
    await reader.client.stop()
    if (this.#isLocal(reader)) {
      this.#localPort = null
      await this.#options.storage.store.putSetting(this.#thisMachine, null)
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
    if (patch.enabled === true) await this.#takeOver(reader)
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
    return this.#viewOf(reader)
  }

  /** Tries at once. One whose console is gone is read by this one from now on. */
  async retry(id: number): Promise<Endpoint> {
    const reader = this.#find(id)
    const wasOurs = this.#isOurs(reader)
    await this.#takeOver(reader)
    if (!wasOurs) reader.client.start()
    reader.client.retryNow()
    this.#changed()
    return this.#viewOf(reader)
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
    await this.#options.storage.store.putSetting(this.#thisMachine, port)
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
    const at = timeOfRecord(record)
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
      (other) =>
        other.record.id < reader.record.id &&
        this.#isHere(other) &&
        baseNameOf(other).toLowerCase() === base.toLowerCase(),
    )
    if (!isTaken) return { name: base, hostName: base }
    const port = parseSocketAddress(reader.record.address)?.port ?? DEFAULT_COLLECTL_PORT
    const name = `${base}:${port}`
    return { name, hostName: reader.record.name ?? name }
  }

  #readerOf(address: string): Reader | null {
    const isIt = (reader: Reader): boolean => reader.record.address === address && this.#isHere(reader)
    return [...this.#readers.values()].find(isIt) ?? null
  }

  /** Two consoles that read one collectl take each other's turn, so only one does. */
  #isOurs({ record }: Reader): boolean {
    return !this.#options.consoles.isShared || record.ownerId === this.#options.consoles.id
  }

  /** Loopback of another console is another machine. */
  #isHere(reader: Reader): boolean {
    return this.#isOurs(reader) || !isLoopback(parseSocketAddress(reader.record.address)?.host ?? '')
  }

  /** What has no reader yet, as in a database of an older version, is read by who comes first. */
  async #claimed(store: Store, record: EndpointRecord): Promise<EndpointRecord> {
    const consoleId = this.#options.consoles.id
    if (record.ownerId !== undefined || store.readOnlyReason !== null) return record
    const isOurs = await store.claimEndpoint({ id: record.id, consoleId, from: null }).catch(() => false)
    return isOurs ? { ...record, ownerId: consoleId } : record
  }

  async #takeOver(reader: Reader): Promise<void> {
    const { consoles, storage } = this.#options
    if (this.#isOurs(reader)) return
    const { id, address, ownerId } = reader.record
    const owner = ownerId === undefined ? null : consoles.nameOf(ownerId)
    const claim = { id, consoleId: consoles.id, from: ownerId ?? null }
    if (owner?.isThere === true || !(await storage.store.claimEndpoint(claim))) {
      const name = owner?.name ?? 'another console'
      throw new ExpectedError('ENDPOINT_ELSEWHERE', `${address} is read by ${name}: remove it there first.`)
    }
    reader.record = { ...reader.record, ownerId: consoles.id }
  }

  /** Each console may have started one on its own machine. */
  get #thisMachine(): string {
    return this.#options.consoles.isShared ? `${THIS_MACHINE}:${this.#options.consoles.id}` : THIS_MACHINE
  }

  #isLocal({ record }: Reader): boolean {
    return (
      this.#localPort !== null &&
      (record.ownerId ?? this.#options.consoles.id) === this.#options.consoles.id &&
      record.address === formatSocketAddress({ host: '127.0.0.1', port: this.#localPort })
    )
  }

  #find(id: number): Reader {
    const reader = this.#readers.get(id)
    if (reader === undefined) throw new ExpectedError('NOT_FOUND', `There is no endpoint ${id}.`)
    return reader
  }

  #viewOf(reader: Reader): Endpoint {
    const { ownerId } = reader.record
    if (this.#isOurs(reader)) return viewOf(reader, null)
    const owner = ownerId === undefined ? null : this.#options.consoles.nameOf(ownerId)
    return viewOf(reader, owner?.name ?? ownerId ?? '?')
  }

  #changed(): void {
    this.#options.hub.publishTopic('collectl')
  }
}
