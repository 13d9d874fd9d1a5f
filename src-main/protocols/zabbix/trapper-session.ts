import type { EpochMs } from '../../contract/index.ts'
import { assertNever } from '../../domain/assert-never.ts'
import type { AskId, Effect, Session } from '../session.ts'
import type { ByteBudget } from './byte-budget.ts'
import { decodePayload, encodeFrame } from './codec.ts'
import { type Frame, FrameReader } from './frame-reader.ts'
import { ZABBIX_LIMITS } from './limits.ts'
import { faultOfProxyName } from './names.ts'
import type { ProxyData } from './proxy-data.ts'
import {
  type ActiveCheck,
  activeChecks,
  dataSuccess,
  FAILED,
  failed,
  HEARTBEAT_SUCCESS,
  processed,
  UPLOAD_DISABLED,
} from './replies.ts'
import { readRequest, type RequestReading, type ZabbixRequest } from './requests.ts'
import type { RegistrationRow } from './sections.ts'
import type { TaskMessage } from './tasks.ts'
import type { ValueRows } from './value-rows.ts'

export type TrapperQuestion =
  /** A frame so large that it is decoded elsewhere. */
  | { readonly kind: 'decode'; readonly frame: Frame }
  | { readonly kind: 'heartbeat'; readonly proxy: string; readonly version: string | null }
  | { readonly kind: 'configuration'; readonly proxy: string; readonly version: string | null }
  | { readonly kind: 'proxy-data'; readonly proxy: string; readonly data: ProxyData }
  | { readonly kind: 'active-checks'; readonly agent: RegistrationRow }
  | {
      readonly kind: 'values'
      readonly from: 'agent' | 'sender'
      readonly session: string | null
      readonly values: ValueRows
      readonly sentAt: EpochMs | null
    }

export type TrapperReply =
  | { readonly kind: 'decoded'; readonly reading: RequestReading }
  | { readonly kind: 'accepted'; readonly tasks: readonly TaskMessage[] }
  /** The tables as JSON (zabbix.md §4). */
  | { readonly kind: 'configuration'; readonly text: string }
  | { readonly kind: 'checks'; readonly checks: readonly ActiveCheck[] }
  | {
      readonly kind: 'processed'
      readonly processed: number
      readonly failed: number
      readonly seconds: number
    }
  /** `info`: what the peer is told, null for no more than that it failed. */
  | {
      readonly kind: 'refused'
      readonly info: string | null
      readonly reason: string
      readonly countsAsFailure: boolean
    }
  /** The console cannot keep it now; nothing of it is kept, and it is to be sent again. */
  | { readonly kind: 'busy'; readonly reason: string }

export type TrapperEvent =
  | { readonly kind: 'accepted'; readonly request: string; readonly name: string | null }
  /** `countsAsFailure`: the rule that blacklists addresses counts it. */
  | {
      readonly kind: 'refused'
      readonly name: string | null
      readonly reason: string
      readonly countsAsFailure: boolean
    }

type TrapperEffect = Effect<TrapperQuestion, TrapperEvent>
type Phase = 'reading' | 'decoding' | 'answering' | 'closed'

export interface TrapperSession extends Session<TrapperQuestion, TrapperReply, TrapperEvent> {
  /** The clock starts; the peer speaks first. */
  open(now: EpochMs): readonly TrapperEffect[]
  /** Gives back the room of a request that will never be complete. */
  dispose(): void
}

const NOTHING: readonly TrapperEffect[] = []
/** A line that breaks is nobody's attack. */
const INCOMPLETE = {
  reason: 'the request did not become complete',
  name: null,
  countsAsFailure: false,
} as const

/**
 * The server's side of one connection: one request, one answer, closed
 * (zabbix.md §1). What is no request at all is closed without a word; the
 * answer comes in the compression that was asked in.
 */
export function createTrapperSession(budget: ByteBudget): TrapperSession {
  const reader = new FrameReader(budget)
  let phase: Phase = 'reading'
  let openedAt: EpochMs = 0
  let lastByteAt: EpochMs = 0
  let askedAt: EpochMs = 0
  let askId: AskId = 0
  let isCompressed = false
  let request: ZabbixRequest | null = null

  function onFrame(frame: Frame, now: EpochMs): readonly TrapperEffect[] {
    isCompressed = frame.header.isCompressed
    if (frame.header.messageBytes > ZABBIX_LIMITS.inlineBytes) return ask({ kind: 'decode', frame }, now)
    return onRequest(readRequest(decodePayload(frame.payload, frame.header)), now)
  }

  function onRequest(reading: RequestReading, now: EpochMs): readonly TrapperEffect[] {
    if (!reading.ok) {
      const { reason, info, name } = reading
      return refuse(info === null ? null : failed(info), { reason, name, countsAsFailure: true })
    }
    request = reading.request
    switch (request.kind) {
      case 'silent':
        return close('done', true)
      case 'proxy heartbeat':
      case 'proxy config':
      case 'proxy data': {
        const fault = faultOfProxyName(request.name)
        const proxy = request.name ?? ''
        if (fault !== null) {
          return refuse(failed(fault), { reason: fault, name: nameOf(request), countsAsFailure: true })
        }
        if (request.kind === 'proxy data') return ask({ kind: 'proxy-data', proxy, data: request.data }, now)
        const kind = request.kind === 'proxy config' ? 'configuration' : 'heartbeat'
        return ask({ kind, proxy, version: request.version }, now)
      }
      case 'active checks':
        return ask({ kind: 'active-checks', agent: request.agent }, now)
      case 'agent data':
      case 'sender data': {
        const { session, values, sentAt } = request
        const from = request.kind === 'agent data' ? 'agent' : 'sender'
        return ask({ kind: 'values', from, session, values, sentAt }, now)
      }
      default:
        return assertNever(request)
    }
  }

  function ask(question: TrapperQuestion, now: EpochMs): readonly TrapperEffect[] {
    phase = question.kind === 'decode' ? 'decoding' : 'answering'
    askedAt = now
    return [{ kind: 'ask', id: ++askId, question }]
  }

  function onReply(reply: TrapperReply): readonly TrapperEffect[] {
    switch (reply.kind) {
      case 'decoded':
        return NOTHING
      case 'accepted':
        return accept(request?.kind === 'proxy data' ? dataSuccess(reply.tasks) : HEARTBEAT_SUCCESS)
      case 'configuration':
        return accept(reply.text)
      case 'checks':
        return accept(activeChecks(reply.checks))
      case 'processed':
        return accept(processed(reply))
      case 'refused': {
        const { info, reason, countsAsFailure } = reply
        const text = info === null ? FAILED : failed(info)
        return refuse(text, { reason, name: nameOf(request), countsAsFailure })
      }
      case 'busy':
        return postpone(reply.reason)
      default:
        return assertNever(reply)
    }
  }

  function accept(text: string): readonly TrapperEffect[] {
    const event: TrapperEvent = { kind: 'accepted', request: request?.kind ?? '', name: nameOf(request) }
    return [{ kind: 'publish', event }, send(text), ...close('done', true)]
  }

  /** Nothing is wrong with the peer: its values are to come again. */
  function postpone(reason: string): readonly TrapperEffect[] {
    const text = request?.kind === 'proxy data' ? UPLOAD_DISABLED : failed(reason)
    return [send(text), ...close(reason, true)]
  }

  function refuse(
    text: string | null,
    event: { reason: string; name: string | null; countsAsFailure: boolean },
  ): readonly TrapperEffect[] {
    const words = text === null ? [] : [send(text)]
    return [
      { kind: 'publish', event: { kind: 'refused', ...event } },
      ...words,
      ...close(event.reason, text !== null),
    ]
  }

  function send(text: string): TrapperEffect {
    return { kind: 'send', bytes: encodeFrame(text, { isCompressed }) }
  }

  function close(reason: string, flush: boolean): readonly TrapperEffect[] {
    phase = 'closed'
    reader.dispose()
    request = null
    return [{ kind: 'close', reason, flush }]
  }

  function deadline(): EpochMs | null {
    if (phase === 'closed') return null
    if (phase !== 'reading') return askedAt + ZABBIX_LIMITS.answerMs
    return Math.min(openedAt + ZABBIX_LIMITS.requestMs, lastByteAt + ZABBIX_LIMITS.quietMs)
  }

  /** A port check that never says a word has broken nothing; half a request has. */
  function expire(): readonly TrapperEffect[] {
    if (phase !== 'reading') return postpone('The console could not answer in time.')
    if (!reader.hasReceived) return close('nothing was sent', false)
    return refuse(null, INCOMPLETE)
  }

  return {
    open(now) {
      openedAt = now
      lastByteAt = now
      return NOTHING
    },

    receive(bytes, now) {
      // One request a connection: what follows it is never read (zabbix.md §1).
      if (phase !== 'reading' || bytes.length === 0) return NOTHING
      lastByteAt = now
      const reading = reader.push(bytes)
      switch (reading.kind) {
        case 'incomplete':
          return NOTHING
        case 'invalid':
          return refuse(null, { reason: reading.reason, name: null, countsAsFailure: true })
        case 'no-room':
          return close('too many large requests at once', false)
        case 'frame':
          return onFrame(reading.frame, now)
        default:
          return assertNever(reading)
      }
    },

    answer(id, reply, now) {
      if (id !== askId) return NOTHING
      if (phase === 'decoding')
        return reply.kind === 'decoded' ? onRequest(reply.reading, now) : onReply(reply)
      return phase === 'answering' ? onReply(reply) : NOTHING
    },

    tick(now) {
      const due = deadline()
      return due === null || now < due ? NOTHING : expire()
    },

    end() {
      // Closed before its request was complete; one that waits for its answer may have closed its half only.
      if (phase !== 'reading') return NOTHING
      if (!reader.hasReceived) return close('the peer has closed', true)
      return refuse(null, INCOMPLETE)
    },

    dispose() {
      phase = 'closed'
      reader.dispose()
    },

    get nextDeadline() {
      return deadline()
    },
  }
}

function nameOf(request: ZabbixRequest | null): string | null {
  if (request === null) return null
  if ('name' in request) return request.name?.slice(0, ZABBIX_LIMITS.nameLength) ?? null
  return request.kind === 'active checks' ? request.agent.host : null
}
