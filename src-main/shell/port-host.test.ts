import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Port, type ElectronDouble } from '../../test/support/electron-double.ts'
import { PORT_CHANNEL } from '../contract/port-messages.ts'

vi.mock('electron', async () =>
  (await import('../../test/support/electron-double.ts')).createElectronDouble(),
)
const electron = (await import('electron')) as unknown as ElectronDouble
const { hostPorts } = await import('./port-host.ts')

function frameAt(url: string, parent: object | null = null) {
  return { url, parent, postMessage: vi.fn() }
}

describe('the port of a page', () => {
  const served: Port[] = []
  let stop: () => void
  beforeEach(() => {
    served.length = 0
    stop = hostPorts((port) => served.push(port as unknown as Port))
  })
  afterEach(() => {
    stop()
  })

  it('goes to our page when it asks, with the contract on the other end', () => {
    const senderFrame = frameAt('app://console/#/overview')
    electron.ipcMain.emit(PORT_CHANNEL, { senderFrame })
    expect(served).toHaveLength(1)
    expect(served[0]?.start).toHaveBeenCalledOnce()
    const [channel, message, ports] = senderFrame.postMessage.mock.calls[0] ?? []
    expect([channel, message]).toEqual([PORT_CHANNEL, null])
    expect(ports).toHaveLength(1)
    expect(ports[0]).toBeInstanceOf(Port)
    expect(ports[0]).not.toBe(served[0])
  })

  it('is a new one after a reload', () => {
    electron.ipcMain.emit(PORT_CHANNEL, { senderFrame: frameAt('app://console/') })
    electron.ipcMain.emit(PORT_CHANNEL, { senderFrame: frameAt('app://console/') })
    expect(new Set(served).size).toBe(2)
  })

  it.each([
    ['a foreign page', frameAt('https://example.com/')],
    ['a frame inside our page', frameAt('app://console/', {})],
    ['a frame that is gone', null],
  ])('does not go to %s', (_who, senderFrame) => {
    electron.ipcMain.emit(PORT_CHANNEL, { senderFrame })
    expect(served).toEqual([])
    if (senderFrame !== null) expect(senderFrame.postMessage).not.toHaveBeenCalled()
  })

  it('is closed at the end, and nobody is heard afterwards', () => {
    electron.ipcMain.emit(PORT_CHANNEL, { senderFrame: frameAt('app://console/') })
    stop()
    expect(served[0]?.close).toHaveBeenCalledOnce()
    expect(electron.ipcMain.listenerCount(PORT_CHANNEL)).toBe(0)
  })

  it('that the page has closed is not closed again', () => {
    electron.ipcMain.emit(PORT_CHANNEL, { senderFrame: frameAt('app://console/') })
    served[0]?.emit('close')
    stop()
    expect(served[0]?.close).not.toHaveBeenCalled()
  })
})
