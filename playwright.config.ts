import { existsSync } from 'node:fs'
import { defineConfig } from '@playwright/test'
import { findElectron } from './build/electron-program.mjs'
import { findProgram } from './build/system-packages.mjs'
import type { ConsoleTestOptions } from './test/support/e2e.ts'

const isRoot = process.getuid?.() === 0
const chromium = findProgram('chromium')
const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])
const electron = findElectron()
const electronMissing =
  electron === null
    ? "Electron's program is not here"
    : hasDisplay
      ? null
      : 'there is no display for Electron'

// Workers read this file as well; one line is enough.
if (electronMissing !== null && process.env['TEST_WORKER_INDEX'] === undefined) {
  process.stdout.write(`The specs run in Chromium only: ${electronMissing}.\n`)
}
if (!existsSync('out/main/headless.js') && process.env['TEST_WORKER_INDEX'] === undefined) {
  process.stdout.write('Nothing is built: run "npm run build" first.\n')
}

/** Chromium as it is on the system, told not to look for a network that may not be there. */
const CHROMIUM_ARGS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
  '--disable-gpu',
]

export default defineConfig<ConsoleTestOptions>({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  timeout: 60_000,
  retries: process.env['CI'] === 'true' ? 1 : 0,
  expect: { timeout: 10_000 },
  forbidOnly: process.env['CI'] === 'true',
  workers: 2,
  reporter: 'list',
  use: {
    browserName: 'chromium',
    launchOptions: {
      ...(chromium === null ? {} : { executablePath: chromium }),
      args: [...CHROMIUM_ARGS, ...(isRoot ? ['--no-sandbox'] : [])],
    },
    trace: 'retain-on-failure',
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
  },
  projects: [
    { name: 'browser', testIgnore: 'electron/**' },
    // The same specs in the desktop window, and those that only it has.
    ...(electron === null || electronMissing !== null
      ? []
      : [{ name: 'electron', grepInvert: /@browser/, use: { electronProgram: electron } }]),
  ],
})
