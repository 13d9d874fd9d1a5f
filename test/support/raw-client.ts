import { connect, type Socket } from 'node:net'

interface RawClientOptions {
  readonly port: number
  readonly host?: string
  /** Another loopback address, to be another peer. */
  readonly localAddress?: string
  /** False: reads nothing until `read` is called. */
  readonly reads?: boolean
}

/** A TCP client that keeps what it hears, for tests of servers. */
export class RawClient {
  readonly socket: Socket
  /** Resolves when the connection is gone, with the code of the error that ended it, if any. */
  readonly closed: Promise<string | null>
  #received = ''
  #wake: (() => void) | null = null
  #isClosed = false

  constructor({ port, host = '127.0.0.1', localAddress, reads = true }: RawClientOptions) {
    const from = localAddress === undefined ? {} : { localAddress }
    this.socket = connect({ port, host, allowHalfOpen: true, noDelay: true, ...from })
    let error: string | null = null
    this.socket.on('error', (cause: NodeJS.ErrnoException) => (error = cause.code ?? cause.message))
    this.socket.on('end', () => this.socket.end())
    this.closed = new Promise((resolve) => {
      this.socket.on('close', () => {
        this.#isClosed = true
        this.#wake?.()
        resolve(error)
      })
    })
    if (reads) this.read()
  }

  get received(): string {
    return this.#received
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  read(): void {
    this.socket.on('data', (bytes: Buffer) => {
      this.#received += bytes.toString()
      this.#wake?.()
    })
  }

  send(text: string | Uint8Array): this {
    this.socket.write(text)
    return this
  }

  halfClose(): this {
    this.socket.end()
    return this
  }

  /** Cuts the connection with a reset. */
  reset(): this {
    this.socket.resetAndDestroy()
    return this
  }

  /** Everything that came until the server had no more to say. */
  async all(): Promise<string> {
    await this.closed
    return this.#received
  }

  /** Resolves once so many characters have come; rejects when the connection ends before. */
  async length(characters: number): Promise<string> {
    while (this.#received.length < characters) {
      if (this.#isClosed) throw new Error(`closed after “${this.#received}”`)
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
    return this.#received
  }
}

/** Lets the event loop turn until something is so. The test's own time limit ends a wait in vain. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve))
}
