import { parentPort } from 'node:worker_threads'
import { type FrameRequest, type FrameResponse, readFrame, valuesIn, withRows } from './frame-message.ts'

/** The thread that inflates and reads frames that would hold the loop for too long. */

/** Taking over as many, of the longest texts that are kept, is a matter of a few milliseconds. */
const ROWS_PER_MESSAGE = 100

function send(response: FrameResponse): void {
  parentPort?.postMessage(response)
}

parentPort?.on('message', (request: FrameRequest) => {
  const { id } = request
  const reading = readFrame(request)
  const rows = valuesIn(reading)?.rows ?? []
  for (let start = 0; start < rows.length; start += ROWS_PER_MESSAGE)
    send({ id, kind: 'rows', rows: rows.slice(start, start + ROWS_PER_MESSAGE) })
  send({ id, kind: 'end', reading: withRows(reading, []) })
})
