import { ipcRenderer } from 'electron'
import { PORT_CHANNEL, PORT_MESSAGE, PORT_REQUEST } from '../contract/port-messages.ts'

/**
 * The only bridge between the page and the main process: it passes one request
 * up and one port down. `contextBridge` cannot carry a port, so it is posted to
 * the page; to this window and this origin only.
 */

function isPortRequest(event: MessageEvent<unknown>): boolean {
  const { data } = event
  return typeof data === 'object' && data !== null && 'type' in data && data.type === PORT_REQUEST
}

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (event.source === window && event.origin === window.location.origin && isPortRequest(event)) {
    ipcRenderer.send(PORT_CHANNEL)
  }
})

ipcRenderer.on(PORT_CHANNEL, (event) => {
  window.postMessage({ type: PORT_MESSAGE }, window.location.origin, [...event.ports])
})
