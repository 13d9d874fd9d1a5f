import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'

/**
 * A machine that says in lexpr whatever a spec wants, at the times that it
 * wants (collectl.md §5): no older than five minutes, or the console takes its
 * clock for wrong.
 */
export class CollectlDouble {
  readonly #server: Server
  readonly #peers = new Set<Socket>()
  port: number

  private constructor(server: Server, port: number) {
    this.#server = server
    this.port = port
    server.on('connection', (socket) => {
      this.#peers.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => this.#peers.delete(socket))
    })
  }

  /** @param port 0 picks a free one */
  static async start(port = 0): Promise<CollectlDouble> {
    const server = createServer().listen(port, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    return new CollectlDouble(server, address === null || typeof address === 'string' ? port : address.port)
  }

  get hasReader(): boolean {
    return this.#peers.size > 0
  }

  /** One record: metric and value, e.g. `{ 'cputotals.user': 12 }`. */
  say(values: Readonly<Record<string, number>>, at = Date.now()): void {
    const lines = Object.entries(values).map(([metric, value]) => `${metric} ${value}\n`)
    const record = `sample.time ${(at / 1000).toFixed(3)}\n${lines.join('')}>>><<<\n`
    for (const peer of this.#peers) peer.write(record)
  }

  async stop(): Promise<void> {
    for (const peer of this.#peers) peer.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }
}
