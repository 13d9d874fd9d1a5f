import type { Frame } from '../protocols/zabbix/frame-reader.ts'
import type { ValueRow } from '../protocols/zabbix/value-rows.ts'
import { type FrameRequest, type FrameResponse, type Readings, withRows } from './frame-message.ts'
import { OnDemandWorker } from './on-demand-worker.ts'

interface Pending {
  readonly rows: ValueRow[]
  readonly resolve: (reading: Readings[keyof Readings]) => void
  readonly reject: (error: Error) => void
}

/** The largest message as text, as objects and as rows. */
const THREAD_MEMORY_MB = 2_048

/**
 * Reads the frames of Zabbix that are too large for the loop
 * (`ZABBIX_LIMITS.inlineBytes`) in a thread, which is started with the first.
 */
export class FrameDecoder {
  readonly #worker: OnDemandWorker<FrameRequest, FrameResponse>
  readonly #pending = new Map<number, Pending>()
  #lastId = 0

  constructor(workerUrl: URL) {
    this.#worker = new OnDemandWorker({
      url: workerUrl,
      name: 'zabbix-frames',
      memoryMb: THREAD_MEMORY_MB,
      onMessage: (response) => this.#take(response),
      onEnd: () => this.#giveUp(),
    })
  }

  /** Rejects when the thread ends before it has read the frame; the peer sends it again. */
  async read<Wanted extends keyof Readings>(
    wanted: Wanted,
    { payload, header }: Frame,
  ): Promise<Readings[Wanted]> {
    const reading = await new Promise<Readings[keyof Readings]>((resolve, reject) => {
      const id = ++this.#lastId
      this.#pending.set(id, { rows: [], resolve, reject })
      const { isCompressed, messageBytes } = header
      // A buffer of its own, so that it can be handed over whole.
      const own = payload.slice()
      this.#worker.post({ kind: 'read', id, wanted, payload: own, header: { isCompressed, messageBytes } }, [
        own.buffer,
      ])
    })
    // The thread reads a frame as what was asked for.
    return reading as Readings[Wanted]
  }

  stop(): Promise<void> {
    return this.#worker.stop()
  }

  #take(response: FrameResponse): void {
    const pending = this.#pending.get(response.id)
    if (response.kind === 'rows') {
      pending?.rows.push(...response.rows)
      // Asked for even when nobody wants it any more: the thread goes on to the next frame at its end.
      return this.#worker.post({ kind: 'more', id: response.id }, [])
    }
    if (pending === undefined) return
    this.#pending.delete(response.id)
    pending.resolve(withRows(response.reading, pending.rows))
  }

  #giveUp(): void {
    const waiting = [...this.#pending.values()]
    this.#pending.clear()
    for (const { reject } of waiting) reject(new Error('The thread that reads large frames has ended.'))
  }
}
