import { type ReadBody, readBody } from '../../protocols/scope-plugin/read-body.ts'
import type { NodeReport } from '../../protocols/scope-plugin/report.ts'
import { OnDemandWorker } from '../on-demand-worker.ts'
import type { ParserRequest, ParserResponse } from './parser-protocol.ts'

interface Pending {
  readonly nodes: NodeReport[][]
  readonly resolve: (body: ReadBody) => void
}

/**
 * Bodies up to here are read at once: it takes less than the way to another
 * thread and back would cost (docs/adr/0008).
 */
export const INLINE_BYTES = 128 * 1024
/** What reading may take of the memory; the largest body that is allowed needs a fifth. */
const THREAD_MEMORY_MB = 1_024

const GIVEN_UP: ReadBody = {
  kind: 'unreadable',
  problem: 'too-large',
  message: 'The answer takes more memory to read than there is for it.',
}

/** Reads the bodies of answers: small ones here, large ones in a thread, which is started with the first. */
export class BodyParser {
  readonly #worker: OnDemandWorker<ParserRequest, ParserResponse>
  readonly #pending = new Map<number, Pending>()
  #lastId = 0

  constructor(workerUrl: URL) {
    this.#worker = new OnDemandWorker({
      url: workerUrl,
      name: 'plugin-parser',
      memoryMb: THREAD_MEMORY_MB,
      onMessage: (response) => this.#take(response),
      onEnd: () => this.#giveUp(),
    })
  }

  async read(bytes: Uint8Array, wanted: ParserRequest['wanted']): Promise<ReadBody> {
    if (bytes.byteLength <= INLINE_BYTES) return readBody(bytes, wanted)
    return new Promise((resolve) => {
      const id = ++this.#lastId
      this.#pending.set(id, { nodes: [], resolve })
      // A buffer of its own, so that it can be handed over whole.
      const own = bytes.slice()
      this.#worker.post({ id, wanted, bytes: own }, [own.buffer])
    })
  }

  stop(): Promise<void> {
    return this.#worker.stop()
  }

  #giveUp(): void {
    const waiting = [...this.#pending.values()]
    this.#pending.clear()
    for (const { resolve } of waiting) resolve(GIVEN_UP)
  }

  #take(response: ParserResponse): void {
    const pending = this.#pending.get(response.id)
    if (pending === undefined) return
    if (response.kind === 'nodes') {
      const known = (pending.nodes[response.topology] ??= [])
      known.push(...response.nodes)
      return
    }
    this.#pending.delete(response.id)
    const { body } = response
    if (body.kind !== 'report') return pending.resolve(body)
    const topologies = body.report.topologies.map((topology, index) => ({
      ...topology,
      nodes: pending.nodes[index] ?? [],
    }))
    pending.resolve({ kind: 'report', report: { ...body.report, topologies } })
  }
}
