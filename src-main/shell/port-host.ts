import { ipcMain, MessageChannelMain, type IpcMainEvent, type MessagePortMain } from 'electron'
import { PORT_CHANNEL } from '../contract/port-messages.ts'
import { isTrustedSender } from './trusted-sender.ts'

/**
 * Hands a message port to the page whenever it asks for one, and serves the
 * contract on the other end. Who is not our page gets no answer.
 *
 * @returns a function that ends it and closes every port
 */
export function hostPorts(serve: (port: MessagePortMain) => void): () => void {
  const open = new Set<MessagePortMain>()

  function onRequest(event: IpcMainEvent): void {
    const frame = event.senderFrame
    if (frame === null || !isTrustedSender(frame)) return
    const { port1, port2 } = new MessageChannelMain()
    open.add(port1)
    port1.on('close', () => open.delete(port1))
    serve(port1)
    port1.start()
    frame.postMessage(PORT_CHANNEL, null, [port2])
  }

  ipcMain.on(PORT_CHANNEL, onRequest)
  return () => {
    ipcMain.off(PORT_CHANNEL, onRequest)
    for (const port of open) port.close()
    open.clear()
  }
}
