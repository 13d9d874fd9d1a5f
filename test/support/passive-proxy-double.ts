import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { frameOf, textOf } from './zabbix-dialogue.ts'

const DATA = { session: 'a'.repeat(32), version: '6.0.14', clock: 1, ns: 0 }

/** A passive proxy that has nothing to tell, and keeps what it was asked (zabbix.md §7). */
export class PassiveProxyDouble {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  /** The requests, oldest first. */
  readonly requests: string[] = []
  #wake: (() => void) | null = null

  private constructor(server: Server) {
    this.#server = server
    server.on('connection', (socket: Socket) => this.#serve(socket))
  }

  static async start(): Promise<PassiveProxyDouble> {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new PassiveProxyDouble(server)
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Resolves when so many requests have come since the start. */
  async untilAsked(count: number): Promise<void> {
    while (this.requests.length < count) await new Promise<void>((resolve) => (this.#wake = resolve))
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket)
    let bytes = Buffer.alloc(0)
    let request = ''
    socket.on('error', () => undefined)
    socket.on('data', (piece: Buffer) => {
      bytes = Buffer.concat([bytes, piece])
      if (bytes.length < 13 || bytes.length < 13 + bytes.readUInt32LE(5)) return
      const text = textOf(new Uint8Array(bytes))
      bytes = Buffer.alloc(0)
      if (request !== '') return void socket.end()
      request = (JSON.parse(text) as { request: string }).request
      this.requests.push(request)
      this.#wake?.()
      const isConfig = request === 'proxy config'
      socket.write(
        frameOf(JSON.stringify(isConfig ? { response: 'success', version: '6.0.14' } : DATA), true),
      )
      if (isConfig) socket.end()
    })
    socket.on('close', () => this.#sockets.delete(socket))
  }
}
