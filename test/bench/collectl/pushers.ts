import { readFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

/**
 * Replays a recording of a real collectl as machines that connect, each from an
 * address of its own: a record a second with the time of now, the host before
 * each line. A process of its own, so that it takes nothing from the reader.
 */
export type PushFormat = 'lexpr' | 'brief'

export type PushOrder =
  /** Connect so many to this port: in lexpr as the console has them, or in what colmux gets. */
  | { readonly kind: 'push'; readonly port: number; readonly count: number; readonly format: PushFormat }
  /** Open a port where a line `ADDRESS PORT` makes a machine connect, in the brief format as colmux has them. */
  | { readonly kind: 'control' }
  | { readonly kind: 'stop' }

export interface PushResult {
  readonly records: number
  readonly values: number
  /** Most bytes that waited in this process: a reader that does not keep up. */
  readonly mostWaitingBytes: number
}

const EVERY_MS = 1_000
const END_MARK = '>>><<<'
const fixture = (name: string): string =>
  readFileSync(new URL(`../../fixtures/collectl/${name}.raw`, import.meta.url), 'utf8')

const lexprRecords = fixture('lexpr-all')
  .split(`${END_MARK}\n`)
  .filter((record) => record.startsWith('sample.time '))
  .map((record) => record.trimEnd().split('\n').slice(1))
/** Without the host: two lines of header, then a line a record that begins with its time. */
const briefLines = fixture('client-brief')
  .split('\n')
  .map((line) => line.slice(line.indexOf(' ') + 1))
const briefHeader = briefLines.filter((line) => line.startsWith('#')).slice(0, 2)
const briefRecords = briefLines
  .filter((line) => /^\d\d:\d\d:\d\d /.test(line))
  .map((line) => line.trim().split(/ +/).slice(1))

const sent = { records: 0, values: 0, mostWaitingBytes: 0 }
const timers: (readonly NodeJS.Timeout[])[] = []
let isStopped = false

/** Machine 1 is 127.0.1.1, machine 256 is 127.0.2.0: all of them are this machine. */
function addressOf(index: number): string {
  return `127.0.${1 + (index >> 8)}.${index & 255}`
}

function lexpr(host: string, lines: readonly string[]): string {
  const time = `sample.time ${(Date.now() / 1_000).toFixed(3)}`
  return `${[time, ...lines].map((line) => `${host} ${line}\n`).join('')}${END_MARK}\n`
}

function brief(host: string, values: readonly string[]): string {
  return `${host} ${new Date().toISOString().slice(11, 19)} ${values.join(' ')}\n`
}

/** Connects a machine, which knocks again where it is turned away: colmux has a queue of one. */
function push(localAddress: string, port: number, format: PushFormat, afterMs: number): void {
  const host = `m${localAddress.replaceAll('.', '-')}`
  const socket: Socket = connect({ port, host: '127.0.0.1', localAddress, noDelay: true })
  socket.on('error', () => undefined)
  socket.once('close', () => {
    for (const timer of own) clearInterval(timer)
    if (!isStopped) setTimeout(() => push(localAddress, port, format, afterMs), Math.random() * EVERY_MS)
  })
  if (format === 'brief') for (const line of briefHeader) socket.write(`${host} ${line}\n`)
  let next = 0
  const send = (): void => {
    const records = format === 'lexpr' ? lexprRecords : briefRecords
    const record = records[next++ % records.length] ?? []
    sent.mostWaitingBytes = Math.max(sent.mostWaitingBytes, socket.writableLength)
    socket.write(format === 'lexpr' ? lexpr(host, record) : brief(host, record))
    sent.records++
    sent.values += record.length
  }
  // Machines do not tick together.
  const own = [setTimeout(() => own.push(setInterval(send, EVERY_MS)), afterMs)]
  timers.push(own)
}

function openControl(): void {
  const server = createServer((socket) => {
    createInterface({ input: socket }).on('line', (line) => {
      const [address = '', port = ''] = line.split(' ')
      push(address, Number(port), 'brief', Math.random() * EVERY_MS)
    })
  })
  server.listen(0, '127.0.0.1', () => process.send?.(server.address()))
}

process.on('message', (order: PushOrder) => {
  if (order.kind === 'control') openControl()
  else if (order.kind === 'push') {
    for (let index = 1; index <= order.count; index++)
      push(addressOf(index), order.port, order.format, (index * EVERY_MS) / order.count)
  } else {
    isStopped = true
    for (const timer of timers.flat()) clearInterval(timer)
    process.send?.(sent satisfies PushResult)
  }
})
process.on('disconnect', () => process.exit(0))
