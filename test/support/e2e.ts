import { test as base, type ElectronApplication, type Page } from '@playwright/test'
import type { RunningConsole } from './console.ts'
import { startElectronConsole } from './electron-console.ts'
import { SpareConsoles } from './spare-consoles.ts'

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
  stop(): Promise<unknown> | void
}

interface WorkerFixtures {
  consoles: SpareConsoles
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
export const test = base.extend<Fixtures & ConsoleTestOptions, WorkerFixtures>({
  electronProgram: [null, { option: true }],

  consoles: [
    async ({ playwright: _ }, use) => {
      const consoles = new SpareConsoles()
      await use(consoles)
      await consoles.end()
    },
    { scope: 'worker' },
  ],

  running: async ({ electronProgram, consoles }, use) => {
    const running = await (electronProgram === null ? takeHeadless(consoles) : startElectron(electronProgram))
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

async function takeHeadless(consoles: SpareConsoles): Promise<Running> {
  const headless = await consoles.take()
  return {
    headless,
    electron: null,
    scopeportPort: headless.scopeportPort ?? 0,
    dataDir: headless.dataDir,
    stop: () => {
      consoles.giveBack(headless)
    },
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
