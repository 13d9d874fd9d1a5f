import type { EpochMs } from '../../contract/index.ts'
import { assertNever } from '../../domain/assert-never.ts'
import type { AskId, Effect, Session } from '../session.ts'
import { SCOPEPORT_LIMITS } from './limits.ts'
import { MessageReader } from './message-reader.ts'
import { decodeLogin, decodePackage, isProtocolOf2008, NOT_STORED, type ScopePortPackage } from './messages.ts'

export type ScopePortQuestion =
  | { readonly kind: 'authenticate'; readonly loginId: number; readonly password: string }
  | { readonly kind: 'store'; readonly loginId: number; readonly package: ScopePortPackage }

export type ScopePortReply =
  | { readonly kind: 'accepted' }
  /** `isOurFault`: the database is away or too many logins wait; the client has done nothing wrong. */
  | { readonly kind: 'refused'; readonly reason: string; readonly isOurFault: boolean }
  | { readonly kind: 'stored' }
  | { readonly kind: 'not-stored'; readonly reason: string }

export type ScopePortEvent =
  | { readonly kind: 'login-accepted'; readonly loginId: number }
  /** `countsAsFailure`: the rule that blacklists addresses counts it. */
  | {
      readonly kind: 'refused'
      readonly identity: string | null
      readonly reason: string
      readonly countsAsFailure: boolean
    }

type ScopePortEffect = Effect<ScopePortQuestion, ScopePortEvent>
type Phase = 'login' | 'authenticating' | 'package' | 'storing' | 'closed'

const encoder = new TextEncoder()
const OKAY = encoder.encode('Okay')
const NEWLINE = encoder.encode('\n')
const NOTHING: readonly ScopePortEffect[] = []

export interface ScopePortSession extends Session<ScopePortQuestion, ScopePortReply, ScopePortEvent> {
  /** The greeting. To be called once, after the address has passed the blacklist. */
  open(now: EpochMs): readonly ScopePortEffect[]
}

/** The text that the original used for every refusal, without a newline (scopeport.md §2). */
export function refusalBytes(reason: string): Uint8Array {
  return encoder.encode(`Closing connection (Reason: ${reason})`)
}

/**
 * A client that waits for no reply sends login and package in two segments
 * without a newline; the original's read() told them apart. A segment that
 * begins with the id of a whole login before it is therefore a new message.
 */
function startsPackage(before: string | null, segment: Uint8Array): boolean {
  if (before === null) return false
  const login = decodeLogin(before)
  return login.ok && new TextDecoder().decode(segment.subarray(0, 16)).startsWith(`${before.split(',', 1)[0]},`)
}

/**
 * The server's side of one ScopePort transaction: greeting, login, one
 * package, okay, close; all within five seconds (scopeport.md §2, §3).
 */
export function createScopePortSession(): ScopePortSession {
  const reader = new MessageReader(SCOPEPORT_LIMITS)
  let phase: Phase = 'login'
  let loginId: number | null = null
  let hasEnded = false
  let openedAt: EpochMs | null = null
  let askId: AskId = 0

  function advance(now: EpochMs): readonly ScopePortEffect[] {
    if (phase === 'login' || phase === 'package') {
      const next = reader.next(now, hasEnded)
      switch (next.kind) {
        case 'none':
          return hasEnded ? closeSilently() : NOTHING
        case 'too-long':
          return refuse(`The message is longer than ${SCOPEPORT_LIMITS.messageBytes} bytes`, { counts: true })
        case 'unreadable':
          return refuse(phase === 'login' ? 'Login incorrect' : 'The package has control characters in it', {
            counts: true,
            reason: 'control characters in the message',
          })
        case 'message':
          return phase === 'login' ? onLogin(next.text) : onPackage(next.text)
        default:
          return assertNever(next)
      }
    }
    return NOTHING
  }

  function onLogin(text: string): readonly ScopePortEffect[] {
    if (isProtocolOf2008(text)) {
      return refuse('This is the ScopePort protocol of 2009; your client speaks that of 2008', {
        counts: false,
        reason: 'the client speaks the 2008 protocol',
      })
    }
    const login = decodeLogin(text)
    if (!login.ok) return refuse(login.refusal, { counts: true, reason: login.reason })
    loginId = login.value.loginId
    phase = 'authenticating'
    return [{ kind: 'ask', id: ++askId, question: { kind: 'authenticate', ...login.value } }]
  }

  function onPackage(text: string): readonly ScopePortEffect[] {
    if (loginId === null) return NOTHING
    const decoded = decodePackage(text, loginId)
    if (!decoded.ok) return refuse(decoded.refusal, { counts: decoded.isViolation, reason: decoded.reason })
    phase = 'storing'
    return [{ kind: 'ask', id: ++askId, question: { kind: 'store', loginId, package: decoded.value } }]
  }

  function refuse(text: string, options: { counts: boolean; reason?: string }): readonly ScopePortEffect[] {
    const reason = options.reason ?? text
    phase = 'closed'
    return [
      { kind: 'publish', event: { kind: 'refused', identity: identity(), reason, countsAsFailure: options.counts } },
      { kind: 'send', bytes: refusalBytes(text) },
      { kind: 'close', reason, flush: true },
    ]
  }

  function closeSilently(): readonly ScopePortEffect[] {
    phase = 'closed'
    return [{ kind: 'close', reason: 'the client has closed', flush: true }]
  }

  /** Five seconds are over: the documentation closes without a word, unless a value is at stake. */
  function expire(): readonly ScopePortEffect[] {
    const wasIn = phase
    if (wasIn === 'storing') return refuse(NOT_STORED, { counts: false, reason: 'the database did not answer in time' })
    phase = 'closed'
    const close: ScopePortEffect = { kind: 'close', reason: 'five seconds are over', flush: false }
    // A port check that never says a word has broken nothing (scopeport.md §3).
    if (wasIn === 'login' && !reader.hasReceived) return [close]
    const reason = wasIn === 'package' ? 'no package within five seconds' : 'no login within five seconds'
    const countsAsFailure = wasIn === 'login'
    return [{ kind: 'publish', event: { kind: 'refused', identity: identity(), reason, countsAsFailure } }, close]
  }

  function identity(): string | null {
    return loginId === null ? null : String(loginId)
  }

  return {
    open(now) {
      openedAt = now
      return [{ kind: 'send', bytes: OKAY }]
    },

    receive(bytes, now) {
      // One package a connection: what follows it is never read (scopeport.md §2).
      if (phase === 'closed' || phase === 'storing') return NOTHING
      if (phase === 'login' && startsPackage(reader.unterminatedText, bytes)) reader.push(NEWLINE, now)
      reader.push(bytes, now)
      return advance(now)
    },

    answer(id, reply, now) {
      if (id !== askId || phase === 'closed') return NOTHING
      switch (reply.kind) {
        case 'accepted': {
          if (phase !== 'authenticating' || loginId === null) return NOTHING
          phase = 'package'
          const event: ScopePortEvent = { kind: 'login-accepted', loginId }
          return [{ kind: 'publish', event }, { kind: 'send', bytes: OKAY }, ...advance(now)]
        }
        case 'refused':
          return refuse(reply.isOurFault ? reply.reason : 'Login incorrect', {
            counts: !reply.isOurFault,
            reason: reply.reason,
          })
        case 'stored':
          phase = 'closed'
          return [
            { kind: 'send', bytes: OKAY },
            { kind: 'close', reason: 'done', flush: true },
          ]
        case 'not-stored':
          return refuse(NOT_STORED, { counts: false, reason: reply.reason })
        default:
          return assertNever(reply)
      }
    },

    tick(now) {
      if (phase === 'closed' || openedAt === null) return NOTHING
      if (now >= openedAt + SCOPEPORT_LIMITS.transactionMs) return expire()
      return advance(now)
    },

    end(now) {
      if (phase === 'closed') return NOTHING
      hasEnded = true
      return advance(now)
    },

    get nextDeadline() {
      if (phase === 'closed' || openedAt === null) return null
      const over = openedAt + SCOPEPORT_LIMITS.transactionMs
      const isReading = phase === 'login' || phase === 'package'
      return isReading && reader.quietAt !== null ? Math.min(over, reader.quietAt) : over
    },
  }
}
