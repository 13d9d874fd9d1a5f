import type { EpochMs } from '../../contract/index.ts'
import { assertNever } from '../../domain/assert-never.ts'
import type { AskId, Effect, Session } from '../session.ts'
import type { ByteBudget } from './byte-budget.ts'
import { decodePayload, encodeFrame } from './codec.ts'
import { type Fields, isFields, textOf } from './fields.ts'
import { type Frame, FrameReader } from './frame-reader.ts'
import { ZABBIX_LIMITS } from './limits.ts'
import { type ProxyData, readProxyData } from './proxy-data.ts'
import { failed, passiveSuccess } from './replies.ts'
import type { TaskMessage } from './tasks.ts'

/** What the console wants of a passive proxy (zabbix.md §7). */
export type PassiveErrand =
  /** `text`: the tables as JSON. */
  { readonly kind: 'config'; readonly text: string } | { readonly kind: 'data' } | { readonly kind: 'tasks' }

export type PassiveQuestion =
  | { readonly kind: 'decode'; readonly frame: Frame }
  /** To be stored before the proxy may forget it; gives the tasks that wait for it. */
  | { readonly kind: 'store'; readonly data: ProxyData }

export type PassiveReply =
  | { readonly kind: 'decoded'; readonly answer: PassiveAnswer }
  | { readonly kind: 'stored'; readonly tasks: readonly TaskMessage[] }
  | { readonly kind: 'not-stored'; readonly reason: string }

export type PassiveEvent =
  /** `hasMore`: there is more, and it is to be fetched at once. */
  | { readonly kind: 'done'; readonly version: string | null; readonly hasMore: boolean }
  | { readonly kind: 'failed'; readonly reason: string }

export type PassiveAnswer =
  | { readonly kind: 'data'; readonly data: ProxyData }
  | {
      readonly kind: 'response'
      readonly isSuccess: boolean
      readonly info: string
      readonly version: string | null
    }
  | { readonly kind: 'unreadable'; readonly reason: string }

type PassiveEffect = Effect<PassiveQuestion, PassiveEvent>
type Phase = 'reading' | 'decoding' | 'storing' | 'closed'

export interface PassiveSession extends Session<PassiveQuestion, PassiveReply, PassiveEvent> {
  /** The request. To be called once, when the connection stands. */
  open(now: EpochMs): readonly PassiveEffect[]
  dispose(): void
}

const NOTHING: readonly PassiveEffect[] = []
const CLOSED_SILENTLY =
  'The proxy closed the connection without an answer: its “Server=” does not name this console, or it expects another kind of connection (TLS).'

/** One dialogue with a passive proxy, from the request to the acknowledgement. */
export function createPassiveSession(errand: PassiveErrand, budget: ByteBudget): PassiveSession {
  const reader = new FrameReader(budget)
  let phase: Phase = 'reading'
  let waitsSince: EpochMs = 0
  let askId: AskId = 0
  let received: ProxyData | null = null

  function onFrame(frame: Frame, now: EpochMs): readonly PassiveEffect[] {
    if (frame.header.messageBytes > ZABBIX_LIMITS.inlineBytes) {
      return ask('decoding', { kind: 'decode', frame }, now)
    }
    return onAnswer(readPassiveAnswer(decodePayload(frame.payload, frame.header)), now)
  }

  function onAnswer(answer: PassiveAnswer, now: EpochMs): readonly PassiveEffect[] {
    switch (answer.kind) {
      case 'unreadable':
        return fail(`The answer of the proxy cannot be read: ${answer.reason}.`)
      case 'response':
        if (!answer.isSuccess) return fail(`The proxy refused: ${answer.info}`)
        if (errand.kind !== 'config') return fail('The proxy answered without data.')
        return finish({ kind: 'done', version: answer.version, hasMore: false }, [])
      case 'data':
        if (errand.kind === 'config') return fail('The proxy answered a configuration with data.')
        received = answer.data
        return ask('storing', { kind: 'store', data: answer.data }, now)
      default:
        return assertNever(answer)
    }
  }

  function onReply(reply: PassiveReply, now: EpochMs): readonly PassiveEffect[] {
    switch (reply.kind) {
      case 'decoded':
        return phase === 'decoding' ? onAnswer(reply.answer, now) : NOTHING
      case 'stored': {
        if (phase !== 'storing' || received === null) return NOTHING
        const { version, hasMore } = received
        return finish({ kind: 'done', version, hasMore }, [send(passiveSuccess(reply.tasks))])
      }
      case 'not-stored':
        // It keeps its values, and gives them again next time.
        return finish({ kind: 'failed', reason: reply.reason }, [send(failed(reply.reason))])
      default:
        return assertNever(reply)
    }
  }

  function ask(next: Phase, question: PassiveQuestion, now: EpochMs): readonly PassiveEffect[] {
    phase = next
    waitsSince = now
    return [{ kind: 'ask', id: ++askId, question }]
  }

  function fail(reason: string): readonly PassiveEffect[] {
    return finish({ kind: 'failed', reason }, [])
  }

  function finish(event: PassiveEvent, words: readonly PassiveEffect[]): readonly PassiveEffect[] {
    phase = 'closed'
    reader.dispose()
    received = null
    const reason = event.kind === 'done' ? 'done' : event.reason
    return [...words, { kind: 'publish', event }, { kind: 'close', reason, flush: true }]
  }

  function deadline(): EpochMs | null {
    if (phase === 'closed') return null
    return waitsSince + (phase === 'reading' ? ZABBIX_LIMITS.quietMs : ZABBIX_LIMITS.answerMs)
  }

  return {
    open(now) {
      waitsSince = now
      return [send(requestText(errand))]
    },

    receive(bytes, now) {
      if (phase !== 'reading' || bytes.length === 0) return NOTHING
      waitsSince = now
      const reading = reader.push(bytes)
      switch (reading.kind) {
        case 'incomplete':
          return NOTHING
        case 'invalid':
          return fail(`The answer is none of a Zabbix proxy: ${reading.reason}.`)
        case 'no-room':
          return fail('Too many large answers at once; it is tried again.')
        case 'frame':
          return onFrame(reading.frame, now)
        default:
          return assertNever(reading)
      }
    },

    answer(id, reply, now) {
      return id === askId && phase !== 'closed' ? onReply(reply, now) : NOTHING
    },

    tick(now) {
      const due = deadline()
      if (due === null || now < due) return NOTHING
      return phase === 'reading'
        ? fail(`The proxy did not answer within ${ZABBIX_LIMITS.quietMs / 1_000} s.`)
        : fail('The console could not store the answer in time.')
    },

    end() {
      if (phase !== 'reading') return NOTHING
      return fail(reader.hasReceived ? 'The proxy closed in the middle of its answer.' : CLOSED_SILENTLY)
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

/** Reads what a passive proxy answers; null stands for a frame that could not be decoded. */
export function readPassiveAnswer(text: string | null): PassiveAnswer {
  if (text === null) return { kind: 'unreadable', reason: 'it cannot be inflated to what its header says' }
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return { kind: 'unreadable', reason: 'it is no JSON' }
  }
  if (!isFields(parsed)) return { kind: 'unreadable', reason: 'it is no JSON object' }
  return parsed['response'] === undefined ? readData(parsed) : readResponse(parsed)
}

function readData(fields: Fields): PassiveAnswer {
  const reading = readProxyData(fields)
  return reading.ok ? { kind: 'data', data: reading.data } : { kind: 'unreadable', reason: reading.info }
}

function readResponse(fields: Fields): PassiveAnswer {
  return {
    kind: 'response',
    isSuccess: fields['response'] === 'success',
    info: textOf(fields['info']) ?? 'it gave no reason',
    version: textOf(fields['version']),
  }
}

/** As the original asks: compressed, always. */
function send(text: string): PassiveEffect {
  return { kind: 'send', bytes: encodeFrame(text, { isCompressed: true }) }
}

function requestText(errand: PassiveErrand): string {
  switch (errand.kind) {
    case 'config':
      return `{"request":"proxy config","data":${errand.text}}`
    case 'data':
      return '{"request":"proxy data"}'
    case 'tasks':
      return '{"request":"proxy tasks"}'
    default:
      return assertNever(errand)
  }
}
