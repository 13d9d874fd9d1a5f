import { parentPort } from 'node:worker_threads'
import { readBody } from '../../protocols/scope-plugin/read-body.ts'
import type { ParserRequest, ParserResponse } from './parser-protocol.ts'

/** The thread that reads bodies that would hold the loop for too long. */

/** Taking over as many is a matter of a millisecond. */
const NODES_PER_MESSAGE = 100

function send(response: ParserResponse): void {
  parentPort?.postMessage(response)
}

parentPort?.on('message', ({ id, wanted, bytes }: ParserRequest) => {
  const body = readBody(bytes, wanted)
  if (body.kind !== 'report') return send({ id, kind: 'end', body })
  const { report } = body
  report.topologies.forEach(({ nodes }, topology) => {
    for (let start = 0; start < nodes.length; start += NODES_PER_MESSAGE)
      send({ id, kind: 'nodes', topology, nodes: nodes.slice(start, start + NODES_PER_MESSAGE) })
  })
  const topologies = report.topologies.map((topology) => ({ ...topology, nodes: [] }))
  send({ id, kind: 'end', body: { kind: 'report', report: { ...report, topologies } } })
})
