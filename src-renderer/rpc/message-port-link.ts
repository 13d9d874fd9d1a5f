import { RPCLink } from '@orpc/client/message-port'
import { PORT_MESSAGE, PORT_REQUEST } from '../../src-main/contract/port-messages.ts'
import type { LinkOpener } from './connection.ts'

function isPortMessage(event: MessageEvent<unknown>): boolean {
  const { data } = event
  return typeof data === 'object' && data !== null && 'type' in data && data.type === PORT_MESSAGE
}

/**
 * Opens the console over the port that the desktop window's preload hands to
 * the page. A port that came before anybody asked is kept. Only the window
 * itself is heard.
 */
export function messagePortOpener(target: Window): LinkOpener {
  let waiting: ((port: MessagePort) => void) | null = null
  let early: MessagePort | null = null

  target.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (event.source !== target || !isPortMessage(event)) return
    const [port] = event.ports
    if (port === undefined) return
    if (waiting === null) early = port
    else waiting(port)
    waiting = null
  })

  return async () => {
    const port =
      early ??
      (await new Promise<MessagePort>((resolve) => {
        waiting = resolve
        target.postMessage({ type: PORT_REQUEST }, target.location.origin)
      }))
    early = null
    const closed = new Promise<void>((resolve) => {
      port.addEventListener('close', () => {
        resolve()
      })
    })
    const link = new RPCLink({ port })
    port.start()
    return {
      link,
      closed,
      close: () => {
        port.close()
      },
    }
  }
}
