import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Dialogue } from '../../../test/support/scopeport-dialogue.ts'

const SEED = 20_091_229
const WORDS = [
  '16',
  ',',
  'login',
  'secret',
  '\n',
  '\r',
  'profile_',
  'cpus',
  '|',
  ';',
  ':',
  '-0-',
  '3.25',
  '\u0000',
  ' ',
  'é',
]

/** mulberry32: small, seeded, good enough to make a mess. */
function randomIntegers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** Whatever came in: replies are few and well formed, a close comes once and nothing after it. */
function expectSound(dialogue: Dialogue): void {
  const { sent, closed, questions } = dialogue.outcome
  expect(sent.join('')).toMatch(/^(Okay){1,3}(Closing connection \(Reason: [^\n]{1,200}\))?$/)
  expect(questions.length).toBeLessThanOrEqual(2)
  if (closed === null) return
  expect(dialogue.session.nextDeadline).toBeNull()
  expect(dialogue.session.receive(Uint8Array.of(10), dialogue.now)).toEqual([])
  expect(dialogue.session.end(dialogue.now)).toEqual([])
  expect(dialogue.session.tick(dialogue.now + 10_000)).toEqual([])
}

function playGarbage(makeBytes: (length: number) => Uint8Array, total: number): number {
  const random = randomIntegers(SEED)
  let sessions = 0
  let dialogue = new Dialogue()
  for (let fed = 0; fed < total;) {
    const bytes = makeBytes(1 + random(300))
    fed += bytes.length
    dialogue.send(bytes).wait(random(400))
    if (random(50) === 0) dialogue.halfClose()
    if (dialogue.outcome.closed === null) continue
    expectSound(dialogue)
    sessions++
    dialogue = new Dialogue()
  }
  return sessions
}

describe('garbage', () => {
  it('of a million random bytes throws nothing and ends every session soundly', () => {
    const random = randomIntegers(SEED + 1)
    const sessions = playGarbage((length) => Uint8Array.from({ length }, () => random(256)), 1_000_000)
    expect(sessions).toBeGreaterThan(1_000)
  })

  it('of words of the protocol in a wrong order neither', () => {
    const random = randomIntegers(SEED + 2)
    const sessions = playGarbage((length) => {
      const prefix = random(2) === 0 ? '16,login,secret\n16,' : ''
      const words = Array.from({ length: 1 + (length % 12) }, () => WORDS[random(WORDS.length)] ?? '')
      return new TextEncoder().encode(prefix + words.join(''))
    }, 200_000)
    expect(sessions).toBeGreaterThan(1_000)
  })

  it('in any pieces, at any pace, is answered soundly', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc.constantFrom(
        '16,login,secret',
        '\n',
        '16,cpuload15,3.25',
        '16,',
        '\r\n',
        '16,profile_cpus,a:0|b:c|d',
      ),
    )
    const step = fc.record({ piece, waitMs: fc.integer({ min: 0, max: 1_000 }), ends: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const dialogue = new Dialogue()
        for (const { piece: sent, waitMs, ends } of steps) {
          dialogue.send(sent).wait(waitMs)
          if (ends) dialogue.halfClose()
        }
        expectSound(dialogue)
      }),
      { seed: SEED, numRuns: 500 },
    )
  })

  it('any text value survives, whatever is in it but control characters', () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      .map((value) => `x${value}x`)
      .filter((value) => !/[\u0000-\u0008\u000a-\u001f\u007f]/u.test(value))
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 100 }), (value, at) => {
        const bytes = new TextEncoder().encode(`16,note,${value}`)
        const dialogue = new Dialogue().send('16,login,secret\n')
        dialogue.send(bytes.subarray(0, at)).send(bytes.subarray(at)).quiet()
        expect(dialogue.outcome.questions[1]).toMatchObject({ package: { sensor: 'note', value } })
      }),
      { seed: SEED, numRuns: 500 },
    )
  })
})
