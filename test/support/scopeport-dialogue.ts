import {
  createScopePortSession,
  type ScopePortEvent,
  type ScopePortQuestion,
  type ScopePortReply,
} from '../../src-main/protocols/scopeport/session.ts'
import type { Effect } from '../../src-main/protocols/session.ts'

type ScopePortEffect = Effect<ScopePortQuestion, ScopePortEvent>

/** Answers at once, or null: the console has not answered yet. */
export type Answerer = (question: ScopePortQuestion) => ScopePortReply | null

interface Outcome {
  /** Replies as text, one a send. */
  readonly sent: readonly string[]
  readonly events: readonly ScopePortEvent[]
  readonly questions: readonly ScopePortQuestion[]
  readonly closed: { readonly reason: string; readonly flush: boolean } | null
}

const START = 1_700_000_000_000

/** Host 16 with the password “secret”; everything is stored. */
export function host16(question: ScopePortQuestion): ScopePortReply {
  if (question.kind === 'store') return { kind: 'stored' }
  return question.loginId === 16 && question.password === 'secret'
    ? { kind: 'accepted' }
    : { kind: 'refused', reason: `wrong password for host ${question.loginId}`, cause: 'client' }
}

/** One ScopePort session with a clock that is turned by hand, and a console behind it. */
export class Dialogue {
  readonly session = createScopePortSession()
  readonly #answer: Answerer
  readonly #sent: string[] = []
  readonly #events: ScopePortEvent[] = []
  readonly #questions: ScopePortQuestion[] = []
  readonly #pending: { id: number; question: ScopePortQuestion }[] = []
  #closed: Outcome['closed'] = null
  now = START

  constructor(answer: Answerer = host16) {
    this.#answer = answer
    this.#run(this.session.open(this.now))
  }

  get outcome(): Outcome {
    return { sent: this.#sent, events: this.#events, questions: this.#questions, closed: this.#closed }
  }

  /** Milliseconds since the connection opened. */
  get age(): number {
    return this.now - START
  }

  send(text: string | Uint8Array): this {
    const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
    return this.#run(this.session.receive(bytes, this.now))
  }

  halfClose(): this {
    return this.#run(this.session.end(this.now))
  }

  /** Lets time pass, ticking at each deadline on the way as a socket does. */
  wait(milliseconds: number): this {
    const until = this.now + milliseconds
    for (let deadline = this.session.nextDeadline; deadline !== null && deadline <= until;) {
      this.now = Math.max(this.now, deadline)
      this.#run(this.session.tick(this.now))
      const next = this.session.nextDeadline
      if (next === deadline) throw new Error('a deadline that has passed stays due')
      deadline = next
    }
    this.now = until
    return this
  }

  quiet(): this {
    return this.wait(150)
  }

  /** The console answers what it was asked last. */
  reply(reply: ScopePortReply): this {
    const asked = this.#pending.shift()
    if (asked === undefined) throw new Error('nothing was asked')
    return this.#run(this.session.answer(asked.id, reply, this.now))
  }

  #run(effects: readonly ScopePortEffect[]): this {
    for (const effect of effects) {
      switch (effect.kind) {
        case 'send':
          this.#sent.push(new TextDecoder().decode(effect.bytes))
          break
        case 'publish':
          this.#events.push(effect.event)
          break
        case 'close':
          this.#closed = { reason: effect.reason, flush: effect.flush }
          break
        case 'ask': {
          this.#questions.push(effect.question)
          const reply = this.#answer(effect.question)
          if (reply === null) this.#pending.push({ id: effect.id, question: effect.question })
          else this.#run(this.session.answer(effect.id, reply, this.now))
          break
        }
      }
    }
    return this
  }
}
