import { EventEmitter } from 'node:events'
import type { BrowserWindowConstructorOptions, MenuItemConstructorOptions, Rectangle } from 'electron'
import { vi } from 'vitest'

/**
 * Stands in for the `electron` module: it does nothing and remembers everything.
 * `vi.mock('electron', async () => (await import('…/electron-double.ts')).createElectronDouble())`
 */
export function createElectronDouble() {
  const double = { ...mainParts(), ...windowParts(), ...messageParts(), ...storageParts() }
  return double
}
export type ElectronDouble = ReturnType<typeof createElectronDouble>

/** An event that can be prevented, as Electron emits them. */
export class DoubleEvent {
  isPrevented = false
  preventDefault = (): void => {
    this.isPrevented = true
  }
}

class App extends EventEmitter {
  readonly setName = vi.fn()
  readonly enableSandbox = vi.fn()
  readonly requestSingleInstanceLock = vi.fn(() => true)
  readonly exit = vi.fn()
  readonly getPath = vi.fn((_name: string) => '/nowhere')
  readonly whenReady = vi.fn(() => Promise.resolve())
  /** As the real one: whoever prevents `will-quit` keeps the program. */
  readonly quit = vi.fn(() => {
    const event = new DoubleEvent()
    this.emit('will-quit', event)
    if (!event.isPrevented) this.hasQuit = true
  })
  hasQuit = false
}

function mainParts() {
  const defaultSession = new Session()
  return {
    app: new App(),
    dialog: { showErrorBox: vi.fn() },
    protocol: { registerSchemesAsPrivileged: vi.fn() },
    session: { defaultSession },
    shell: { openExternal: vi.fn(() => Promise.resolve()) },
    nativeTheme: { shouldUseDarkColors: true },
  }
}

type Handler = (request: Request) => Promise<Response>

export class Session extends EventEmitter {
  readonly handlers = new Map<string, Handler>()
  readonly setPermissionRequestHandler = vi.fn()
  readonly setPermissionCheckHandler = vi.fn()
  readonly setDevicePermissionHandler = vi.fn()
  readonly setDisplayMediaRequestHandler = vi.fn()
  readonly webRequest = { onBeforeRequest: vi.fn() }
  readonly protocol = {
    handle: (scheme: string, handler: Handler): void => {
      this.handlers.set(scheme, handler)
    },
  }
}

export class Contents extends EventEmitter {
  openHandler: ((details: { url: string }) => { action: string }) | null = null
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler
  }
}

export class BrowserWindow extends EventEmitter {
  static made: BrowserWindow[] = []
  readonly loadURL = vi.fn(() => Promise.resolve())
  readonly show = vi.fn()
  readonly focus = vi.fn()
  readonly restore = vi.fn()
  readonly maximize = vi.fn()
  readonly isMinimized = vi.fn(() => false)
  readonly isMaximized = vi.fn(() => false)
  readonly getNormalBounds = vi.fn((): Rectangle => ({ x: 11, y: 22, width: 1000, height: 700 }))
  readonly options: BrowserWindowConstructorOptions
  constructor(options: BrowserWindowConstructorOptions) {
    super()
    this.options = options
    BrowserWindow.made.push(this)
  }
  /** What a click on the window's cross does. */
  close(): void {
    this.emit('close', new DoubleEvent())
    this.emit('closed')
  }
}

export class Tray extends EventEmitter {
  static made: Tray[] = []
  readonly setToolTip = vi.fn()
  readonly destroy = vi.fn()
  menu: MenuItemConstructorOptions[] = []
  constructor(_icon: string) {
    super()
    Tray.made.push(this)
  }
  setContextMenu(menu: MenuItemConstructorOptions[]): void {
    this.menu = menu
  }
}

function windowParts() {
  BrowserWindow.made = []
  Tray.made = []
  const primary = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } }
  return {
    BrowserWindow,
    Tray,
    Menu: {
      setApplicationMenu: vi.fn(),
      buildFromTemplate: (template: MenuItemConstructorOptions[]) => template,
    },
    screen: { getPrimaryDisplay: () => primary, getAllDisplays: vi.fn(() => [primary]) },
  }
}

export class Port extends EventEmitter {
  readonly start = vi.fn()
  readonly close = vi.fn(() => {
    this.emit('close')
  })
}

function messageParts() {
  class MessageChannelMain {
    readonly port1 = new Port()
    readonly port2 = new Port()
  }
  return { ipcMain: new EventEmitter(), MessageChannelMain }
}

function storageParts() {
  return {
    safeStorage: {
      isEncryptionAvailable: vi.fn(() => true),
      getSelectedStorageBackend: vi.fn(() => 'gnome_libsecret'),
      encryptString: vi.fn((text: string) => Buffer.from([...Buffer.from(text)].map((byte) => byte ^ 0x55))),
      decryptString: vi.fn((sealed: Buffer) =>
        Buffer.from([...sealed].map((byte) => byte ^ 0x55)).toString(),
      ),
    },
  }
}
