import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { RPC_PATH, startWebHost, type WebHost } from '../../../src-main/rpc/web-host.ts'
import { type ContractClient, nextOf, transportSuite } from '../../suites/transport-suite.ts'
import { addValues, startTestEngine, type TestEngine } from '../../support/test-engine.ts'

/** Three frames could have gone out in this time. */
const STALLED_MS = 800

function hostOf(served: TestEngine): Promise<WebHost> {
  return startWebHost({
    router: served.router,
    version: '0.0.0-test',
    pageDirectory: served.directory,
    host: '127.0.0.1',
    port: 0,
    hostNames: [],
    onLinkUsed: () => undefined,
  })
}

/** As a browser does: the link gives a cookie, the cookie opens the socket. */
async function openSocket(web: WebHost): Promise<WebSocket> {
  const entered = await fetch(web.link, { redirect: 'manual' })
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? ''
  const socket = new WebSocket(web.url.replace('http', 'ws') + RPC_PATH, {
    headers: { cookie, origin: web.url },
  })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return socket
}

function clientOf(socket: WebSocket): ContractClient {
  return createORPCClient<ContractClient>(new RPCLink({ websocket: socket as never }))
}

transportSuite('WebSocket', async (served) => {
  const web = await hostOf(served)
  const socket = await openSocket(web)
  return {
    client: clientOf(socket),
    disconnect: () => socket.terminate(),
    close: () => web.stop(),
  }
})

describe('WebSocket of a browser that does not read', () => {
  it('gets the latest merged frame, and no backlog grows for it', async () => {
    const served = await startTestEngine()
    const web = await hostOf(served)
    const socket = await openSocket(web)
    // Frames so large that what the kernel buffers is soon full.
    const metrics = Array.from({ length: 500 }, (_, index) => `m${index}`)
    const add = (value: number, count: number): void => {
      const at = Date.now()
      for (let point = 0; point < count; point++)
        addValues(served, 'web01', Object.fromEntries(metrics.map((metric) => [metric, value])), at + point)
    }
    try {
      add(0, 1)
      const client = clientOf(socket)
      const ids = (await client.series.list({})).map(({ id }) => id)
      const frames = await client.live.samples({ ids })
      await frames.next()

      socket.pause()
      const taken = vi.fn()
      const series = served.services.catalogue.series(ids[0] ?? 0)
      const [subscription] = series?.followers ?? []
      if (subscription === undefined) throw new Error('nobody follows')
      const take = subscription.take.bind(subscription)
      subscription.take = (now) => {
        const frame = take(now)
        if (frame !== null) taken()
        return frame
      }
      // Each frame is followed by a large one, until a frame is due and none is taken.
      let value = 0
      let before = -1
      let quietSince = performance.now()
      while (performance.now() - quietSince < STALLED_MS) {
        if (taken.mock.calls.length > before) {
          before = taken.mock.calls.length
          quietSince = performance.now()
          add(++value, 200)
        }
        await new Promise((resolve) => setImmediate(resolve))
      }
      add(++value, 200)
      const sentBeforeItStalled = taken.mock.calls.length

      socket.resume()
      let received = 0
      for (let last = 0; last !== value; received++) {
        const frame = await nextOf(frames)
        last = frame.series[0]?.v.at(-1) ?? 0
      }
      expect(received).toBeLessThanOrEqual(sentBeforeItStalled + 2)
      await frames.return?.()
    } finally {
      await web.stop()
      await served.dispose()
    }
  })
})
