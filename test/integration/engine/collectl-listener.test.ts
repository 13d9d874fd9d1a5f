import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { until } from '../../support/raw-client.ts'
import { serveConsole, type ServedConsole } from '../../support/served-console.ts'
import { addValues } from '../../support/test-engine.ts'

const AT = Math.floor(Date.now() / 1_000)
let served: ServedConsole
const sockets: Socket[] = []

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await served.web.stop()
  await served.dispose()
})

/** A console whose listener is on, at a free port of every address. */
async function listening(change: { allowAny?: boolean } = {}): Promise<number> {
  served = await serveConsole()
  const answer = await served.call('PUT', '/api/collectl/listener', { enabled: true, port: 0, ...change })
  expect(answer).toMatchObject({ status: 200, body: { enabled: true, state: 'listening', wantedPort: 0 } })
  return (answer.body as { port: number }).port
}

/** A peer of its own address: all of 127.0.0.0/8 is this machine. */
async function peer(port: number, localAddress = '127.0.0.1', host = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ port, host, ...(host === '127.0.0.1' ? { localAddress } : {}) })
  sockets.push(socket)
  socket.on('error', () => undefined)
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()))
  return socket
}

const isClosed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    socket.resume()
    if (socket.closed || socket.readableEnded) resolve()
    socket.once('end', () => resolve())
    socket.once('close', () => resolve())
  })

function record(host: string, values: Readonly<Record<string, number | string>>, at = AT): string {
  const lines = [`sample.time ${at}.001`, ...Object.entries(values).map((pair) => pair.join(' '))]
  return `${lines.map((line) => `${host} ${line}\n`).join('')}>>><<<\n`
}

const view = () => served.services.collectlListener.view
const valueOf = (host: string, metric: string) =>
  served.services.series.list({ host, search: metric, limit: 1 })[0]?.lastValue

describe('the listener of collectl', () => {
  it('is off until somebody asks for it, and is on again after a restart', async () => {
    served = await serveConsole()
    expect((await served.call('GET', '/api/collectl/listener')).body).toMatchObject({
      enabled: false,
      allowAny: false,
      host: '0.0.0.0',
      port: 2_655,
      state: 'off',
    })
    await served.call('PUT', '/api/collectl/listener', { enabled: true, port: 0 })
    expect(served.services.status.get().listeners.map(({ name, state }) => [name, state])).toContainEqual([
      'collectl',
      'listening',
    ])
    const again = await served.restart()
    expect(again.services.collectlListener.view).toMatchObject({ enabled: true, state: 'listening' })
    await again.engine.stop()
  })

  it('says what is wrong with a change, and which port is taken', async () => {
    const port = await listening()
    const wrong = await served.call('PUT', '/api/collectl/listener', { port: 70_000 })
    expect(wrong.status).toBe(400)
    const second = await serveConsole()
    const taken = await second.call('PUT', '/api/collectl/listener', { enabled: true, port })
    expect(taken.body).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining(`Port ${port} is taken`) as string,
    })
    await second.web.stop()
    await second.dispose()
  })

  it.each([
    ['IPv4', '127.0.0.1'],
    ['IPv6', '::1'],
  ])('lets a guest in over %s where any address may', async (_, host) => {
    const port = await listening({ allowAny: true })
    const socket = await peer(port, '127.0.0.1', host)
    socket.write(record('lab07', { 'cputotals.user': 12 }))
    await until(() => valueOf('lab07', 'cputotals.user') === 12)
    expect(view()).toMatchObject({
      connections: 1,
      guests: [{ address: host, nameInStream: 'lab07', state: 'streaming', recordsTotal: 1 }],
    })
    socket.destroy()
    await until(() => view().guests.length === 0)
  })

  it('refuses whom no run expects, without a word, and journals it', async () => {
    const port = await listening()
    const socket = await peer(port, '127.0.0.9')
    const heard: Buffer[] = []
    socket.on('data', (bytes) => heard.push(bytes))
    await isClosed(socket)
    expect(heard).toEqual([])
    expect(await served.services.journal.list({ limit: 10 })).toMatchObject([
      {
        protocol: 'collectl',
        address: '127.0.0.9',
        outcome: 'refused',
        reason: 'no run expects this address',
      },
    ])
    expect(served.services.catalogue.hostCount).toBe(0)
  })

  it('lets nobody in who is on the blacklist, whatever else is allowed', async () => {
    const port = await listening({ allowAny: true })
    await served.services.blacklist.add({ host: '127.0.0.66', reason: 'test' })
    await isClosed(await peer(port, '127.0.0.66'))
    const [row] = await served.services.journal.list({ limit: 1 })
    expect(row).toMatchObject({ outcome: 'refused', reason: 'on the blacklist (127.0.0.66)' })
    const other = await peer(port, '127.0.0.67')
    other.write(record('lab08', { 'cputotals.user': 1 }))
    await until(() => valueOf('lab08', 'cputotals.user') === 1)
  })

  it('takes so many connections of one address, and no more', async () => {
    const port = await listening({ allowAny: true })
    await Promise.all(Array.from({ length: 256 }, () => peer(port, '127.0.0.5')))
    await until(() => view().connections === 256)
    await isClosed(await peer(port, '127.0.0.5'))
    const [row] = await served.services.journal.list({ limit: 1, outcome: 'refused' })
    expect(row?.reason).toBe('more than 256 connections at once from one address')
    const other = await peer(port, '127.0.0.6')
    other.write(record('lab09', { 'cputotals.user': 1 }))
    await until(() => valueOf('lab09', 'cputotals.user') === 1)
  })

  it('never lets a guest write into the series of a host by claiming its name', async () => {
    const port = await listening({ allowAny: true })
    addValues(served, 'bank.example.org', { 'cputotals.user': 3 })
    const socket = await peer(port, '127.0.0.13')
    socket.write(record('bank', { 'cputotals.user': 99 }))
    await until(() => valueOf('127.0.0.13', 'cputotals.user') === 99)
    expect(valueOf('bank.example.org', 'cputotals.user')).toBe(3)
    // Who it is stays its address, also under another name.
    socket.destroy()
    await until(() => view().guests.length === 0)
    const again = await peer(port, '127.0.0.13')
    again.write(record('other', { 'cputotals.user': 98 }))
    await until(() => valueOf('127.0.0.13', 'cputotals.user') === 98)
    expect(served.services.catalogue.hostByName('other')).toBeNull()
  })

  it('takes ten thousand names a record, loses a line of 10 MB, and goes on', async () => {
    const port = await listening({ allowAny: true })
    const socket = await peer(port)
    const names = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`misc.v${index}`, index]))
    socket.write(record('wide', names))
    await until(() => valueOf('wide', 'misc.v9999') === 9_999)
    socket.write(`wide misc.text ${'x'.repeat(10 * 1024 * 1024)}\n`)
    socket.write(record('wide', { 'misc.v0': 7 }, AT + 1))
    await until(() => valueOf('wide', 'misc.v0') === 7)
    expect(view().guests).toMatchObject([{ recordsTotal: 2 }])
  })

  it('shows what collectl says of its switches, and takes no markup for a name', async () => {
    const port = await listening({ allowAny: true })
    const wrong = await peer(port, '127.0.0.21')
    wrong.write("web01 Error: invalid lexpr option 'zz'\nweb01 type 'collectl -h' for help\n")
    await until(() => view().guests[0]?.error?.startsWith('collectl says “Error: invalid lexpr') === true)
    wrong.destroy()
    await until(() => view().guests.length === 0)
    const marked = await peer(port, '127.0.0.22')
    marked.write(record('<script>alert(1)</script>', { 'cputotals.user': 1 }))
    marked.write(`x sample.time ${AT}.0\nx <img/src=x> 1\n>>><<<\n${record('x', { 'cputotals.user': 2 })}`)
    await until(() => valueOf('x', 'cputotals.user') === 2)
    expect([...served.services.catalogue.allSeries].map(({ record: { metric } }) => metric)).toEqual([
      'cputotals.user',
    ])
  })

  it('shuts its connections when it is turned off', async () => {
    const port = await listening({ allowAny: true })
    const socket = await peer(port)
    socket.write(record('lab10', { 'cputotals.user': 1 }))
    await until(() => view().connections === 1)
    const off = await served.call('PUT', '/api/collectl/listener', { enabled: false })
    expect(off.body).toMatchObject({ enabled: false, state: 'off', connections: 0, guests: [] })
    await isClosed(socket)
  })
})
