import { describe, expect, it } from 'vitest'
import { Dialogue } from '../../../test/support/scopeport-dialogue.ts'
import { TRANSCRIPTS, type Transcript } from '../../../test/support/scopeport-transcripts.ts'
import type { ScopePortReply } from './session.ts'

const LOGIN = '16,login,secret'
const LOAD = '16,cpuload15,3.25'
const PENDING = (): null => null

/** Plays a transcript; `cut` says how one turn is divided into segments. */
function play({ turns, halfCloses }: Transcript, cut: (bytes: Uint8Array, turn: number) => Uint8Array[]) {
  const dialogue = new Dialogue()
  for (const [index, turn] of turns.entries()) {
    for (const segment of cut(new TextEncoder().encode(turn), index)) dialogue.send(segment).wait(1)
    if (index < turns.length - 1 || halfCloses !== true) dialogue.quiet()
  }
  if (halfCloses === true) dialogue.halfClose()
  const { sent, events, questions, closed } = dialogue.outcome
  return { sent, events, questions, closed }
}

function whole(bytes: Uint8Array): Uint8Array[] {
  return [bytes]
}

describe.each(TRANSCRIPTS)('$name', (transcript) => {
  const played = play(transcript, whole)

  it('gets exactly these bytes', () => {
    expect(played.sent.join('')).toBe(transcript.replies)
    expect(played.closed?.flush).toBe(true)
  })

  it(transcript.stored === null ? 'stores nothing' : 'stores one package', () => {
    const packages = played.questions.flatMap((question) =>
      question.kind === 'store' ? [question.package] : [],
    )
    expect(packages).toEqual(transcript.stored === null ? [] : [transcript.stored])
  })

  it(transcript.counts ? 'counts as a failure' : 'counts as no failure', () => {
    const counted = played.events.filter((event) => event.kind === 'refused' && event.countsAsFailure)
    expect(counted).toHaveLength(transcript.counts ? 1 : 0)
  })

  it('has the same effects wherever the stream is split', () => {
    for (const [turn, text] of transcript.turns.entries()) {
      const { length } = new TextEncoder().encode(text)
      for (let at = 1; at < length; at++) {
        const split = play(transcript, (bytes, index) =>
          index === turn ? [bytes.subarray(0, at), bytes.subarray(at)] : [bytes],
        )
        expect(split, `turn ${turn} split at ${at}`).toEqual(played)
      }
    }
  })

  it('has the same effects byte by byte', () => {
    expect(play(transcript, (bytes) => Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(played)
  })
})

describe('a client that does not wait', () => {
  it('is greeted before it has said a word', () => {
    expect(new Dialogue().outcome.sent).toEqual(['Okay'])
  })

  it('may send the package in a second segment, without a newline anywhere', () => {
    const dialogue = new Dialogue().send(LOGIN).send(LOAD).quiet()
    expect(dialogue.outcome.sent.join('')).toBe('OkayOkayOkay')
  })

  it('may send the package while its login is being checked', () => {
    const dialogue = new Dialogue(PENDING).send(LOGIN).quiet().send(LOAD)
    expect(dialogue.outcome.questions).toHaveLength(1)
    dialogue.reply({ kind: 'accepted' }).quiet().reply({ kind: 'stored' })
    expect(dialogue.outcome.sent.join('')).toBe('OkayOkayOkay')
  })

  it('may have its two messages read as one', () => {
    const dialogue = new Dialogue().send(LOGIN + LOAD).quiet()
    expect(dialogue.outcome.sent.join('')).toBe('OkayOkayOkay')
  })

  it('is not cut where a password holds the digits of the id', () => {
    const dialogue = new Dialogue(PENDING).send('16,login,a').send('16').send('b').quiet()
    expect(dialogue.outcome.questions).toEqual([{ kind: 'authenticate', loginId: 16, password: 'a16b' }])
  })

  it('is not cut where that would leave no password', () => {
    const dialogue = new Dialogue(PENDING).send('16,login,').send('16,x').quiet()
    expect(dialogue.outcome.questions).toEqual([{ kind: 'authenticate', loginId: 16, password: '16,x' }])
  })

  it('is heard to the end although it has closed its side while the console works', () => {
    const dialogue = new Dialogue(PENDING).send(`${LOGIN}\n${LOAD}`).halfClose()
    dialogue.reply({ kind: 'accepted' }).reply({ kind: 'stored' })
    expect(dialogue.outcome.sent.join('')).toBe('OkayOkayOkay')
  })
})

it('text that is not UTF-8 is what a machine of 2009 wrote', () => {
  const bytes = Uint8Array.from('16,raum,K\u00fcche\n', (letter) => letter.charCodeAt(0))
  const { questions } = new Dialogue().send(`${LOGIN}\n`).send(bytes).outcome
  expect(questions[1]).toMatchObject({ package: { sensor: 'raum', value: 'Küche' } })
})

describe('a message without a newline', () => {
  it('is complete after 150 ms of quiet, not a millisecond before', () => {
    const dialogue = new Dialogue(PENDING).send(LOGIN).wait(149)
    expect(dialogue.outcome.questions).toHaveLength(0)
    expect(dialogue.wait(1).outcome.questions).toHaveLength(1)
  })

  it('waits again after every byte', () => {
    const dialogue = new Dialogue(PENDING)
    for (const letter of LOGIN) dialogue.send(letter).wait(149)
    expect(dialogue.outcome.questions).toHaveLength(0)
    expect(dialogue.wait(1).outcome.questions).toEqual([
      { kind: 'authenticate', loginId: 16, password: 'secret' },
    ])
  })
})

describe('a client that only connects', () => {
  it.each([
    ['closes at once', (dialogue: Dialogue) => dialogue.halfClose()],
    ['closes after four seconds', (dialogue: Dialogue) => dialogue.wait(4_000).halfClose()],
    ['says nothing for five seconds', (dialogue: Dialogue) => dialogue.wait(5_000)],
    ['sends an empty line and closes', (dialogue: Dialogue) => dialogue.send('\r\n').halfClose()],
  ])('%s and nothing is said of it', (_name, act) => {
    const { sent, events, closed } = act(new Dialogue()).outcome
    expect({ sent, events }).toEqual({ sent: ['Okay'], events: [] })
    expect(closed).not.toBeNull()
  })

  it('closes after its login and is not blamed', () => {
    const { events, closed } = new Dialogue().send(`${LOGIN}\n`).halfClose().outcome
    expect(events).toEqual([{ kind: 'login-accepted', loginId: 16 }])
    expect(closed?.reason).toBe('the client has closed')
  })
})

describe('five seconds', () => {
  const STEPS = [...'16,login,'].map((letter) => letter)

  /** A letter every 140 ms keeps a message open. */
  function drip(dialogue: Dialogue, untilMs: number): Dialogue {
    for (let index = 0; dialogue.age + 140 <= untilMs; index++) dialogue.send(STEPS[index] ?? 'x').wait(140)
    return dialogue.send('y').wait(untilMs - dialogue.age)
  }

  it('are given to a login, and not a millisecond more', () => {
    const dialogue = drip(new Dialogue(), 4_999)
    expect(dialogue.outcome.closed).toBeNull()
    dialogue.wait(1)
    expect(dialogue.outcome).toMatchObject({
      sent: ['Okay'],
      events: [
        { kind: 'refused', identity: null, reason: 'no login within five seconds', countsAsFailure: true },
      ],
      closed: { flush: false },
    })
  })

  it('include the package; who has logged in is not counted', () => {
    const dialogue = new Dialogue().wait(2_000).send(`${LOGIN}\n`).wait(2_999)
    expect(dialogue.outcome.closed).toBeNull()
    dialogue.wait(1)
    expect(dialogue.outcome).toMatchObject({
      sent: ['Okay', 'Okay'],
      events: [
        { kind: 'login-accepted', loginId: 16 },
        { kind: 'refused', identity: '16', reason: 'no package within five seconds', countsAsFailure: false },
      ],
      closed: { flush: false },
    })
  })

  it('end a login that the console has not checked, and the client is not blamed', () => {
    const dialogue = new Dialogue(PENDING).send(`${LOGIN}\n`).wait(5_000)
    expect(dialogue.outcome).toMatchObject({
      sent: ['Okay'],
      events: [{ kind: 'refused', identity: '16', countsAsFailure: false }],
      closed: { flush: false },
    })
  })

  it('end the wait for the database with the reason; a late answer says nothing more', () => {
    const asked = new Dialogue((question) => (question.kind === 'store' ? null : { kind: 'accepted' }))
    asked.send(`${LOGIN}\n${LOAD}\n`).wait(4_999)
    expect(asked.outcome.closed).toBeNull()
    asked.wait(1)
    expect(asked.outcome.sent).toEqual([
      'Okay',
      'Okay',
      'Closing connection (Reason: Could not accept and store your data.)',
    ])
    expect(asked.outcome.events).toContainEqual({
      kind: 'refused',
      identity: '16',
      reason: 'the database did not answer within five seconds',
      countsAsFailure: false,
    })
    asked.reply({ kind: 'stored' })
    expect(asked.outcome.sent).toHaveLength(3)
  })

  it('leave no deadline behind once the session is closed', () => {
    expect(new Dialogue().send(`${LOGIN}\n${LOAD}\n`).session.nextDeadline).toBeNull()
  })
})

describe('what the console answers', () => {
  const replies: [string, ScopePortReply, string, boolean][] = [
    [
      'the client is wrong',
      { kind: 'refused', reason: 'wrong password', cause: 'client' },
      'Login incorrect',
      true,
    ],
    [
      'the host is disabled',
      { kind: 'refused', reason: 'disabled', cause: 'operator' },
      'Login incorrect',
      false,
    ],
    ['the console is busy', { kind: 'refused', reason: 'Try again', cause: 'console' }, 'Try again', false],
  ]

  it.each(replies)('%s', (_name, reply, text, counts) => {
    const { sent, events } = new Dialogue(() => reply).send(`${LOGIN}\n`).outcome
    expect(sent).toEqual(['Okay', `Closing connection (Reason: ${text})`])
    const reason = reply.kind === 'refused' ? reply.reason : ''
    expect(events).toEqual([{ kind: 'refused', identity: '16', reason, countsAsFailure: counts }])
  })

  it('a value that was not stored is refused in the words of the original, with the reason in the journal', () => {
    const dialogue = new Dialogue((question) =>
      question.kind === 'store' ? { kind: 'not-stored', reason: 'the disk is full' } : { kind: 'accepted' },
    )
    const { sent, events } = dialogue.send(`${LOGIN}\n${LOAD}\n`).outcome
    expect(sent.at(-1)).toBe('Closing connection (Reason: Could not accept and store your data.)')
    expect(events.at(-1)).toMatchObject({
      kind: 'refused',
      reason: 'the disk is full',
      countsAsFailure: false,
    })
  })

  it('no okay for the package before the value is stored', () => {
    const dialogue = new Dialogue((question) => (question.kind === 'store' ? null : { kind: 'accepted' }))
    dialogue.send(`${LOGIN}\n${LOAD}\n`).wait(4_000)
    expect(dialogue.outcome.sent).toEqual(['Okay', 'Okay'])
    expect(dialogue.reply({ kind: 'stored' }).outcome.sent).toEqual(['Okay', 'Okay', 'Okay'])
  })

  it('the claimed id of a login that is malformed is in the journal', () => {
    const { events } = new Dialogue().send('4711,hello,world\n').outcome
    expect(events).toMatchObject([{ kind: 'refused', identity: '4711' }])
  })

  it('answers to nothing that was asked change nothing', () => {
    const dialogue = new Dialogue(PENDING)
    expect(dialogue.session.answer(1, { kind: 'stored' }, dialogue.now)).toEqual([])
    dialogue.send(`${LOGIN}\n`)
    expect(dialogue.session.answer(99, { kind: 'accepted' }, dialogue.now)).toEqual([])
    expect(dialogue.reply({ kind: 'stored' }).outcome.sent).toEqual(['Okay'])
  })
})
