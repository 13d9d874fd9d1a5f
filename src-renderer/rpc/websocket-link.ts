import { RPCLink } from '@orpc/client/websocket'
import { LinkRefused, type LinkOpener } from './connection.ts'

/** Address of the console's socket: the same origin as the page, so that the cookie goes along. */
export function socketAddress(location: Pick<Location, 'protocol' | 'host'>): string {
  return `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/rpc`
}

/** A browser does not tell why a socket did not open; asking for the page, which needs the same cookie, does. */
async function reasonOfRefusal(): Promise<'unauthorized' | 'network'> {
  try {
    const answer = await fetch('/', { method: 'HEAD', credentials: 'same-origin', cache: 'no-store' })
    return answer.status === 401 || answer.status === 403 ? 'unauthorized' : 'network'
  } catch {
    return 'network'
  }
}

type LinkSocket = ConstructorParameters<typeof RPCLink>[0]['websocket']

/**
 * The socket as oRPC sees it: what is sent after the end is dropped. Aborting a
 * stream sends a message, and on a broken connection that would be an error
 * that nobody can catch; what was under way is rejected at `close` anyway.
 */
function forgiving(socket: WebSocket): LinkSocket {
  return {
    addEventListener: socket.addEventListener.bind(socket),
    removeEventListener: socket.removeEventListener.bind(socket),
    get readyState() {
      return socket.readyState === WebSocket.CONNECTING ? WebSocket.CONNECTING : WebSocket.OPEN
    },
    send(data) {
      if (socket.readyState === WebSocket.OPEN) socket.send(data)
    },
  }
}

/** Opens the console over a WebSocket, as a browser does (headless). */
export function websocketOpener(address: string): LinkOpener {
  return async () => {
    const socket = new WebSocket(address)
    const closed = new Promise<void>((resolve) => {
      socket.addEventListener('close', () => {
        resolve()
      })
    })
    const hasOpened = await Promise.race([
      new Promise<boolean>((resolve) => {
        socket.addEventListener('open', () => {
          resolve(true)
        })
      }),
      closed.then(() => false),
    ])
    if (!hasOpened) throw new LinkRefused(await reasonOfRefusal())
    return {
      link: new RPCLink({ websocket: forgiving(socket) }),
      closed,
      close: () => {
        socket.close()
      },
    }
  }
}
