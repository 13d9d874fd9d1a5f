import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MenuItemConstructorOptions } from 'electron'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  DoubleEvent,
  type BrowserWindow,
  type ElectronDouble,
  type Tray,
} from '../../test/support/electron-double.ts'
import { PORT_CHANNEL } from '../contract/port-messages.ts'

let electron: ElectronDouble
let shell: typeof import('./shell.ts')
let folder: string
const stopEngine = vi.fn(() => Promise.resolve())
const servePort = vi.fn()

beforeEach(async () => {
  vi.resetModules()
  vi.doMock('electron', async () => {
    const { createElectronDouble } = await import('../../test/support/electron-double.ts')
    return createElectronDouble()
  })
  electron = (await import('electron')) as unknown as ElectronDouble
  shell = await import('./shell.ts')
  folder = mkdtempSync(join(tmpdir(), 'scopedeck-shell-'))
  electron.app.getPath.mockReturnValue(folder)
  electron.BrowserWindow.made = []
  electron.Tray.made = []
  stopEngine.mockReset().mockResolvedValue()
})
afterEach(() => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal)
  rmSync(folder, { recursive: true })
})

const open = () => shell.openShell({ rootDirectory: '/root', servePort, stopEngine })
const windows = (): readonly BrowserWindow[] => electron.BrowserWindow.made
const tray = (): Tray => electron.Tray.made[0] as Tray
const click = (menu: readonly MenuItemConstructorOptions[], label: RegExp): void => {
  menu.find((item) => label.test(item.label ?? ''))?.click?.({} as never, undefined, {} as never)
}

describe('before the application is ready', () => {
  it('registers the scheme, switches the sandbox on for all and takes the lock', () => {
    expect(shell.prepareShell()).toBe(true)
    expect(electron.protocol.registerSchemesAsPrivileged).toHaveBeenCalledOnce()
    expect(electron.app.enableSandbox).toHaveBeenCalledOnce()
    expect(electron.app.requestSingleInstanceLock).toHaveBeenCalledOnce()
    expect(electron.app.whenReady).not.toHaveBeenCalled()
  })

  it('ends when another instance has the lock', () => {
    electron.app.requestSingleInstanceLock.mockReturnValue(false)
    expect(shell.prepareShell()).toBe(false)
    expect(electron.app.hasQuit).toBe(true)
  })
})

describe('the window', () => {
  it('keeps the page in a box', async () => {
    await open()
    expect(windows()[0]?.options.webPreferences).toEqual({
      preload: '/root/out/preload/index.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    })
    expect(windows()[0]?.loadURL).toHaveBeenCalledExactlyOnceWith('app://console/')
  })

  it('shows itself when there is something to see', async () => {
    await open()
    expect(windows()[0]?.options.show).toBe(false)
    expect(windows()[0]?.show).not.toHaveBeenCalled()
    windows()[0]?.emit('ready-to-show')
    expect(windows()[0]?.show).toHaveBeenCalledOnce()
  })

  it('is hardened before it exists, and so is its session', async () => {
    await open()
    expect(electron.app.listenerCount('web-contents-created')).toBe(1)
    expect(electron.session.defaultSession.setPermissionRequestHandler).toHaveBeenCalledOnce()
    expect(electron.session.defaultSession.handlers.has('app')).toBe(true)
  })

  it('opens where it was closed', async () => {
    const window = await open()
    windows()[0]?.close()
    window.show()
    expect(windows()[1]?.options).toMatchObject({ x: 11, y: 22, width: 1000, height: 700 })
    expect(windows()[1]?.maximize).not.toHaveBeenCalled()
  })

  it('opens as large as it was closed', async () => {
    const window = await open()
    windows()[0]?.isMaximized.mockReturnValue(true)
    windows()[0]?.close()
    window.show()
    expect(windows()[1]?.maximize).toHaveBeenCalledOnce()
  })

  it('gets a port for the contract', async () => {
    await open()
    const senderFrame = { url: 'app://console/', parent: null, postMessage: vi.fn() }
    electron.ipcMain.emit(PORT_CHANNEL, { senderFrame })
    expect(servePort).toHaveBeenCalledOnce()
  })
})

describe('without a window', () => {
  it('goes on collecting', async () => {
    const window = await open()
    windows()[0]?.close()
    electron.app.emit('window-all-closed')
    expect(window.isOpen).toBe(false)
    expect(electron.app.quit).not.toHaveBeenCalled()
    expect(stopEngine).not.toHaveBeenCalled()
    // Without a listener Electron would quit.
    expect(electron.app.listenerCount('window-all-closed')).toBe(1)
  })

  it.each(['second-instance', 'activate'])('opens it again on %s', async (event) => {
    await open()
    windows()[0]?.close()
    electron.app.emit(event)
    expect(windows()).toHaveLength(2)
  })

  it('opens it again from the tray', async () => {
    await open()
    windows()[0]?.close()
    tray().emit('click')
    expect(windows()).toHaveLength(2)
    windows()[1]?.close()
    click(tray().menu, /Open/)
    expect(windows()).toHaveLength(3)
  })

  it('lives on where the desktop has no tray', async () => {
    vi.spyOn(electron.Tray.prototype, 'setContextMenu').mockImplementationOnce(() => {
      throw new Error('no tray')
    })
    await expect(open()).resolves.toBeDefined()
  })
})

describe('a second start', () => {
  it('brings the window to the front instead of a second one', async () => {
    await open()
    windows()[0]?.isMinimized.mockReturnValue(true)
    electron.app.emit('second-instance')
    expect(windows()).toHaveLength(1)
    expect(windows()[0]?.restore).toHaveBeenCalledOnce()
    expect(windows()[0]?.focus).toHaveBeenCalledOnce()
  })
})

describe('quitting', () => {
  it('waits until the engine has stopped', async () => {
    let finish = (): void => undefined
    stopEngine.mockReturnValue(new Promise<void>((resolve) => (finish = resolve)))
    await open()
    click(tray().menu, /Quit/)
    expect(stopEngine).toHaveBeenCalledOnce()
    expect(electron.app.hasQuit).toBe(false)
    expect(tray().destroy).toHaveBeenCalledOnce()
    finish()
    await vi.waitFor(() => expect(electron.app.hasQuit).toBe(true))
  })

  it('stops the engine once, however often it is asked', async () => {
    await open()
    electron.app.quit()
    electron.app.quit()
    await vi.waitFor(() => expect(electron.app.hasQuit).toBe(true))
    expect(stopEngine).toHaveBeenCalledOnce()
  })

  it('ends also when the engine fails to stop', async () => {
    stopEngine.mockRejectedValue(new Error('stuck'))
    await open()
    electron.app.quit()
    await vi.waitFor(() => expect(electron.app.hasQuit).toBe(true))
  })

  it.each([9_999, 10_000])('gives a hanging engine ten seconds: after %i ms', async (elapsedMs) => {
    vi.useFakeTimers()
    stopEngine.mockReturnValue(new Promise(() => undefined))
    await open()
    electron.app.quit()
    await vi.advanceTimersByTimeAsync(elapsedMs)
    expect(electron.app.hasQuit).toBe(elapsedMs === 10_000)
    vi.useRealTimers()
  })

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('is what %s asks for', async (signal) => {
    await open()
    process.emit(signal)
    await vi.waitFor(() => expect(electron.app.hasQuit).toBe(true))
    expect(stopEngine).toHaveBeenCalledOnce()
  })

  it('is held back by nobody else', async () => {
    await open()
    const event = new DoubleEvent()
    electron.app.emit('before-quit', event)
    expect(event.isPrevented).toBe(false)
  })
})

it('says in words why it could not start', () => {
  shell.failShell(new Error('A console runs on /d already'))
  expect(electron.dialog.showErrorBox).toHaveBeenCalledExactlyOnceWith(
    'Scopedeck could not start',
    'A console runs on /d already',
  )
  expect(electron.app.exit).toHaveBeenCalledExactlyOnceWith(1)
})
