import type { EpochMs } from '../../contract/index.ts'
import { assertNever } from '../../domain/assert-never.ts'
import type { AskId, Effect, Session } from '../session.ts'
import { SCOPEPORT_LIMITS } from './limits.ts'
import { MessageReader } from './message-reader.ts'
import {
  claimedHostId,
  decodeLogin,
  decodePackage,
  isProtocolOf2008,
  LOGIN_INCORRECT,
  NOT_STORED,
  type ScopePortPackage,
} from './messages.ts'

export type ScopePortQuestion =
  | { readonly kind: 'authenticate'; readonly loginId: number; readonly password: string }
  | { readonly kind: 'store'; readonly loginId: number; readonly package: ScopePortPackage }

export type ScopePortReply =
  | { readonly kind: 'accepted' }
  /**
   * `cause`: the client itself; the operator, who has disabled the host (then
   * nobody counts it); or the console, whose database is away or who has too
   * many logins to check. Only the console's own reason is told to the peer.
   */
  | {
      readonly kind: 'refused'
      readonly reason: string
      readonly cause: 'client' | 'operator' | 'console'
    }
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
const EXPIRED: Readonly<Record<Exclude<Phase, 'closed'>, string>> = {
  login: 'no login within five seconds',
  authenticating: 'the login could not be checked within five seconds',
  package: 'no package within five seconds',
  storing: 'the database did not answer within five seconds',
}
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
 * The server's side of one ScopePort transaction: greeting, login, one
 * package, okay, close; all within five seconds (scopeport.md §2, §3).
 */
export function createScopePortSession(): ScopePortSession {
  const reader = new MessageReader(SCOPEPORT_LIMITS)
  let phase: Phase = 'login'
  let loginId: number | null = null
  /** Who the client says it is, right or wrong. */
  let identity: string | null = null
  /** Came with the login, and waits for it to be accepted. */
  let packageText: string | null = null
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
          return refuse(phase === 'login' ? LOGIN_INCORRECT : 'The package has control characters in it', {
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
    identity = claimedHostId(text)
    const login = decodeLogin(text)
    if (!login.ok) return refuse(login.refusal, { counts: true, reason: login.reason })
    const { password } = login.value
    loginId = login.value.loginId
    packageText = login.value.packageText
    identity = String(loginId)
    phase = 'authenticating'
    return [{ kind: 'ask', id: ++askId, question: { kind: 'authenticate', loginId, password } }]
  }

  function onPackage(text: string): readonly ScopePortEffect[] {
    if (loginId === null) return NOTHING
    const decoded = decodePackage(text, loginId)
    if (!decoded.ok) return refuse(decoded.refusal, { counts: decoded.isViolation, reason: decoded.reason })
    phase = 'storing'
    return [{ kind: 'ask', id: ++askId, question: { kind: 'store', loginId, package: decoded.value } }]
  }

  function onLoginAnswered(reply: ScopePortReply, now: EpochMs): readonly ScopePortEffect[] {
    if (loginId === null) return NOTHING
    if (reply.kind === 'accepted') {
      phase = 'package'
      const event: ScopePortEvent = { kind: 'login-accepted', loginId }
      const next = packageText === null ? advance(now) : onPackage(packageText)
      return [{ kind: 'publish', event }, { kind: 'send', bytes: OKAY }, ...next]
    }
    if (reply.kind !== 'refused') return NOTHING
    return refuse(reply.cause === 'console' ? reply.reason : LOGIN_INCORRECT, {
      counts: reply.cause === 'client',
      reason: reply.reason,
    })
  }

  function onStoreAnswered(reply: ScopePortReply): readonly ScopePortEffect[] {
    if (reply.kind === 'not-stored') return refuse(NOT_STORED, { counts: false, reason: reply.reason })
    if (reply.kind !== 'stored') return NOTHING
    phase = 'closed'
    return [
      { kind: 'send', bytes: OKAY },
      { kind: 'close', reason: 'done', flush: true },
    ]
  }

  function refuse(text: string, options: { counts: boolean; reason?: string }): readonly ScopePortEffect[] {
    const reason = options.reason ?? text
    phase = 'closed'
    return [
      {
        kind: 'publish',
        event: { kind: 'refused', identity, reason, countsAsFailure: options.counts },
      },
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
    if (wasIn === 'closed') return NOTHING
    if (wasIn === 'storing') return refuse(NOT_STORED, { counts: false, reason: EXPIRED.storing })
    phase = 'closed'
    const close: ScopePortEffect = { kind: 'close', reason: 'five seconds are over', flush: false }
    // A port check that never says a word has broken nothing (scopeport.md §3).
    if (wasIn === 'login' && !reader.hasReceived) return [close]
    const reason = EXPIRED[wasIn]
    // Whoever has logged in, or waits for our answer, is not counted: that is about logins (scopeport.md §3).
    const countsAsFailure = wasIn === 'login'
    return [{ kind: 'publish', event: { kind: 'refused', identity, reason, countsAsFailure } }, close]
  }

  return {
    open(now) {
      openedAt = now
      return [{ kind: 'send', bytes: OKAY }]
    },

    receive(bytes, now) {
      // One package a connection: what follows it is never read (scopeport.md §2).
      if (phase === 'closed' || phase === 'storing') return NOTHING
      reader.push(bytes, now)
      return advance(now)
    },

    answer(id, reply, now) {
      if (id !== askId) return NOTHING
      if (phase === 'authenticating') return onLoginAnswered(reply, now)
      if (phase === 'storing') return onStoreAnswered(reply)
      return NOTHING
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
