import type { EpochMs } from '../contract/index.ts'

/**
 * A protocol session without sockets, timers or databases (ARCHITECTURE §4).
 * Bytes, answers and the time go in; effects come out. The caller carries the
 * effects out in order and calls `tick` no later than `nextDeadline`.
 *
 * Nothing that a peer sends may throw. After a `close` effect a session
 * ignores everything and answers with no effects.
 */
export interface Session<Question, Reply, ProtocolEvent> {
  receive(bytes: Uint8Array, now: EpochMs): readonly Effect<Question, ProtocolEvent>[]
  answer(ask: AskId, reply: Reply, now: EpochMs): readonly Effect<Question, ProtocolEvent>[]
  tick(now: EpochMs): readonly Effect<Question, ProtocolEvent>[]
  /** The peer has closed its side. */
  end(now: EpochMs): readonly Effect<Question, ProtocolEvent>[]
  /** When `tick` is due next; null when nothing is. */
  readonly nextDeadline: EpochMs | null
}

export type AskId = number

export type Effect<Question, ProtocolEvent> =
  | { readonly kind: 'send'; readonly bytes: Uint8Array }
  | { readonly kind: 'ask'; readonly id: AskId; readonly question: Question }
  | { readonly kind: 'publish'; readonly event: ProtocolEvent }
  /** `flush`: what was sent goes out first; otherwise the connection is cut. */
  | { readonly kind: 'close'; readonly reason: string; readonly flush: boolean }
