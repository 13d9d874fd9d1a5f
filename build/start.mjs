/**
 * `npm start`: installs and builds what is missing, then opens the desktop
 * window; where there can be none, says why and serves the same console to the
 * browser.
 */
import { spawn } from 'node:child_process'
import { fetchElectron, findElectron } from './electron-program.mjs'
import { runHeadless } from './headless-program.mjs'
import { prepare, ROOT, say } from './prepare.mjs'
import { quitOnSignal, runInForeground } from './run-program.mjs'

/** A window that is gone so soon with an error never opened: then the browser is better than nothing. */
const NEVER_OPENED_MS = 10_000

const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])
const args = process.argv.slice(2)

const release = quitOnSignal(0)
await prepare()
const electron = findElectron() ?? (hasDisplay ? await fetchElectron() : null)
release()

process.exitCode = await start()

/** @returns {Promise<number>} the exit code */
async function start() {
  if (!hasDisplay) return serve('There is no display here, so the console is served to your browser instead.')
  if (electron === null) {
    return serve(
      "Electron's program is not here and could not be fetched, so the console opens in your browser.",
    )
  }
  const result = await runInForeground(electron, [...electronArgs(), ROOT, ...args])
  if (result.wasStopped) return 0
  if (result.code !== 0 && result.ranMs < NEVER_OPENED_MS) {
    return serve('The desktop window could not be opened, so the console opens in your browser instead.')
  }
  return result.code
}

/** Chromium refuses to run its sandbox as root. */
function electronArgs() {
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0
  if (isRoot) say("Started as root: the window's sandbox is off.")
  return isRoot ? ['--no-sandbox'] : []
}

/** @param {string} sentence */
function serve(sentence) {
  say(sentence)
  return hasDisplay ? runHeadless(args, openAddressOnce()) : runHeadless(args)
}

/** Opens the first address that the console prints. */
function openAddressOnce() {
  let isOpened = false
  let seen = ''
  return (/** @type {string} */ text) => {
    if (isOpened) return
    seen += text
    const address = /(http:\/\/\S+)\s/.exec(seen)?.[1]
    if (address === undefined) return
    isOpened = true
    openInBrowser(address)
  }
}

/** @param {string} address */
function openInBrowser(address) {
  /** @type {[string, string[]]} */
  const [program, programArgs] =
    process.platform === 'darwin'
      ? ['open', [address]]
      : process.platform === 'win32'
        ? ['cmd', ['/c', 'start', '', address]]
        : ['xdg-open', [address]]
  const child = spawn(program, programArgs, { stdio: 'ignore', detached: true })
  child.on('error', () => undefined) // no browser to open: the address is on the screen
  child.unref()
}
