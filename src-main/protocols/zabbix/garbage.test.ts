import { describe, expect, it } from 'vitest'
import { randomIntegers } from '../../../test/support/random.ts'
import { frameOf, TrapperDialogue } from '../../../test/support/zabbix-dialogue.ts'
import { expectSound, playMutatedBytes, readMutatedTexts } from '../../../test/support/zabbix-mutations.ts'

const SEED = 20_261_126

/** The whole million of mutated recordings is in test/integration/zabbix/mutated.test.ts. */
describe('garbage', () => {
  it('of a quarter of a million random bytes throws nothing and ends every session soundly', () => {
    const random = randomIntegers(SEED)
    const magic = new TextEncoder().encode('ZBXD')
    let sessions = 0
    for (let fed = 0; fed < 250_000; sessions++) {
      const bytes = Uint8Array.from({ length: 1 + random(400) }, () => random(256))
      // Half of it passes for the protocol at first sight.
      if (random(2) === 0) bytes.set([...magic, random(8), random(256), 0, 0, 0].slice(0, bytes.length))
      fed += bytes.length
      const dialogue = new TrapperDialogue().send(bytes)
      if (random(3) === 0) dialogue.end()
      expectSound(dialogue)
    }
    expect(sessions).toBeGreaterThan(1_000)
  })

  it('of recordings with wrong bytes neither', () => {
    expect(playMutatedBytes(SEED + 1, 1_500)).toBeGreaterThan(600)
  })

  it('nor of recordings with wrong letters, where what is read keeps its shape', () => {
    expect(readMutatedTexts(SEED + 2, 10_000)).toBeGreaterThan(1_200)
  })

  it('in the frame of a request is closed without a word', () => {
    const dialogue = new TrapperDialogue().send(frameOf('{"request":{"a":1}}', true))
    expect(dialogue.sent).toEqual([])
  })
})
