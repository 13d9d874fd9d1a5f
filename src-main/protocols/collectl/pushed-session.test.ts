import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventsOf, readRecording, recordsOf, valuesOf } from '../../../test/support/collectl-recording.ts'
import type { CollectlEvent } from './events.ts'
import { COLLECTL_LIMITS } from './limits.ts'
import { createPushedSession, type PushedSession } from './pushed-session.ts'

const NOW = 1_795_202_700_000
const encoder = new TextEncoder()
const CLIENTS = ['client-brief', 'client-err', 'client-lexpr', 'client-plot', 'client-verbose']

function opened(knownIntervalMs = 1_000): PushedSession {
  const session = createPushedSession({ connectedAt: NOW, knownIntervalMs })
  session.open(NOW)
  return session
}

function replay(pieces: readonly Uint8Array[]): CollectlEvent[] {
  const session = opened()
  const effects = pieces.flatMap((bytes) => [...session.receive(bytes, NOW)])
  return eventsOf([...effects, ...session.tick(NOW + 1_000), ...session.end(NOW + 1_000)])
}

/** A record as a collectl with our address sends it: the host before each line but the last. */
function record(host: string, values: Readonly<Record<string, number | string>>): string {
  const lines = [`sample.time ${NOW / 1_000}.001`, ...Object.entries(values).map((pair) => pair.join(' '))]
  return `${lines.map((line) => `${host} ${line}\n`).join('')}>>><<<\n`
}

const say = (text: string) => replay([encoder.encode(text)])

describe('a collectl that connects', () => {
  it.each(CLIENTS)('%s gives the same events cut at every byte, and byte by byte', (name) => {
    const bytes = readRecording(name)
    const expected = JSON.stringify(replay([bytes]))
    const single = Array.from(bytes, (_, index) => bytes.subarray(index, index + 1))
    expect(JSON.stringify(replay(single))).toBe(expected)
    // Of long ones the first records have all that can be cut.
    const head = bytes.subarray(0, 2_000)
    const ofHead = JSON.stringify(replay([head]))
    const differing = Array.from({ length: head.length - 1 }, (_, index) => index + 1).filter(
      (cut) => JSON.stringify(replay([head.subarray(0, cut), head.subarray(cut)])) !== ofHead,
    )
    expect(differing).toEqual([])
  })

  it('has its host taken off each line, and ends its records without one', () => {
    const events = replay([readRecording('client-lexpr')])
    expect(events).toContainEqual({ kind: 'detected', format: 'lexpr', host: 'db02' })
    const [first] = recordsOf(events)
    expect(first?.at).toBe(1_795_202_881_005)
    expect(valuesOf(first)).toMatchObject({ 'cputotals.user': 23, 'cpuload.avg1': 0.87 })
  })

  it('tells what is wrong with its switches', () => {
    const trouble = replay([readRecording('client-err')]).filter(({ kind }) => kind === 'trouble')
    expect(trouble).toEqual([
      {
        kind: 'trouble',
        message: "collectl says “Error: invalid lexpr option 'zz'”. Correct its switches and start it again.",
      },
    ])
  })

  it('is over when it closes, and nothing is ever sent to it', () => {
    const session = opened()
    const effects = [...session.open(NOW), ...session.receive(readRecording('client-lexpr'), NOW)]
    const end = session.end(NOW)
    expect([...effects, ...end].filter(({ kind }) => kind === 'send')).toEqual([])
    expect(end.at(-1)).toEqual({ kind: 'close', reason: 'collectl closed the connection', flush: false })
  })

  it('is noticed by its silence: late first, then gone', () => {
    const session = opened()
    session.receive(encoder.encode(record('web01', { 'cputotals.user': 1 })), NOW)
    expect(eventsOf(session.tick(NOW + COLLECTL_LIMITS.staleMs))).toContainEqual({
      kind: 'state',
      state: 'stale',
    })
    const effects = session.tick(NOW + COLLECTL_LIMITS.silenceMs)
    expect(effects.at(-1)).toMatchObject({ kind: 'close', flush: false })
  })

  it('that never sends is given up after as many intervals as its run has it wait', () => {
    const quick = opened()
    expect(quick.tick(NOW + COLLECTL_LIMITS.firstByteMs - 1)).toEqual([])
    expect(quick.tick(NOW + COLLECTL_LIMITS.firstByteMs).at(-1)).toMatchObject({ kind: 'close' })
    const slow = opened(60_000)
    expect(slow.tick(NOW + 3 * 60_000 - 1)).toEqual([])
    expect(slow.tick(NOW + 3 * 60_000).at(-1)).toMatchObject({ kind: 'close' })
  })
})

describe('a peer that means no good', () => {
  it('cannot change its host in the middle', () => {
    const events = say(record('web01', { 'cputotals.user': 1 }) + record('db01', { 'cputotals.user': 99 }))
    expect(recordsOf(events).map((one) => valuesOf(one)['cputotals.user'])).toEqual([1])
    expect(events.some(({ kind }) => kind === 'dropped')).toBe(true)
    expect(events.filter((event) => event.kind === 'detected').map(({ host }) => host)).toEqual(['web01'])
  })

  it('gets as many names into a record as the limit says', () => {
    const names = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`misc.v${index}`, index]))
    // The time is a name of the record as well, though none of its values.
    const most = recordsOf(say(record('web01', names(COLLECTL_LIMITS.namesPerRecord))))
    expect(most[0]?.readings).toHaveLength(COLLECTL_LIMITS.namesPerRecord)
    const tooMany = say(record('web01', names(COLLECTL_LIMITS.namesPerRecord + 1)))
    expect(recordsOf(tooMany)).toEqual([])
    expect(tooMany).toContainEqual({
      kind: 'dropped',
      reason: `a record had more than ${COLLECTL_LIMITS.namesPerRecord} names`,
    })
  })

  it('loses a line of 10 MB, and nothing of what follows', () => {
    const long = `web01 misc.text ${'x'.repeat(10 * 1024 * 1024)}\n`
    const events = say(
      record('web01', { 'cputotals.user': 1 }) + long + record('web01', { 'cputotals.user': 2 }),
    )
    expect(recordsOf(events).map((one) => valuesOf(one)['cputotals.user'])).toEqual([1, 2])
    expect(events.filter(({ kind }) => kind === 'dropped')).toHaveLength(1)
  })

  it('has no markup in its names', () => {
    const events = say(
      record('web01', { '<img/src=x>': 1 }) + record('<b>web01</b>', { 'cputotals.user': 1 }),
    )
    expect(recordsOf(events)).toEqual([])
    const [detected] = say(record('<b>web01</b>', { 'cputotals.user': 1 })).filter(
      ({ kind }) => kind === 'detected',
    )
    expect(detected).toBeUndefined()
  })

  it('never makes a session throw, whatever it sends', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), (pieces) => {
        const session = opened()
        for (const bytes of pieces) session.receive(bytes, NOW)
        session.tick(NOW + 100_000)
        session.end(NOW + 100_000)
      }),
      { seed: 2_655, numRuns: 500 },
    )
  })

  it('never makes a session throw with what is almost a recording', () => {
    const bytes = readRecording('client-lexpr').subarray(0, 3_000)
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(40), (at, byte, cut) => {
        const damaged = Uint8Array.from(bytes)
        damaged[at] = byte
        const session = opened()
        session.receive(damaged.subarray(0, at + cut), NOW)
        session.receive(damaged.subarray(Math.max(at, at - cut)), NOW)
        session.end(NOW)
      }),
      { seed: 2_655, numRuns: 500 },
    )
  })
})
