import { RPCLink } from '@orpc/client/websocket'
import { LinkRefused, type LinkOpener } from './connection.ts'

/** Address of the console's socket: the same origin as the page, so that the cookie goes along. */
export function socketAddress(location: Pick<Location, 'protocol' | 'host'>): string {
  return `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/rpc`
}

/** A browser does not tell why a socket did not open; a plain request does. */
async function reasonOfRefusal(): Promise<'unauthorized' | 'network'> {
  try {
    const answer = await fetch('/api/status', { credentials: 'same-origin', cache: 'no-store' })
    return answer.status === 401 || answer.status === 403 ? 'unauthorized' : 'network'
  } catch {
    return 'network'
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
      link: new RPCLink({ websocket: socket }),
      closed,
      close: () => {
        socket.close()
      },
    }
  }
}
