import { parentPort } from 'node:worker_threads'
import type { ValueRow } from '../protocols/zabbix/value-rows.ts'
import {
  type FrameRequest,
  type FrameResponse,
  type FrameToRead,
  readFrame,
  type Readings,
  valuesIn,
  withRows,
} from './frame-message.ts'

/** The thread that inflates and reads frames that would hold the loop for too long. */

interface Read {
  readonly reading: Readings[keyof Readings]
  readonly rows: readonly ValueRow[]
  /** Of the first row that has not been sent. */
  next: number
}

/** Taking over as many, or rows with as much text in them, is a matter of a few milliseconds. */
const ROWS_PER_MESSAGE = 1_000
const TEXT_PER_MESSAGE = 4_000_000

const under = new Map<number, Read>()

function begin(frame: FrameToRead): Read {
  const reading = readFrame(frame)
  const read = { reading, rows: valuesIn(reading)?.rows ?? [], next: 0 }
  under.set(frame.id, read)
  return read
}

function nextOf(id: number, read: Read): FrameResponse {
  const { reading, rows, next } = read
  let end = next
  for (let text = 0; end < rows.length && end - next < ROWS_PER_MESSAGE && text < TEXT_PER_MESSAGE; end++)
    text += rows[end]?.value?.length ?? 0
  if (end > next) {
    read.next = end
    return { id, kind: 'rows', rows: rows.slice(next, end) }
  }
  under.delete(id)
  return { id, kind: 'end', reading: withRows(reading, []) }
}

parentPort?.on('message', (request: FrameRequest) => {
  const read = request.kind === 'read' ? begin(request) : under.get(request.id)
  if (read !== undefined) parentPort?.postMessage(nextOf(request.id, read))
})
