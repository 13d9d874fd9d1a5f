import { test as base, type ElectronApplication, type Page } from '@playwright/test'
import { startConsole, type RunningConsole } from './console.ts'
import { startElectronConsole } from './electron-console.ts'

export { expect } from '@playwright/test'

export interface ConsoleTestOptions {
  /** The path of Electron's program; null: the console runs headless and its page in Chromium. */
  electronProgram: string | null
}

/** What a spec may use wherever it runs. */
export interface Deck {
  readonly scopeportPort: number
  readonly dataDir: string
}

interface Running extends Deck {
  readonly headless: RunningConsole | null
  readonly electron: ElectronApplication | null
  stop(): Promise<unknown>
}

interface Fixtures {
  running: Running
  deck: Deck
  /** The console behind a browser, with its HTTP interface: for specs with `@browser` in their title. */
  web: RunningConsole
  /** The program around the window: for specs in test/e2e/electron. */
  electron: ElectronApplication
}

/**
 * Each test has a console of its own with an empty database, stopped after it.
 * `page` is its page, signed in and open.
 */
export const test = base.extend<Fixtures & ConsoleTestOptions>({
  electronProgram: [null, { option: true }],

  running: async ({ electronProgram }, use) => {
    const running = await (electronProgram === null ? startHeadless() : startElectron(electronProgram))
    await use(running)
    await running.stop()
  },

  deck: async ({ running }, use) => {
    await use(running)
  },

  web: async ({ running }, use) => {
    if (running.headless === null) throw new Error('The window has no HTTP: mark this spec with @browser.')
    await use(running.headless)
  },

  electron: async ({ running }, use) => {
    if (running.electron === null) throw new Error('This spec belongs into test/e2e/electron.')
    await use(running.electron)
  },

  page: async ({ page, running }, use) => {
    await use(await openPage(page, running))
  },
})

async function startHeadless(): Promise<Running> {
  const headless = await startConsole()
  return {
    headless,
    electron: null,
    scopeportPort: headless.scopeportPort ?? 0,
    dataDir: headless.dataDir,
    stop: () => headless.stop(),
  }
}

async function startElectron(program: string): Promise<Running> {
  const { application, scopeportPort, dataDir, stop } = await startElectronConsole(program)
  return { headless: null, electron: application, scopeportPort, dataDir, stop }
}

async function openPage(page: Page, { headless, electron }: Running): Promise<Page> {
  if (electron !== null) return electron.firstWindow()
  await page.goto(headless?.link ?? 'about:blank')
  return page
}
