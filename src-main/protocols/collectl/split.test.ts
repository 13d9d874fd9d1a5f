import { describe, expect, it } from 'vitest'
import {
  eventsOf,
  readChunks,
  readRecording,
  recordingNames,
  recordsOf,
  replay,
} from '../../../test/support/collectl-recording.ts'
import type { CollectlEvent } from './events.ts'
import { createCollectlSession } from './session.ts'

const NOW = 1_795_202_700_000
/** One cut at every byte takes a run a byte: the first records of each recording have all that can be cut. */
const CUT_BYTES = 2_700

/** All that matters of the events in one number; comparing the objects would take most of the time. */
function digest(events: readonly CollectlEvent[]): number {
  let hash = 17
  for (const event of events) {
    if (event.kind !== 'record') {
      hash = mix(hash, textHash(JSON.stringify(event)))
      continue
    }
    hash = mix(mix(hash, event.at), event.intervalMs ?? -1)
    for (const { metric, value } of event.readings) {
      hash = mix(mix(hash, metric.length), typeof value === 'number' ? value * 100 : textHash(String(value)))
    }
  }
  return hash
}

function mix(hash: number, value: number): number {
  return (Math.imul(hash, 31) + Math.trunc(value % 4_294_967_296)) | 0
}

function textHash(text: string): number {
  let hash = 7
  for (let index = 0; index < text.length; index++) hash = mix(hash, text.charCodeAt(index))
  return hash
}

function piecesOf(bytes: Uint8Array, length: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / length) }, (_, index) =>
    bytes.subarray(index * length, (index + 1) * length),
  )
}

function cutsThatDiffer(bytes: Uint8Array): number[] {
  const expected = digest(replay([bytes], NOW))
  return Array.from({ length: bytes.length - 1 }, (_, index) => index + 1).filter(
    (cut) => digest(replay([bytes.subarray(0, cut), bytes.subarray(cut)], NOW)) !== expected,
  )
}

it('a torn record gives the same events wherever it is cut', () => {
  const bytes = readRecording('slow1s-slow')
  const tear = new TextDecoder('latin1').decode(bytes).search(/\n.+sample\.time/)
  const around = bytes.subarray(tear - 1_500, tear + 3_000)
  expect(replay([around], NOW).filter(({ kind }) => kind === 'record')).toHaveLength(1)
  expect(cutsThatDiffer(around)).toEqual([])
})

describe.each(recordingNames())('the recording %s', (name) => {
  const whole = readRecording(name)

  it('gives the same events byte by byte as in one piece', () => {
    expect(replay(piecesOf(whole, 1), NOW)).toEqual(replay([whole], NOW))
  })

  it('gives the same events wherever it is cut', () => {
    expect(cutsThatDiffer(whole.subarray(0, CUT_BYTES))).toEqual([])
  })

  it('gives the same values in the segments and at the times in which it came', () => {
    const chunks = readChunks(name)
    const session = createCollectlSession({ connectedAt: NOW + (chunks[0]?.afterMs ?? 0) })
    expect(chunks.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBe(whole.length)
    const events: CollectlEvent[] = []
    let now = NOW
    for (const { afterMs, bytes } of chunks) {
      now = NOW + afterMs
      // As the socket's owner does: first what was due before these bytes.
      while ((session.nextDeadline ?? Infinity) <= now)
        events.push(...eventsOf(session.tick(session.nextDeadline ?? now)))
      events.push(...eventsOf(session.receive(bytes, now)))
    }
    events.push(...eventsOf(session.tick(now + 1_000)), ...eventsOf(session.end(now + 1_000)))
    const inOnePiece = recordsOf(replay([whole], NOW))
    expect(recordsOf(events).map(({ readings }) => readings)).toEqual(
      inOnePiece.map(({ readings }) => readings),
    )
  })
})
