import { afterEach, describe, expect, it } from 'vitest'
import { FakeCollectl, NOW, Rig } from '../../test/support/tcp-client-rig.ts'
import { createCollectlSession } from '../protocols/collectl/session.ts'
import { createTcpClient } from './tcp-client.ts'

const RECORD = (second: number): string =>
  `sample.time ${second}.000\ncputotals.user 1\nmeminfo.free 2\n>>><<<\n`

const cleanUps: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

async function fakeCollectl(): Promise<{ server: FakeCollectl; port: number }> {
  const server = new FakeCollectl()
  const port = await server.listen()
  cleanUps.push(() => server.close())
  return { server, port }
}

function rigFor(port: number, host?: string): Rig {
  const rig = new Rig(port, host)
  cleanUps.push(() => rig.client.stop())
  return rig
}

/** A port where nothing listens: one that was free a moment ago. */
async function closedPort(): Promise<number> {
  const server = new FakeCollectl()
  const port = await server.listen()
  await server.close()
  return port
}

describe('a client that streams', () => {
  it('fills in everything that an endpoint shows', async () => {
    const { server, port } = await fakeCollectl()
    const rig = rigFor(port, 'localhost')
    rig.client.start()
    const socket = await server.socket(1)
    await rig.state('waiting')
    socket.write(`db02 ${RECORD(1_795_202_660).trim().split('\n').slice(0, 3).join('\ndb02 ')}\n>>><<<\n`)
    await rig.state('streaming')
    socket.write('db02 sample.time 1795202662.000\ndb02 sample.time 1795202662.000\ndb02 a.b 1\n>>><<<\n')
    await rig.until(({ recordsTotal }) => recordsTotal === 2)
    expect(rig.client.snapshot()).toEqual({
      state: 'streaming',
      format: 'lexpr',
      intervalMs: 2_000,
      lastRecordAt: NOW,
      error: null,
      nextTryAt: null,
      connectedSince: NOW,
      clockSkewMs: 1_000,
      recordsTotal: 2,
      recordsDropped: 1,
      valuesPerRecord: 1,
      hostFromStream: 'db02',
    })
    expect(rig.statesInOrder).toEqual(['resolving', 'connecting', 'waiting', 'detecting', 'streaming'])
  })

  it('never writes a byte', async () => {
    const { server, port } = await fakeCollectl()
    const rig = rigFor(port)
    rig.client.start()
    const socket = await server.socket(1)
    socket.write(RECORD(1_795_202_660))
    await rig.state('streaming')
    rig.timers.advance(30_000)
    await rig.state('stale')
    const closed = new Promise((resolve) => socket.once('close', resolve))
    await rig.client.stop()
    await closed
    expect(server.received).toBe(0)
  })

  it('tells of each event after the snapshot has it, and of states without repeating', async () => {
    const { server, port } = await fakeCollectl()
    const rig = rigFor(port)
    rig.client.start()
    const socket = await server.socket(1)
    socket.write(RECORD(1_795_202_660) + RECORD(1_795_202_661) + RECORD(1_795_202_662))
    await rig.until(({ recordsTotal }) => recordsTotal === 3)
    expect(rig.events.map(({ kind }) => kind)).toEqual([
      'state',
      'detected',
      'state',
      'record',
      'record',
      'record',
    ])
    const statesBefore = rig.states.length
    socket.write(RECORD(1_795_202_663))
    await rig.until(({ recordsTotal }) => recordsTotal === 4)
    expect(rig.states.length).toBe(statesBefore)
  })
})

describe('a client that does not get through', () => {
  it('says that nothing listens, and tries after 1, 2, 4 … 30 s', async () => {
    const port = await closedPort()
    const rig = rigFor(port)
    rig.client.start()
    for (const delayMs of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
      const { error, nextTryAt } = await rig.state('retrying')
      expect(error).toBe(`Connection refused: nothing listens at 127.0.0.1:${port}.`)
      expect((nextTryAt ?? 0) - rig.timers.now()).toBe(delayMs)
      rig.timers.advance(delayMs - 1)
      expect(rig.client.snapshot().state).toBe('retrying')
      rig.timers.advance(1)
      await rig.state('connecting')
    }
  })

  it('says that a name was not found', async () => {
    // Longer than any name may be, so nobody is asked for it.
    const host = `${'x'.repeat(64)}.invalid`
    const rig = rigFor(1, host)
    rig.client.start()
    expect((await rig.state('retrying')).error).toBe(`The name in ${host}:1 was not found.`)
    expect(rig.statesInOrder).toEqual(['resolving', 'retrying'])
  })

  it('gives up connecting after 5 s', async () => {
    const { port } = await fakeCollectl()
    const rig = rigFor(port)
    rig.client.start()
    await rig.state('connecting')
    // Up to here no socket event could be delivered, so the five seconds pass before the connection is there.
    rig.timers.advance(4_999)
    expect(rig.client.snapshot().state).toBe('connecting')
    rig.timers.advance(1)
    expect(rig.client.snapshot()).toMatchObject({
      state: 'retrying',
      error: `127.0.0.1:${port} did not answer within 5 s.`,
    })
  })

  it('takes a silent connection down and is more patient with the next', async () => {
    const { server, port } = await fakeCollectl()
    const rig = rigFor(port)
    rig.client.start()
    for (const [connection, patienceMs] of [
      15_000, 30_000, 60_000, 120_000, 240_000, 300_000, 300_000,
    ].entries()) {
      await server.socket(connection + 1)
      await rig.state('waiting')
      rig.timers.advance(patienceMs - 1)
      expect(rig.client.snapshot().state).toBe('waiting')
      rig.timers.advance(1)
      expect(rig.client.snapshot()).toMatchObject({
        state: 'retrying',
        error: expect.stringMatching(/no data came/),
      })
      rig.client.retryNow()
    }
  })

  it('goes on saying that no data came while it waits again, until a byte comes', async () => {
    const { server, port } = await fakeCollectl()
    const rig = rigFor(port)
    rig.client.start()
    await server.socket(1)
    await rig.state('waiting')
    expect(rig.client.snapshot().error).toBeNull()
    rig.timers.advance(15_000)
    rig.client.retryNow()
    const socket = await server.socket(2)
    expect(await rig.state('waiting')).toMatchObject({ error: expect.stringMatching(/no data came/) })
    socket.write(RECORD(1_795_202_660))
    expect(await rig.state('streaming')).toMatchObject({ error: null })
  })

  it('keeps what collectl said before it hung up', async () => {
    const { server, port } = await fakeCollectl()
    const rig = rigFor(port)
    rig.client.start()
    const socket = await server.socket(1)
    socket.end("web01 Error: invalid lexpr option 'zz'\n")
    const { error } = await rig.state('retrying')
    expect(error).toContain("Error: invalid lexpr option 'zz'")
  })

  it('says that the connection was reset', async () => {
    const { server, port } = await fakeCollectl()
    const rig = rigFor(port)
    rig.client.start()
    const socket = await server.socket(1)
    await rig.state('waiting')
    socket.resetAndDestroy()
    expect((await rig.state('retrying')).error).toBe(`The connection was reset by 127.0.0.1:${port}.`)
  })
})

describe('a client that lost its connection', () => {
  it('comes back after a second, with what it knew, and starts detection anew', async () => {
    const { server, port } = await fakeCollectl()
    const rig = rigFor(port)
    rig.client.start()
    const first = await server.socket(1)
    first.end(`${RECORD(1_795_202_660)}${RECORD(1_795_202_665)}sample.time 1795202670.000\n`)
    const lost = await rig.state('retrying')
    expect(lost).toMatchObject({
      error: `collectl at 127.0.0.1:${port} closed the connection.`,
      connectedSince: null,
      intervalMs: 5_000,
      recordsTotal: 2,
      recordsDropped: 1,
    })
    rig.timers.advance(1_000)
    const second = await server.socket(2)
    expect(await rig.state('waiting')).toMatchObject({
      format: null,
      error: null,
      connectedSince: NOW + 1_000,
    })
    second.write('#<--CPU-->\n#cpu\n 5 \n')
    await rig.state('streaming')
    expect(rig.client.snapshot()).toMatchObject({ format: 'brief', recordsTotal: 3, clockSkewMs: null })
  })

  it('counts its waits from the start only after a record', async () => {
    const { server, port } = await fakeCollectl()
    const rig = rigFor(port)
    const waitOf = async (): Promise<number> =>
      ((await rig.state('retrying')).nextTryAt ?? 0) - rig.timers.now()
    rig.client.start()
    ;(await server.socket(1)).end()
    expect(await waitOf()).toBe(1_000)
    rig.client.retryNow()
    ;(await server.socket(2)).end('nonsense\n')
    await rig.state('waiting')
    expect(await waitOf()).toBe(2_000)
    rig.client.retryNow()
    ;(await server.socket(3)).end(RECORD(1_795_202_660))
    await rig.state('waiting')
    expect(await waitOf()).toBe(1_000)
  })

  it('closes a stream that has been silent for a minute, and never has two connections', async () => {
    const { server, port } = await fakeCollectl()
    const rig = rigFor(port)
    rig.client.start()
    const first = await server.socket(1)
    first.write(RECORD(1_795_202_660) + RECORD(1_795_202_661))
    await rig.until(({ recordsTotal }) => recordsTotal === 2)
    const closed = new Promise((resolve) => first.once('close', resolve))
    rig.timers.advance(10_000)
    expect(rig.client.snapshot()).toMatchObject({ state: 'stale', error: 'No record for 10 s.' })
    rig.timers.advance(50_000)
    expect(rig.client.snapshot().state).toBe('retrying')
    rig.client.retryNow()
    await closed
    await server.socket(2)
    await rig.state('waiting')
    expect(server.connections).toBe(1)
  })
})

describe('start, stop, pause and retry', () => {
  it('stops without leaving a socket or a timer, and says nothing afterwards', async () => {
    const { server, port } = await fakeCollectl()
    const rig = rigFor(port)
    rig.client.start()
    const socket = await server.socket(1)
    socket.write(RECORD(1_795_202_660))
    await rig.state('streaming')
    const closed = new Promise((resolve) => socket.once('close', resolve))
    await rig.client.stop()
    const said = rig.states.length + rig.events.length
    await closed
    rig.timers.advance(600_000)
    expect(rig.timers.pending).toBe(0)
    expect(rig.states.length + rig.events.length).toBe(said)
    expect(rig.client.snapshot()).toMatchObject({ state: 'paused', connectedSince: null, recordsTotal: 1 })
  })

  it('stops while it waits for the next try', async () => {
    const rig = rigFor(await closedPort())
    rig.client.start()
    await rig.state('retrying')
    await rig.client.stop()
    expect(rig.timers.pending).toBe(0)
  })

  it('stops before it has begun to connect', async () => {
    const { server, port } = await fakeCollectl()
    const rig = rigFor(port, 'localhost')
    rig.client.start()
    await rig.client.stop()
    rig.client.start()
    await rig.client.stop()
    expect(rig.states).toEqual([])
    expect(server.sockets).toEqual([])
  })

  it('may be stopped from within its own callbacks', async () => {
    const { server, port } = await fakeCollectl()
    const kinds: string[] = []
    const stopped = new Promise<void>((resolve) => {
      const client = createTcpClient({
        host: '127.0.0.1',
        port,
        createSession: createCollectlSession,
        onState: () => {},
        onEvent: ({ kind }) => {
          kinds.push(kind)
          if (kind === 'record') void client.stop().then(resolve)
        },
      })
      client.start()
    })
    const socket = await server.socket(1)
    socket.write(RECORD(1_795_202_660) + RECORD(1_795_202_661))
    await stopped
    expect(kinds.filter((kind) => kind === 'record')).toHaveLength(1)
  })

  it('pauses by closing the connection, and goes on', async () => {
    const { server, port } = await fakeCollectl()
    const rig = rigFor(port)
    rig.client.start()
    const socket = await server.socket(1)
    await rig.state('waiting')
    const closed = new Promise((resolve) => socket.once('close', resolve))
    await rig.client.pause()
    await closed
    expect(rig.states.at(-1)).toMatchObject({ state: 'paused', error: null, nextTryAt: null })
    expect(rig.timers.pending).toBe(0)
    rig.client.start()
    await server.socket(2)
    await rig.state('waiting')
  })

  it('connects once however often it is started or hurried', async () => {
    const { server, port } = await fakeCollectl()
    const rig = rigFor(port)
    rig.client.start()
    rig.client.start()
    rig.client.retryNow()
    await rig.state('waiting')
    rig.client.retryNow()
    const socket = await server.socket(1)
    socket.write(RECORD(1_795_202_660))
    await rig.state('streaming')
    expect(server.sockets).toHaveLength(1)
  })
})
