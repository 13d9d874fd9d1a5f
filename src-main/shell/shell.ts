import { join } from 'node:path'
import { app, dialog, session, type MessagePortMain } from 'electron'
import { registerAppScheme, serveAppScheme } from './app-scheme.ts'
import { createMainWindow, type MainWindow } from './main-window.ts'
import { setApplicationMenu } from './menu.ts'
import { hostPorts } from './port-host.ts'
import { hardenAllContents, hardenSession } from './security.ts'
import { createTray } from './tray.ts'

export interface ShellOptions {
  /** The folder that holds out/ and resources/. */
  readonly rootDirectory: string
  /** Serves the contract on one port of a page. */
  readonly servePort: (port: MessagePortMain) => void
  /** Ends the engine; the program waits for it. */
  readonly stopEngine: () => Promise<void>
}

/** Longer than the engine's own deadlines; then the program ends all the same. */
const STOP_TIMEOUT_MS = 10_000

/**
 * What has to be done before the application is ready, and therefore without
 * waiting for anything.
 *
 * @returns false when another instance runs already: it shows its window, and this one ends
 */
export function prepareShell(): boolean {
  app.setName('Scopedeck')
  app.enableSandbox()
  registerAppScheme()
  if (app.requestSingleInstanceLock()) return true
  app.quit()
  return false
}

/** Opens window, menu and tray. Collecting goes on until somebody quits. */
export async function openShell(options: ShellOptions): Promise<MainWindow> {
  const { rootDirectory } = options
  hardenAllContents(app)
  await app.whenReady()
  hardenSession(session.defaultSession)
  serveAppScheme(session.defaultSession.protocol, join(rootDirectory, 'out/renderer'))

  const window = createMainWindow({
    preloadFile: join(rootDirectory, 'out/preload/index.cjs'),
    iconFile: join(rootDirectory, 'resources/icons/icon.png'),
    stateFile: join(app.getPath('userData'), 'window.json'),
  })
  const actions = { show: () => window.show(), quit: () => app.quit() }
  setApplicationMenu(actions, process.platform)
  const closePorts = hostPorts(options.servePort)
  const removeTray = createTray(join(rootDirectory, 'resources/icons/tray.png'), actions)

  app.on('second-instance', actions.show)
  app.on('activate', actions.show)
  // Somebody who listens keeps the program alive without a window: it collects.
  app.on('window-all-closed', () => undefined)
  quitAfter(async () => {
    closePorts()
    removeTray?.()
    await options.stopEngine()
  })
  window.show()
  return window
}

/** Says in a box of the system why there is no console, and ends. */
export function failShell(error: unknown): void {
  dialog.showErrorBox('Scopedeck could not start', error instanceof Error ? error.message : String(error))
  app.exit(1)
}

/** Holds the end of the program back until `finish` is done, once. */
function quitAfter(finish: () => Promise<void>): void {
  let state: 'running' | 'finishing' | 'finished' = 'running'
  app.on('will-quit', (event) => {
    if (state === 'finished') return
    event.preventDefault()
    if (state === 'finishing') return
    state = 'finishing'
    const deadline = new Promise<void>((resolve) => setTimeout(resolve, STOP_TIMEOUT_MS).unref())
    void Promise.race([finish(), deadline])
      .catch(() => undefined)
      .finally(() => {
        state = 'finished'
        app.quit()
      })
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => app.quit())
}
