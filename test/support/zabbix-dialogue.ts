import * as zlib from 'node:zlib'
import { ByteBudget } from '../../src-main/protocols/zabbix/byte-budget.ts'
import { decodePayload, readHeader } from '../../src-main/protocols/zabbix/codec.ts'
import { ZABBIX_LIMITS } from '../../src-main/protocols/zabbix/limits.ts'
import {
  createTrapperSession,
  type TrapperEvent,
  type TrapperQuestion,
  type TrapperReply,
} from '../../src-main/protocols/zabbix/trapper-session.ts'
import type { Effect } from '../../src-main/protocols/session.ts'

/** Plays the peer of one trapper session, with a clock turned by hand. */
export class TrapperDialogue {
  now = 1_000_000
  readonly budget = new ByteBudget(ZABBIX_LIMITS.pendingBytes)
  readonly session = createTrapperSession(this.budget)
  readonly sent: Uint8Array[] = []
  readonly questions: TrapperQuestion[] = []
  readonly events: TrapperEvent[] = []
  closed: string | null = null
  readonly #answer: (question: TrapperQuestion) => TrapperReply | null
  #askId = 0

  /** `answer` is asked at once; null leaves a question open. */
  constructor(answer: (question: TrapperQuestion) => TrapperReply | null = () => null) {
    this.#answer = answer
    this.#carryOut(this.session.open(this.now))
  }

  send(bytes: Uint8Array): this {
    return this.#carryOut(this.session.receive(bytes, this.now))
  }

  sendText(text: string, { isCompressed = true } = {}): this {
    return this.send(frameOf(text, isCompressed))
  }

  reply(reply: TrapperReply): this {
    return this.#carryOut(this.session.answer(this.#askId, reply, this.now))
  }

  wait(ms: number): this {
    this.now += ms
    return this.#carryOut(this.session.tick(this.now))
  }

  end(): this {
    return this.#carryOut(this.session.end(this.now))
  }

  /** The text of the only frame that was sent; null when none was. */
  get replyText(): string | null {
    const [bytes] = this.sent
    return bytes === undefined ? null : textOf(bytes)
  }

  get question(): TrapperQuestion | undefined {
    return this.questions.at(-1)
  }

  #carryOut(effects: readonly Effect<TrapperQuestion, TrapperEvent>[]): this {
    for (const effect of effects) {
      if (effect.kind === 'send') this.sent.push(effect.bytes)
      else if (effect.kind === 'publish') this.events.push(effect.event)
      else if (effect.kind === 'close') this.closed = effect.reason
      else {
        this.#askId = effect.id
        this.questions.push(effect.question)
        const reply = this.#answer(effect.question)
        if (reply !== null) this.#carryOut(this.session.answer(effect.id, reply, this.now))
      }
    }
    return this
  }
}

/** A frame written by hand, so that a fault of the codec does not answer for itself. */
export function frameOf(text: string, isCompressed: boolean): Uint8Array {
  const message = Buffer.from(text)
  const payload = isCompressed ? zlib.deflateSync(message) : message
  const header = Buffer.alloc(13)
  header.write('ZBXD')
  header[4] = isCompressed ? 3 : 1
  header.writeUInt32LE(payload.length, 5)
  header.writeUInt32LE(isCompressed ? message.length : 0, 9)
  return new Uint8Array(Buffer.concat([header, payload]))
}

export function textOf(frame: Uint8Array): string {
  const reading = readHeader(frame)
  if (reading.kind !== 'header') throw new Error(`no frame: ${JSON.stringify(reading)}`)
  const text = decodePayload(frame.subarray(reading.header.headerBytes), reading.header)
  if (text === null) throw new Error('the frame cannot be inflated')
  return text
}
