import type { BlacklistEntry, EpochMs, StoredBoard } from '../../contract/index.ts'
import type * as port from '../store.ts'
import { StoreError } from '../store.ts'
import { ThreadClient } from './thread-client.ts'
import { type ReaderMethods, type WriterMethods, buffersIn } from './thread-protocol.ts'

/** Samples of a batch whose columns are handed over to the thread, not copied. */
const MIN_TRANSFERRED = 1_000

export interface SqliteStoreOptions {
  readonly file: string
  /** `sqlite/worker.ts`, or what it was bundled to. */
  readonly workerUrl: URL
  /** The file grows no larger; what would not fit rejects with `full`. */
  readonly sizeLimitBytes?: number | undefined
  readonly now: () => EpochMs
  readonly consoleId?: string | undefined
}

/**
 * Opens the store: the writer first, which brings the schema up to date, then
 * a reader. A second one, for ranges, begins when the first is busy. Rejects with a `StoreError` when the file cannot even be read.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<port.Store> {
  const { file, workerUrl, sizeLimitBytes, now, consoleId } = options
  const common = { file, sizeLimitBytes: sizeLimitBytes ?? null, now: now(), consoleId }
  const writer = new ThreadClient<WriterMethods>(workerUrl, {
    ...common,
    role: 'writer',
    isWritable: true,
  })
  let refusal: StoreError | null = null
  try {
    await writer.start()
  } catch (error) {
    if (!isReadable(error)) throw error
    refusal = error
    writer.refuse(error)
  }
  const isWritable = refusal?.code !== 'read-only'
  const newReader = () =>
    new ThreadClient<ReaderMethods>(workerUrl, { ...common, role: 'reader', isWritable })
  const reader = newReader()
  try {
    await reader.start()
  } catch (error) {
    await writer.close()
    throw error
  }
  return new SqliteStore({
    file,
    writer,
    reader,
    rangeReader: newReader(),
    readOnlyReason: refusal?.message ?? null,
    now,
  })
}

/** The file could not be opened for writing, but there is one to be read. */
function isReadable(error: unknown): error is StoreError {
  return error instanceof StoreError && (error.code === 'read-only' || error.code === 'newer-schema')
}

interface Parts {
  readonly file: string
  readonly writer: ThreadClient<WriterMethods>
  readonly reader: ThreadClient<ReaderMethods>
  /** A board asks for a dozen charts at once: two threads read them, and a long range keeps nothing else waiting. */
  readonly rangeReader: ThreadClient<ReaderMethods>
  readonly readOnlyReason: string | null
  readonly now: () => EpochMs
}

/** The store on the caller's side: it holds no data, only the way to the threads. */
class SqliteStore implements port.Store {
  readonly engine = 'sqlite'
  readonly location: string
  readonly readOnlyReason: string | null
  readonly #parts: Parts
  /** Long work waits for other long work; commits wait for neither. */
  #maintenance: Promise<unknown> = Promise.resolve()

  constructor(parts: Parts) {
    this.#parts = parts
    this.location = parts.file
    this.readOnlyReason = parts.readOnlyReason
  }

  readonly hosts = () => this.#read('hosts')
  readonly identities = () => this.#read('identities')
  readonly credentials = () => this.#read('credentials')
  readonly series = () => this.#read('series')
  readonly profiles = () => this.#read('profiles')
  readonly endpoints = () => this.#read('endpoints')
  readonly collectlRuns = () => this.#read('collectlRuns')
  readonly settings = () => this.#read('settings')
  readonly blacklist = () => this.#read('blacklist')
  readonly logins = (query: port.LoginQuery) => this.#read('logins', query)
  readonly refusedSince = (at: EpochMs) => this.#read('refusedSince', at)
  readonly refusalsInRange = (query: port.TimeQuery) => this.#read('refusalsInRange', query)
  readonly boards = () => this.#read('boards')
  readonly annotationsInRange = (query: port.TimeQuery) => this.#read('annotationsInRange', query)
  readonly annotation = (id: number) => this.#read('annotation', id)
  readonly samplesInRange = (query: port.RangeQuery) => this.#readRange(query)
  readonly states = (query: { seriesId: number; from: EpochMs; to: EpochMs }) => this.#read('states', query)
  readonly latestSamples = (since: EpochMs) => this.#read('latestSamples', since)
  readonly samplesAt = (query: port.MomentQuery) => this.#read('samplesAt', query)
  readonly recentSamples: port.Store['recentSamples'] = (query) => this.#read('recentSamples', query)
  readonly consoles = () => this.#read('consoles')
  readonly changesAfter = (consoleId: string, seq: number) => this.#read('changesAfter', consoleId, seq)
  readonly seriesWithin = (firstId: number, lastId: number) => this.#read('seriesWithin', firstId, lastId)
  readonly idBlocks = (consoleId: string) => this.#read('idBlocks', consoleId)
  readonly sizeBytes = () => this.#read('sizeBytes')
  readonly facts = () => this.#read('facts')
  readonly tierRows: port.Store['tierRows'] = (query) => this.#read('tierRows', query)
  readonly tierDays: port.Store['tierDays'] = (tier) => this.#read('tierDays', tier)
  readonly tableRows: port.Store['tableRows'] = (query) => this.#read('tableRows', query)

  readonly insertHost = (host: port.HostRecord) => this.#write('insertHost', host)
  readonly updateHost: port.Store['updateHost'] = (id, patch) => this.#write('updateHost', id, patch)
  readonly putCredential = (credential: port.CredentialRecord) => this.#write('putCredential', credential)
  readonly moveIdentities: port.Store['moveIdentities'] = (move) => this.#write('moveIdentities', move)
  readonly moveCredentials: port.Store['moveCredentials'] = (move) => this.#write('moveCredentials', move)
  readonly mergeHosts: port.Store['mergeHosts'] = (merge) => this.#write('mergeHosts', merge)
  readonly beat: port.Store['beat'] = (console) => this.#write('beat', console)
  readonly reserveIds: port.Store['reserveIds'] = (wanted) => this.#write('reserveIds', wanted)
  readonly claimEndpoint: port.Store['claimEndpoint'] = (claim) => this.#write('claimEndpoint', claim)
  readonly insertEndpoint = (endpoint: port.EndpointRecord) => this.#write('insertEndpoint', endpoint)
  readonly updateEndpoint: port.Store['updateEndpoint'] = (id, patch) =>
    this.#write('updateEndpoint', id, patch)
  readonly putCollectlRun = (run: port.CollectlRunRecord) => this.#write('putCollectlRun', run)
  readonly deleteCollectlRun = (id: number) => this.#write('deleteCollectlRun', id)
  readonly deleteEndpoint = (id: number) => this.#write('deleteEndpoint', id)
  readonly putSetting = (key: string, value: unknown) => this.#write('putSetting', key, value)
  readonly insertBlacklisted = (entry: Omit<BlacklistEntry, 'id'>) => this.#write('insertBlacklisted', entry)
  readonly deleteBlacklisted = (id: number) => this.#write('deleteBlacklisted', id)
  readonly addBlacklistHits: port.Store['addBlacklistHits'] = (hits) => this.#write('addBlacklistHits', hits)

  readonly insertBoard = (board: Omit<StoredBoard, 'id'>) => this.#write('insertBoard', board)
  readonly putBoard = (board: StoredBoard) => this.#write('putBoard', board)
  readonly deleteBoard = (id: number) => this.#write('deleteBoard', id)
  readonly insertAnnotation = (annotation: port.NewAnnotation) => this.#write('insertAnnotation', annotation)
  readonly updateAnnotation: port.Store['updateAnnotation'] = (id, patch) =>
    this.#write('updateAnnotation', id, patch)
  readonly deleteAnnotation = (id: number) => this.#write('deleteAnnotation', id)
  readonly closeAnnotations = (at: EpochMs) => this.#write('closeAnnotations', at)
  readonly rebuild: port.Store['rebuild'] = (range) => this.#write('rebuild', range)
  readonly putRollups: port.Store['putRollups'] = (tier, rows) => this.#write('putRollups', tier, rows)
  readonly replaceTableRows: port.Store['replaceTableRows'] = (replacement) =>
    this.#write('replaceTableRows', replacement)

  readonly received: port.Store['received'] = () => this.#read('received')
  readonly cursor: port.Store['cursor'] = (source, session) => this.#read('cursor', source, session)
  readonly proxies: port.Store['proxies'] = () => this.#read('proxies')
  readonly zabbixHosts: port.Store['zabbixHosts'] = () => this.#read('zabbixHosts')
  readonly zabbixHostsWithin: port.Store['zabbixHostsWithin'] = (firstId, lastId) =>
    this.#read('zabbixHostsWithin', firstId, lastId)
  readonly discoveryRules: port.Store['discoveryRules'] = () => this.#read('discoveryRules')
  readonly registrationRules: port.Store['registrationRules'] = () => this.#read('registrationRules')
  readonly tasks: port.Store['tasks'] = (query) => this.#read('tasks', query)
  readonly task: port.Store['task'] = (id) => this.#read('task', id)
  readonly endedTasksSince: port.Store['endedTasksSince'] = (at) => this.#read('endedTasksSince', at)
  readonly taskJournal: port.Store['taskJournal'] = (query) => this.#read('taskJournal', query)
  readonly putProxy: port.Store['putProxy'] = (proxy) => this.#write('putProxy', proxy)
  readonly deleteProxy: port.Store['deleteProxy'] = (id) => this.#write('deleteProxy', id)
  readonly noteProxiesSeen: port.Store['noteProxiesSeen'] = (seen) => this.#write('noteProxiesSeen', seen)
  readonly putZabbixHosts: port.Store['putZabbixHosts'] = (hosts) => this.#write('putZabbixHosts', hosts)
  readonly deleteZabbixHost: port.Store['deleteZabbixHost'] = (id) => this.#write('deleteZabbixHost', id)
  readonly putDiscoveryRule: port.Store['putDiscoveryRule'] = (rule) => this.#write('putDiscoveryRule', rule)
  readonly deleteDiscoveryRule: port.Store['deleteDiscoveryRule'] = (id) =>
    this.#write('deleteDiscoveryRule', id)
  readonly putRegistrationRule: port.Store['putRegistrationRule'] = (rule) =>
    this.#write('putRegistrationRule', rule)
  readonly deleteRegistrationRule: port.Store['deleteRegistrationRule'] = (id) =>
    this.#write('deleteRegistrationRule', id)
  readonly insertTask: port.Store['insertTask'] = (task, entry) => this.#write('insertTask', task, entry)
  readonly changeTasks: port.Store['changeTasks'] = (updates) => this.#write('changeTasks', updates)

  async commit(batch: port.WriteBatch): Promise<port.Renamed> {
    const { series, at, value } = batch.samples
    // The message copies what it is not given; for a few samples that costs less than to hand buffers over.
    if (series.length < MIN_TRANSFERRED) return this.#parts.writer.call('commit', [batch])
    // A copy, because the caller keeps its columns: after a failure it spools them.
    const samples = { series: series.slice(), at: at.slice(), value: value.slice() }
    return this.#parts.writer.call('commit', [{ ...batch, samples }], buffersIn(samples))
  }

  async deleteHost(id: number): Promise<void> {
    await this.#write('deleteHost', id)
    await this.#inTurn(() => this.#purge())
  }

  rollUp(now: EpochMs): Promise<{ readonly rolledUpTo: EpochMs }> {
    return this.#inTurn(() => this.#rollUp(now))
  }

  deleteOlderThan(limits: port.RetentionLimits): Promise<number> {
    return this.#inTurn(async () => {
      // What a stop in the middle of deleting a host has left behind.
      await this.#purge()
      // Samples must have reached the coarser tiers before they go; without space for that, what has goes.
      await this.#rollUp(this.#parts.now()).catch((error: unknown) => {
        if (!(error instanceof StoreError && error.code === 'full')) throw error
      })
      for (let deleted = 0; ;) {
        const slice = await this.#write('deleteOlderSlice', limits)
        deleted += slice.deleted
        if (slice.isDone) return deleted
      }
    })
  }

  deleteOverSize(limit: port.SizeLimit): Promise<number> {
    return this.#inTurn(async () => {
      for (let deleted = 0; ;) {
        const slice = await this.#write('deleteOverSizeSlice', limit)
        deleted += slice.deleted
        if (slice.isDone) return deleted
      }
    })
  }

  async close(): Promise<void> {
    // The readers first: the last connection to be closed clears the log away.
    await Promise.all([this.#parts.reader.close(), this.#parts.rangeReader.close()])
    await this.#parts.writer.close()
  }

  async #purge(): Promise<void> {
    while (!(await this.#write('purgeSlice')).isDone);
  }

  async #rollUp(now: EpochMs): Promise<{ readonly rolledUpTo: EpochMs }> {
    for (;;) {
      const { isDone, rolledUpTo } = await this.#write('rollUpSlice', now)
      if (isDone) return { rolledUpTo }
    }
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#maintenance.then(work)
    this.#maintenance = turn.catch(() => undefined)
    return turn
  }

  async #readRange(query: port.RangeQuery) {
    const { reader, rangeReader } = this.#parts
    if (reader.unanswered <= rangeReader.unanswered) return reader.call('samplesInRange', [query])
    try {
      return await rangeReader.call('samplesInRange', [query])
    } catch (error) {
      // There may be no room for another thread; the first one has what it needs.
      if (error instanceof StoreError && error.code === 'away') return reader.call('samplesInRange', [query])
      throw error
    }
  }

  #read<Name extends keyof ReaderMethods>(name: Name, ...parameters: Parameters<ReaderMethods[Name]>) {
    return this.#parts.reader.call(name, parameters)
  }

  #write<Name extends keyof WriterMethods>(name: Name, ...parameters: Parameters<WriterMethods[Name]>) {
    return this.#parts.writer.call(name, parameters)
  }
}
