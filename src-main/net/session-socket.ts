import type { Socket } from 'node:net'
import type { EpochMs } from '../contract/index.ts'
import { assertNever } from '../domain/assert-never.ts'
import type { AskId, Effect, Session } from '../protocols/session.ts'
import type { ConnectionSecurity } from './connection-security.ts'

/** A session that a listener serves: it speaks first, or not, when the connection opens. */
export interface ServerSession<Question, Reply, ProtocolEvent> extends Session<
  Question,
  Reply,
  ProtocolEvent
> {
  open(now: EpochMs): readonly Effect<Question, ProtocolEvent>[]
  /** The connection is over, however it ended: what the session holds is given back. */
  dispose?(): void
}

export interface Peer {
  readonly address: string
  readonly port: number
  /** Absent where a listener knows no TLS. */
  readonly security?: ConnectionSecurity
}

/** How patient a listener is with peers that read slowly. */
export interface Patience {
  /** A peer that reads nothing may not make us keep more than this. */
  readonly unsentBytes: number
  /** After our goodbye the peer gets this long to read it and to close. */
  readonly drainMs: number
}

/** Sees every byte of a connection, for captures that the same session can replay. */
export interface CaptureTap {
  received(peer: Peer, bytes: Uint8Array, now: EpochMs): void
  sent(peer: Peer, bytes: Uint8Array, now: EpochMs): void
  closed(peer: Peer, reason: string, now: EpochMs): void
}

export interface SessionSocketOptions<Question, Reply, ProtocolEvent> {
  readonly socket: Socket
  readonly peer: Peer
  readonly session: ServerSession<Question, Reply, ProtocolEvent>
  readonly now: () => EpochMs
  /** An expected failure is a reply. A rejection cuts the connection: nothing is promised to the peer. */
  readonly onAsk: (question: Question, peer: Peer) => Promise<Reply>
  readonly onEvent: (event: ProtocolEvent, peer: Peer) => void
  readonly onClosed: (reason: string) => void
  readonly tap?: CaptureTap | undefined
  readonly patience?: Patience | undefined
}

const PATIENCE: Patience = { unsentBytes: 256 * 1024, drainMs: 1_000 }

/** Carries bytes, answers and the time between one socket and one session. */
export class SessionSocket<Question, Reply, ProtocolEvent> {
  readonly #options: SessionSocketOptions<Question, Reply, ProtocolEvent>
  #timer: NodeJS.Timeout | null = null
  #timerAt: EpochMs = Infinity
  #isClosing = false
  #isClosed = false

  constructor(options: SessionSocketOptions<Question, Reply, ProtocolEvent>) {
    this.#options = options
    const { socket, session, peer, now, tap } = options
    socket.on('data', (bytes: Buffer) => {
      if (this.#isClosing) return
      tap?.received(peer, bytes, now())
      this.#run(session.receive(bytes, now()))
    })
    socket.on('end', () => {
      // After our goodbye both sides have ended: the socket closes by itself once our last words are out.
      if (!this.#isClosing) this.#run(session.end(now()))
    })
    socket.on('error', () => this.cut('the connection broke'))
    socket.on('close', () => this.cut('closed'))
    this.#run(session.open(now()))
  }

  /** Ends the connection at once, without a goodbye. */
  cut(reason: string): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#isClosing = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#options.socket.destroy()
    this.#options.session.dispose?.()
    this.#options.tap?.closed(this.#options.peer, reason, this.#options.now())
    this.#options.onClosed(reason)
  }

  #run(effects: readonly Effect<Question, ProtocolEvent>[]): void {
    for (const effect of effects) {
      if (this.#isClosed) break
      this.#carryOut(effect)
    }
    this.#arm()
  }

  #carryOut(effect: Effect<Question, ProtocolEvent>): void {
    const { socket, peer, now, onAsk, onEvent, tap, patience = PATIENCE } = this.#options
    switch (effect.kind) {
      case 'send':
        tap?.sent(peer, effect.bytes, now())
        socket.write(effect.bytes)
        if (socket.writableLength > patience.unsentBytes) this.cut('the peer reads nothing')
        break
      case 'ask':
        onAsk(effect.question, peer).then(
          (reply) => this.#answer(effect.id, reply),
          () => this.cut('the question was not answered'),
        )
        break
      case 'publish':
        onEvent(effect.event, peer)
        break
      case 'close':
        if (effect.flush) this.#sayGoodbye()
        else this.cut(effect.reason)
        break
      default:
        assertNever(effect)
    }
  }

  #answer(id: AskId, reply: Reply): void {
    if (!this.#isClosing) this.#run(this.#options.session.answer(id, reply, this.#options.now()))
  }

  /** Goes on reading while the peer reads our last words: unread bytes would turn them into a reset. */
  #sayGoodbye(): void {
    this.#isClosing = true
    this.#options.socket.end()
    if (this.#timer !== null) clearTimeout(this.#timer)
    const { drainMs } = this.#options.patience ?? PATIENCE
    this.#timer = setTimeout(() => this.cut('the peer did not close'), drainMs)
  }

  /** One timer a connection; it is only moved when the next deadline is earlier than the one it waits for. */
  #arm(): void {
    if (this.#isClosing) return
    const { session, now } = this.#options
    const deadline = session.nextDeadline
    if (deadline === null || (this.#timer !== null && this.#timerAt <= deadline)) return
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timerAt = deadline
    this.#timer = setTimeout(
      () => {
        this.#timer = null
        // After a stall of ours timers come before bytes that are here already: those are read first.
        setImmediate(() => {
          if (!this.#isClosing) this.#run(session.tick(now()))
        })
      },
      Math.max(0, deadline - now()),
    )
  }
}
