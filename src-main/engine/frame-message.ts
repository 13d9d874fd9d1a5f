import { decodePayload, type FrameHeader } from '../protocols/zabbix/codec.ts'
import { type PassiveAnswer, readPassiveAnswer } from '../protocols/zabbix/passive-session.ts'
import { readRequest, type RequestReading } from '../protocols/zabbix/requests.ts'
import type { ValueRow, ValueRows } from '../protocols/zabbix/value-rows.ts'

/** What a frame is read as: a request on our port, or the answer of a passive proxy. */
export interface Readings {
  readonly request: RequestReading
  readonly answer: PassiveAnswer
}

/** Between the loop and the thread that reads large frames. */
export interface FrameToRead {
  readonly kind: 'read'
  readonly id: number
  readonly wanted: keyof Readings
  /** Handed over, not copied. */
  readonly payload: Uint8Array
  readonly header: Pick<FrameHeader, 'isCompressed' | 'messageBytes'>
}

/** Each part is asked for: what has piled up at a port would be taken over in one go. */
export type FrameRequest = FrameToRead | { readonly kind: 'more'; readonly id: number }

/** Values come in parts, so that taking them over never holds the loop for long; the last message has everything else. */
export type FrameResponse =
  | { readonly id: number; readonly kind: 'rows'; readonly rows: readonly ValueRow[] }
  | { readonly id: number; readonly kind: 'end'; readonly reading: Readings[keyof Readings] }

export function readFrame({ wanted, payload, header }: FrameToRead): Readings[keyof Readings] {
  const text = decodePayload(payload, header)
  return wanted === 'request' ? readRequest(text) : readPassiveAnswer(text)
}

/** The values that a reading brings; null for one without. */
export function valuesIn(reading: Readings[keyof Readings]): ValueRows | null {
  if ('kind' in reading) return reading.kind === 'data' ? reading.data.history : null
  if (!reading.ok) return null
  const { request } = reading
  if (request.kind === 'proxy data') return request.data.history
  return request.kind === 'agent data' || request.kind === 'sender data' ? request.values : null
}

/** The same reading with these rows for its values. */
export function withRows(
  reading: Readings[keyof Readings],
  rows: readonly ValueRow[],
): Readings[keyof Readings] {
  if ('kind' in reading) {
    if (reading.kind !== 'data') return reading
    return { ...reading, data: { ...reading.data, history: { ...reading.data.history, rows } } }
  }
  if (!reading.ok) return reading
  const { request } = reading
  if (request.kind === 'proxy data') {
    const history = { ...request.data.history, rows }
    return { ok: true, request: { ...request, data: { ...request.data, history } } }
  }
  if (request.kind !== 'agent data' && request.kind !== 'sender data') return reading
  return { ok: true, request: { ...request, values: { ...request.values, rows } } }
}
