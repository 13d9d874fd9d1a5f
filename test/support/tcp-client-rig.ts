import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { CollectlEvent } from '../../src-main/protocols/collectl/events.ts'
import { createCollectlSession } from '../../src-main/protocols/collectl/session.ts'
import { createTcpClient, type TcpClient, type TcpClientSnapshot } from '../../src-main/net/tcp-client.ts'
import { HandTimers } from './hand-timers.ts'

export const NOW = 1_795_202_661_000

/** A collectl that does what a test tells it: it keeps what it was sent (nothing, one hopes). */
export class FakeCollectl {
  readonly #server: Server
  readonly sockets: Socket[] = []
  received = 0
  #onSocket: (() => void) | null = null

  constructor() {
    this.#server = createServer((socket) => {
      this.sockets.push(socket)
      socket.on('error', () => {})
      socket.on('data', (bytes) => (this.received += bytes.length))
      this.#onSocket?.()
    })
  }

  listen(port = 0): Promise<number> {
    return new Promise((resolve) =>
      this.#server.listen(port, '127.0.0.1', () => resolve((this.#server.address() as AddressInfo).port)),
    )
  }

  async socket(count: number): Promise<Socket> {
    while (this.sockets.length < count) await new Promise<void>((resolve) => (this.#onSocket = resolve))
    return this.sockets[count - 1] as Socket
  }

  get connections(): number {
    return this.sockets.filter(({ destroyed }) => !destroyed).length
  }

  close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    return new Promise((resolve) => this.#server.close(() => resolve()))
  }
}

/** A client on a clock that the test turns, and what it has said. */
export class Rig {
  readonly timers = new HandTimers(NOW)
  readonly states: TcpClientSnapshot[] = []
  readonly events: CollectlEvent[] = []
  readonly client: TcpClient
  #waiting: (() => void)[] = []

  constructor(port: number, host = '127.0.0.1') {
    const wake = (): void => this.#waiting.splice(0).forEach((resolve) => resolve())
    this.client = createTcpClient({
      host,
      port,
      createSession: createCollectlSession,
      timers: this.timers,
      random: () => 0.5,
      onState: (snapshot) => {
        this.states.push(snapshot)
        wake()
      },
      onEvent: (event) => {
        this.events.push(event)
        wake()
      },
    })
  }

  /** Resolves as soon as the snapshot is as wished. */
  async until(isReached: (snapshot: TcpClientSnapshot) => boolean): Promise<TcpClientSnapshot> {
    while (!isReached(this.client.snapshot()))
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    return this.client.snapshot()
  }

  state(state: TcpClientSnapshot['state']): Promise<TcpClientSnapshot> {
    return this.until((snapshot) => snapshot.state === state)
  }

  get statesInOrder(): string[] {
    const names = this.states.map(({ state }) => state)
    return names.filter((name, index) => name !== names[index - 1])
  }
}
