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
  readonly id: number
  readonly reading: Readings[keyof Readings]
  readonly rows: readonly ValueRow[]
  /** Of the first row that has not been sent. */
  next: number
}

/** Taking over as many, or rows with as much text in them, is a matter of a few milliseconds. */
const ROWS_PER_MESSAGE = 1_000
const TEXT_PER_MESSAGE = 4_000_000

/** One frame is inflated at a time: after an outage many large ones come at once. */
const waiting: FrameToRead[] = []
let underway: Read | null = null

function begin(frame: FrameToRead): Read {
  const reading = readFrame(frame)
  return { id: frame.id, reading, rows: valuesIn(reading)?.rows ?? [], next: 0 }
}

function nextOf(read: Read): FrameResponse {
  const { id, reading, rows, next } = read
  let end = next
  for (let text = 0; end < rows.length && end - next < ROWS_PER_MESSAGE && text < TEXT_PER_MESSAGE; end++)
    text += rows[end]?.value?.length ?? 0
  if (end > next) {
    read.next = end
    return { id, kind: 'rows', rows: rows.slice(next, end) }
  }
  underway = null
  return { id, kind: 'end', reading: withRows(reading, []) }
}

function goOn(): void {
  for (;;) {
    if (underway === null) {
      const frame = waiting.shift()
      if (frame === undefined) return
      underway = begin(frame)
    }
    parentPort?.postMessage(nextOf(underway))
    // The next part is asked for.
    if (underway !== null) return
  }
}

parentPort?.on('message', (request: FrameRequest) => {
  if (request.kind === 'more') return goOn()
  waiting.push(request)
  if (underway === null) goOn()
})
