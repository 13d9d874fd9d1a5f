import { type Transferable, Worker } from 'node:worker_threads'

interface OnDemandWorkerOptions<Response> {
  readonly url: URL
  readonly name: string
  /** What it may take of the memory; it ends when it would take more. */
  readonly memoryMb: number
  readonly onMessage: (response: Response) => void
  /** The thread is over: nothing that was posted before is answered any more. */
  readonly onEnd: () => void
}

/** A thread that begins with the first message, and again with the next one after it has ended. */
export class OnDemandWorker<Request, Response> {
  readonly #options: OnDemandWorkerOptions<Response>
  #worker: Worker | null = null

  constructor(options: OnDemandWorkerOptions<Response>) {
    this.#options = options
  }

  post(request: Request, transfer: readonly Transferable[]): void {
    this.#running().postMessage(request, transfer)
  }

  async stop(): Promise<void> {
    await this.#worker?.terminate()
  }

  #running(): Worker {
    if (this.#worker !== null) return this.#worker
    const { url, name, memoryMb, onMessage, onEnd } = this.#options
    const worker = new Worker(url, { name, resourceLimits: { maxOldGenerationSizeMb: memoryMb } })
    this.#worker = worker
    worker.on('message', onMessage)
    // `exit` follows; what waited gets its answer there.
    worker.on('error', () => undefined)
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = null
      onEnd()
    })
    return worker
  }
}
