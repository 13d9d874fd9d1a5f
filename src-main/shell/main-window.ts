import { BrowserWindow, nativeTheme, screen, type BrowserWindowConstructorOptions } from 'electron'
import { APP_URL } from './origin.ts'
import {
  MIN_HEIGHT,
  MIN_WIDTH,
  placeWindow,
  readWindowState,
  writeWindowState,
  type WindowState,
} from './window-bounds.ts'

export interface MainWindowOptions {
  /** The built preload, an absolute path. */
  readonly preloadFile: string
  readonly iconFile: string
  /** Where the bounds are remembered. */
  readonly stateFile: string
}

/** The page's background (`--bg` of styles/tokens.css), so that the window does not flash before its first paint. */
const BACKGROUND = { dark: '#0d1014', light: '#f5f6f8' }

/** The one window. Closing it ends the window and not the console; `show` makes it anew. */
export interface MainWindow {
  show(): void
  readonly isOpen: boolean
}

export function createMainWindow(options: MainWindowOptions): MainWindow {
  let window: BrowserWindow | null = null

  function open(): BrowserWindow {
    const remembered = readWindowState(options.stateFile)
    const opened = new BrowserWindow(windowOptions(options, remembered))
    if (remembered?.isMaximized === true) opened.maximize()
    opened.once('ready-to-show', () => opened.show())
    opened.on('close', () => writeWindowState(options.stateFile, stateOf(opened)))
    opened.on('closed', () => (window = null))
    void opened.loadURL(APP_URL)
    return opened
  }

  return {
    show() {
      if (window === null) {
        window = open()
        return
      }
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
    },
    get isOpen() {
      return window !== null
    },
  }
}

/** Everything that keeps the page in its box is said out loud, defaults included (security.ts has the rest). */
function windowOptions(
  options: MainWindowOptions,
  remembered: WindowState | null,
): BrowserWindowConstructorOptions {
  const primary = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter((display) => display.id !== primary.id)
  const screens = [primary, ...others].map((display) => display.workArea)
  return {
    ...placeWindow(remembered?.bounds ?? null, screens),
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    show: false,
    title: 'Scopedeck',
    icon: options.iconFile,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload: options.preloadFile,
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
      // A spelling checker would fetch dictionaries from the network.
      spellcheck: false,
    },
  }
}

function stateOf(window: BrowserWindow): WindowState {
  return { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() }
}
