import { createServer, type Server, type Socket } from 'node:net'
import type { EpochMs, Listener } from '../contract/index.ts'
import { type AdmissionLimits, ConnectionCounter } from './admission.ts'
import {
  type CaptureTap,
  type Patience,
  type Peer,
  type ServerSession,
  SessionSocket,
} from './session-socket.ts'
import { plainAddress } from './socket-address.ts'
import type { TlsDoor } from './tls-door.ts'

export interface TcpHostOptions<Question, Reply, ProtocolEvent> {
  readonly name: string
  readonly host: string
  /** 0 picks a free one. */
  readonly port: number
  readonly limits: AdmissionLimits
  readonly now: () => EpochMs
  /** Asked before a byte is read; what it gives is sent to the peer before the connection ends. */
  readonly refuse: (peer: Peer) => Uint8Array | null
  /** Over a limit: nothing is promised to the peer, so it is only told where the protocol has words for it. */
  readonly onOverLimit: (peer: Peer, reason: string) => Uint8Array | null
  readonly openSession: (peer: Peer) => ServerSession<Question, Reply, ProtocolEvent>
  readonly onAsk: (question: Question, peer: Peer) => Promise<Reply>
  readonly onEvent: (event: ProtocolEvent, peer: Peer) => void
  readonly onState: (listener: Listener) => void
  /** An admitted connection is over, whoever ended it. */
  readonly onClosed?: ((peer: Peer, reason: string) => void) | undefined
  readonly tap?: CaptureTap | undefined
  readonly patience?: Patience | undefined
  /** Lets TLS and plain connections in on the same port. */
  readonly tls?: {
    readonly door: TlsDoor
    /** A handshake failed, or proved nothing. */
    readonly onRefused: (peer: Peer, reason: string) => void
  }
}

/** How long after a failure to bind the next try comes. */
export const BIND_RETRY_MS = 5_000
const REFUSED_DRAIN_MS = 500
const MAX_REFUSED_AT_ONCE = 256
/** Connections that the kernel keeps for us during a stall; it takes less where its own limit is lower. */
const BACKLOG = 4_096

/**
 * Listens, admits, and gives each connection a session. A port that is taken
 * is a state with a reason and a next try, never a crash.
 */
export class TcpHost<Question, Reply, ProtocolEvent> {
  readonly #options: TcpHostOptions<Question, Reply, ProtocolEvent>
  readonly #connections = new Map<Peer, SessionSocket<Question, Reply, ProtocolEvent>>()
  readonly #refused = new Set<Socket>()
  readonly #counter = new ConnectionCounter()
  #servers: Server[] = []
  #retry: NodeJS.Timeout | null = null
  #listener: Listener
  #starting: Promise<void> = Promise.resolve()
  #isStopped = false

  constructor(options: TcpHostOptions<Question, Reply, ProtocolEvent>) {
    this.#options = options
    const { name, host, port } = options
    this.#listener = { name, host, port, state: 'off', reason: null, nextTryAt: null, connections: 0 }
  }

  get listener(): Listener {
    return { ...this.#listener, connections: this.#counter.total }
  }

  /** Resolves after the first try to bind, whatever came of it. */
  start(): Promise<void> {
    this.#retry = null
    this.#starting = this.#start()
    return this.#starting
  }

  /** Stops accepting, gives open sessions until the deadline to end, then cuts them. Resolves when all is closed. */
  async stop(deadlineMs = 1_000): Promise<void> {
    this.#isStopped = true
    if (this.#retry !== null) clearTimeout(this.#retry)
    const timer = setTimeout(() => this.#cutAll(), deadlineMs)
    await this.#starting
    this.#options.tls?.door.close()
    for (const socket of this.#refused) socket.destroy()
    await this.#closeServers()
    clearTimeout(timer)
    this.#cutAll()
    this.#setState({ state: 'off', reason: null, nextTryAt: null })
  }

  /** Ends one connection at once, without a goodbye. */
  cut(peer: Peer, reason: string): void {
    this.#connections.get(peer)?.cut(reason)
  }

  async #start(): Promise<void> {
    if (this.#isStopped) return
    this.#setState({ state: 'starting', reason: null, nextTryAt: null })
    try {
      const first = await this.#listen(this.#options.host, this.#options.port, false)
      const { port } = addressOf(first)
      this.#servers.push(first)
      const reason = this.#options.host === '0.0.0.0' ? await this.#listenOnIpv6(port) : null
      if (!this.#isStopped) this.#setState({ state: 'listening', port, reason, nextTryAt: null })
    } catch (error) {
      if (this.#isStopped) return
      const nextTryAt = this.#options.now() + BIND_RETRY_MS
      this.#setState({ state: 'failed', reason: bindFailure(error, this.#options), nextTryAt })
      this.#retry = setTimeout(() => void this.start(), BIND_RETRY_MS)
    }
  }

  /** The IPv4 wildcard means "every address of this machine". Gives in words why IPv6 is not served. */
  async #listenOnIpv6(port: number): Promise<string | null> {
    try {
      this.#servers.push(await this.#listen('::', port, true))
      return null
    } catch (error) {
      // A machine without IPv6 misses nothing; a port that another program has there, somebody will.
      return codeOf(error) === 'EADDRINUSE'
        ? `IPv4 only: port ${port} is taken by another program on IPv6.`
        : null
    }
  }

  #cutAll(): void {
    for (const connection of this.#connections.values()) connection.cut('the console stops')
  }

  async #closeServers(): Promise<void> {
    const servers = this.#servers
    this.#servers = []
    await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))))
  }

  #listen(host: string, port: number, ipv6Only: boolean): Promise<Server> {
    return new Promise((resolve, reject) => {
      const server = createServer({ allowHalfOpen: true, pauseOnConnect: false }, (socket) =>
        this.#accept(socket),
      )
      server.once('error', reject)
      server.listen({ host, port, ipv6Only, backlog: BACKLOG }, () => {
        server.off('error', reject)
        // After binding, an error is about one accept (too many files): the listener goes on.
        server.on('error', (error) => this.#setState({ reason: error.message }))
        resolve(server)
      })
    })
  }

  #accept(socket: Socket): void {
    const { refuse, limits, onOverLimit, tls } = this.#options
    socket.on('error', () => socket.destroy())
    // Gone before we could look: nobody to admit, to count or to blame.
    if (socket.remoteAddress === undefined) return void socket.destroy()
    const peer: Peer = { address: plainAddress(socket.remoteAddress), port: socket.remotePort ?? 0 }
    const refusal = refuse(peer)
    if (refusal !== null) return this.#turnAway(socket, refusal)
    const admission = this.#counter.admit(peer.address, limits)
    if (!admission.isAdmitted) return this.#turnAway(socket, onOverLimit(peer, admission.reason))
    this.#counter.add(peer.address)
    if (tls === undefined) return this.#serve(socket, peer)
    let isServed = false
    socket.once('close', () => {
      if (!isServed) this.#counter.remove(peer.address)
    })
    tls.door.receive(socket, {
      onAdmitted: (admitted, security) => {
        isServed = true
        this.#serve(admitted, { ...peer, security })
      },
      onRefused: (reason) => tls.onRefused(peer, reason),
    })
  }

  #serve(socket: Socket, peer: Peer): void {
    const { now, openSession, onAsk, onEvent, tap, patience } = this.#options
    let hasClosed = false
    const onClosed = (reason: string): void => {
      hasClosed = true
      this.#counter.remove(peer.address)
      this.#connections.delete(peer)
      this.#options.onClosed?.(peer, reason)
    }
    const connection = new SessionSocket({
      socket,
      peer,
      session: openSession(peer),
      now,
      onAsk,
      onEvent,
      onClosed,
      tap,
      patience,
    })
    if (!hasClosed) this.#connections.set(peer, connection)
  }

  /** Says why and ends. The peer gets a moment to read it; unread bytes of its own would reset the connection. */
  #turnAway(socket: Socket, words: Uint8Array | null): void {
    if (words === null || this.#refused.size >= MAX_REFUSED_AT_ONCE) {
      socket.destroy()
      return
    }
    this.#refused.add(socket)
    const timer = setTimeout(() => socket.destroy(), REFUSED_DRAIN_MS)
    socket.on('close', () => {
      clearTimeout(timer)
      this.#refused.delete(socket)
    })
    socket.end(words)
    socket.resume()
  }

  #setState(change: Partial<Listener>): void {
    this.#listener = { ...this.#listener, ...change }
    this.#options.onState(this.listener)
  }
}

function addressOf(server: Server): { port: number } {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

function bindFailure(error: unknown, { host, port }: { host: string; port: number }): string {
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return `Port ${port} is taken by another program. Stop that program, or choose another port in Settings.`
    case 'EACCES':
      return `This account may not listen on port ${port}. Choose a port above 1023 in Settings.`
    case 'EADDRNOTAVAIL':
      return `This machine has no address ${host}. Choose another address in Settings.`
    default:
      return error instanceof Error ? error.message : String(error)
  }
}
