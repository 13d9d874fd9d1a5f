import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { RPCHandler } from '@orpc/server/ws'
import { type WebSocket, WebSocketServer } from 'ws'
import type { CallContext, EngineRouter } from './router.ts'

/** An export of Zabbix has some megabytes. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024
const GOING_AWAY = 1001

/** The contract over WebSockets. */
export class RpcSockets {
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES })
  readonly #handler: RPCHandler<CallContext>

  constructor(router: EngineRouter) {
    this.#handler = new RPCHandler(router)
  }

  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('error', () => webSocket.terminate())
      void this.#handler.upgrade(paced(webSocket), {
        context: { who: `browser at ${request.socket.remoteAddress ?? 'an unknown address'}` },
      })
    })
  }

  /** Asks every browser to close. */
  close(): void {
    for (const client of this.#server.clients) client.close(GOING_AWAY)
  }

  terminate(): void {
    for (const client of this.#server.clients) client.terminate()
  }
}

/** Refuses an upgrade. The socket is nobody's any more, so its errors and its end are ours. */
export function refuseUpgrade(socket: Duplex): void {
  socket.on('error', () => socket.destroy())
  socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\ncontent-length: 0\r\n\r\n', () =>
    socket.destroy(),
  )
}

/**
 * Waits with the next message of a stream until this one has left the process:
 * a browser that reads slowly finds the latest merged frame and not a backlog.
 */
function paced(webSocket: WebSocket): Pick<WebSocket, 'addEventListener' | 'send'> {
  return {
    addEventListener: webSocket.addEventListener.bind(webSocket),
    // The type says that nothing comes back, but oRPC waits for what does.
    send: (data: string | Uint8Array): unknown =>
      new Promise<void>((resolve) => webSocket.send(data, () => resolve())),
  }
}
