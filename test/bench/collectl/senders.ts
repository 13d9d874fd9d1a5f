import { readFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'

/**
 * Replays a recording of a real collectl from many servers, as collectl's own:
 * each takes one reader and sends it a record a second, with the time of now.
 * A process of its own, so that it takes nothing from the console.
 */
export interface SendersReady {
  readonly ports: readonly number[]
}

/** What was sent until “stop”. */
export interface SendersResult {
  readonly records: number
  readonly values: number
  /** Most bytes that waited in this process: a reader that does not keep up. */
  readonly mostWaitingBytes: number
}

const RECORDING = new URL('../../fixtures/collectl/lexpr-all.raw', import.meta.url)
const EVERY_MS = 1_000
const END_MARK = '>>><<<'

interface Sender {
  socket: Socket | null
  next: number
}

/** Lines after `sample.time`, of each whole record. */
const records = readFileSync(RECORDING, 'utf8')
  .split(`${END_MARK}\n`)
  .filter((record) => record.startsWith('sample.time '))
  .map((record) => {
    const rest = record.slice(record.indexOf('\n') + 1)
    return { text: `${rest}${END_MARK}\n`, values: rest.split('\n').length - 1 }
  })

const sent = { records: 0, values: 0, mostWaitingBytes: 0 }
const timers: NodeJS.Timeout[] = []

function send(sender: Sender): void {
  const { socket } = sender
  if (socket === null) return
  const record = records[sender.next++ % records.length]
  if (record === undefined) return
  sent.mostWaitingBytes = Math.max(sent.mostWaitingBytes, socket.writableLength)
  socket.write(`sample.time ${(Date.now() / 1_000).toFixed(3)}\n${record.text}`)
  sent.records++
  sent.values += record.values
}

function listen(sender: Sender): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer((socket) => {
      sender.socket = socket
      socket.setNoDelay(true)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => (sender.socket = null))
    })
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(address === null || typeof address === 'string' ? 0 : address.port)
    })
  })
}

async function start(count: number): Promise<void> {
  const senders = Array.from({ length: count }, (_, index): Sender => ({ socket: null, next: index }))
  const ports = await Promise.all(senders.map(listen))
  for (const [index, sender] of senders.entries()) {
    // Machines do not tick together.
    const first = setTimeout(
      () => timers.push(setInterval(() => send(sender), EVERY_MS)),
      (index * EVERY_MS) / count,
    )
    timers.push(first)
  }
  process.send?.({ ports } satisfies SendersReady)
}

process.on('message', (message: number | 'stop') => {
  if (message !== 'stop') return void start(message)
  for (const timer of timers) clearInterval(timer)
  process.send?.(sent satisfies SendersResult)
})
process.on('disconnect', () => process.exit(0))
