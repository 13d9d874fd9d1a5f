import { describe, expect, it } from 'vitest'
import { eventsOf, readRecording, recordingNames } from '../../../test/support/collectl-recording.ts'
import type { CollectlEvent, CollectlSessionOptions } from './events.ts'
import { COLLECTL_LIMITS } from './limits.ts'
import { createCollectlSession } from './session.ts'

const T = 1_795_202_661_000
const RECORD = 'cputotals.user 1\n>>><<<\n'
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const record = (at: number): Uint8Array => bytes(`sample.time ${(at / 1_000).toFixed(3)}\n${RECORD}`)

interface Heard {
  readonly events: CollectlEvent[]
  readonly closed: string | null
}

/** A session with a hand-turned clock: `silentUntil` carries out every deadline up to that time. */
function open(options: Partial<CollectlSessionOptions> = {}) {
  const session = createCollectlSession({ connectedAt: T, ...options })
  const hear = (effects: ReturnType<typeof session.receive>): Heard => ({
    events: eventsOf(effects),
    closed: effects.flatMap((effect) => (effect.kind === 'close' ? [effect.reason] : []))[0] ?? null,
  })
  return {
    session,
    receive: (data: Uint8Array, now: number) => hear(session.receive(data, now)),
    end: (now: number) => hear(session.end(now)),
    silentUntil: (until: number): Heard => {
      const effects = []
      for (let due = session.nextDeadline; due !== null && due <= until; due = session.nextDeadline) {
        effects.push(...session.tick(due))
      }
      return hear(effects)
    },
  }
}

const statesOf = ({ events }: Heard): string[] => events.flatMap((e) => (e.kind === 'state' ? [e.state] : []))
const troublesOf = ({ events }: Heard): (string | null)[] =>
  events.flatMap((e) => (e.kind === 'trouble' ? [e.message] : []))

describe('a connection to collectl', () => {
  it('goes from waiting over detecting to streaming', () => {
    const { receive } = open()
    expect(receive(bytes('sample.time 1795202661.000\n'), T + 10).events).toEqual([
      { kind: 'state', state: 'detecting' },
      { kind: 'detected', format: 'lexpr', host: null },
    ])
    expect(receive(bytes(RECORD), T + 20).events).toEqual([
      { kind: 'state', state: 'streaming' },
      {
        kind: 'record',
        at: T,
        receivedAt: T + 20,
        readings: [{ metric: 'cputotals.user', unit: '%', label: 'CPU user', value: 1 }],
        intervalMs: null,
        clockSkewMs: -20,
      },
    ])
  })

  it('is closed when no byte came in 15 s, and not a millisecond sooner', () => {
    const { session, silentUntil } = open()
    expect(session.nextDeadline).toBe(T + COLLECTL_LIMITS.firstByteMs)
    expect(session.tick(T + COLLECTL_LIMITS.firstByteMs - 1)).toEqual([])
    expect(silentUntil(T + COLLECTL_LIMITS.firstByteMs).closed).toMatch(
      /no data came.*one new client per interval/s,
    )
    expect(session.nextDeadline).toBeNull()
  })

  it('waits three intervals for the first byte where the interval is known', () => {
    expect(open({ knownIntervalMs: 4_000 }).session.nextDeadline).toBe(T + 15_000)
    expect(open({ knownIntervalMs: 6_000 }).session.nextDeadline).toBe(T + 18_000)
  })

  it('waits longer with more patience', () => {
    expect(open({ patience: 4 }).session.nextDeadline).toBe(T + 60_000)
  })

  it('is stale after 10 s without a record, dead after 60 s, and alive again in between', () => {
    const { receive, silentUntil } = open()
    receive(record(T), T)
    expect(silentUntil(T + 9_999)).toEqual({ events: [], closed: null })
    const late = silentUntil(T + 10_000)
    expect(statesOf(late)).toEqual(['stale'])
    expect(troublesOf(late)).toEqual(['No record for 10 s.'])
    const alive = receive(record(T + 11_000), T + 11_000)
    expect(statesOf(alive)).toEqual(['streaming'])
    expect(troublesOf(alive)).toEqual([null])
    // 11 s apart so far: an interval of 11 s makes it late after 33 s and dead after 66 s.
    expect(statesOf(silentUntil(T + 11_000 + 32_999))).toEqual([])
    expect(statesOf(silentUntil(T + 11_000 + 33_000))).toEqual(['stale'])
    expect(silentUntil(T + 11_000 + 65_999).closed).toBeNull()
    expect(silentUntil(T + 11_000 + 66_000).closed).toBe(
      'Nothing came for 66 s, so the connection counts as dead.',
    )
  })

  it('is dead after 60 s of silence at an interval of a second', () => {
    const { receive, silentUntil } = open()
    receive(record(T), T)
    receive(record(T + 1_000), T + 1_000)
    expect(silentUntil(T + 60_999).closed).toBeNull()
    expect(silentUntil(T + 61_000).closed).not.toBeNull()
  })

  it('says nothing any more once it is closed', () => {
    const { session, receive, silentUntil, end } = open()
    silentUntil(T + 15_000)
    expect(receive(record(T), T + 15_001).events).toEqual([])
    expect(session.tick(T + 99_000)).toEqual([])
    expect(end(T + 99_000).events).toEqual([])
  })

  it('never sends a byte and never asks', () => {
    for (const name of recordingNames()) {
      const { session } = open()
      const effects = [
        ...session.receive(readRecording(name), T),
        ...session.tick(T + 90_000),
        ...session.end(T),
      ]
      expect(effects.filter(({ kind }) => kind !== 'publish' && kind !== 'close')).toEqual([])
    }
  })

  it('gives a record without an end mark when nothing followed for 300 ms', () => {
    const { session, receive, silentUntil } = open()
    const text =
      '### RECORD    1 >>> h <<< (1795202661.003) (x) ###\n\n# INTERRUPT SUMMARY\n# Cpu0 Cpu1\n  1 2\n'
    expect(receive(bytes(text), T).events.filter(({ kind }) => kind === 'record')).toEqual([])
    expect(session.nextDeadline).toBe(T + COLLECTL_LIMITS.quietMs)
    expect(silentUntil(T + 299).events).toEqual([])
    expect(silentUntil(T + 300).events.map(({ kind }) => kind)).toEqual(['state', 'record'])
  })

  it('does not take a pause within a line for the end of a record', () => {
    const { session, receive } = open()
    receive(
      bytes('### RECORD    1 >>> h <<< (1795202661.003) (x) ###\n# INTERRUPT SUMMARY\n# Cpu0 Cpu1\n  1 2\n#'),
      T,
    )
    expect(session.nextDeadline).toBeGreaterThan(T + COLLECTL_LIMITS.quietMs)
  })
})

describe('what is wrong, in words', () => {
  it('plot that was joined late, and the remedy', () => {
    const { receive } = open()
    const heard = receive(readRecording('late-plot'), T)
    expect(heard.events.filter(({ kind }) => kind === 'detected')).toEqual([
      { kind: 'detected', format: 'plot', host: null },
    ])
    expect(troublesOf(heard)).toEqual([expect.stringMatching(/^No header yet.*--hr 5/)])
    expect(statesOf(heard)).toEqual(['detecting'])
  })

  it('brief that was joined late, until its header comes', () => {
    expect(troublesOf(open().receive(readRecording('late-brief'), T))).toEqual([
      expect.stringMatching(/^No header yet.*within 22 records/),
      null,
    ])
  })

  it('switches that collectl refused', () => {
    const heard = open().receive(readRecording('client-err'), T)
    expect(troublesOf(heard)).toEqual([expect.stringContaining("Error: invalid lexpr option 'zz'")])
  })

  it('another service on this port', () => {
    expect(troublesOf(open().receive(bytes('SSH-2.0-OpenSSH_9.2p1 Debian\r\n'), T))).toEqual([
      'This port answers as SSH, not as collectl. Check the port.',
    ])
  })

  it('bytes that are nothing of collectl, after 20 lines', () => {
    const { receive } = open()
    expect(troublesOf(receive(bytes('hello\n'.repeat(COLLECTL_LIMITS.detectLines - 1)), T))).toEqual([])
    expect(troublesOf(receive(bytes('hello\n'), T))).toEqual([expect.stringContaining('--export lexpr')])
    expect(troublesOf(receive(bytes('hello\n'.repeat(100)), T))).toEqual([])
  })

  it('bytes that are nothing of collectl, after 10 s', () => {
    const { receive, silentUntil } = open()
    receive(bytes('hello\n'), T)
    expect(troublesOf(silentUntil(T + 9_999))).toEqual([])
    expect(troublesOf(silentUntil(T + 10_000))).toEqual([expect.stringContaining('--export lexpr')])
  })

  it('is over with the first record', () => {
    const { receive } = open()
    receive(bytes('hello\n'.repeat(20)), T)
    expect(troublesOf(receive(record(T), T))).toEqual([null])
  })
})

/** A small generator of our own, so that a failure can be repeated. */
function randomBytes(seed: number, length: number, alphabet: string | null): Uint8Array {
  let state = seed
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return alphabet === null ? state >>> 24 : alphabet.charCodeAt((state >>> 8) % alphabet.length)
  })
}

describe('garbage', () => {
  const starts = [
    '',
    'sample.time 1795202661.002\n',
    '#UTC [CPU]User% [NET:a]Name [NET:a]RxKB\n',
    '#<--CPU-->\n#cpu\n',
  ]
  const borders = [
    ...starts,
    '### RECORD    1 >>> h <<< (1795202661.003) (x) ###\n',
    '#procs ---memory\n',
    'h # PROC STATISTICS\n',
  ]

  it.each(borders)('a million bytes at random after %j never throw', (start) => {
    for (const [seed, alphabet] of [
      [1, null],
      [2, 'ab.:#[] \n0123456789'],
      [3, '#<->| \nA'],
      [4, '1'],
    ] as const) {
      const { session, receive } = open()
      receive(bytes(start), T)
      const garbage = randomBytes(seed, 250_000, alphabet)
      let count = 0
      for (let offset = 0; offset < garbage.length; offset += 10_007) {
        count += receive(garbage.subarray(offset, offset + 10_007), T + offset).events.length
      }
      session.tick(T + 250_300)
      session.end(T + 250_300)
      expect(count).toBeLessThanOrEqual(250_000)
    }
  })

  it('damaged recordings never throw', () => {
    for (const name of recordingNames()) {
      const damaged = readRecording(name).slice(0, 20_000)
      const places = randomBytes(name.length, 400, null)
      for (let index = 0; index + 2 < places.length; index += 3) {
        const place = ((places[index] ?? 0) * 256 + (places[index + 1] ?? 0)) % damaged.length
        damaged[place] = places[index + 2] ?? 0
      }
      const { session, receive } = open()
      expect(() => receive(damaged, T)).not.toThrow()
      session.end(T)
    }
  })
})
