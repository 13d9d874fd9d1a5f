/** Finds Electron's program, which the npm package does not contain, or tries to fetch it. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { killGroup } from './run-program.mjs'
import { CACHE, NODE, ROOT, say } from './prepare.mjs'

const PACKAGE = join(ROOT, 'node_modules', 'electron')
const FAILURE = join(CACHE, 'electron-not-fetched.json')
const DOWNLOADS = join(CACHE, 'electron-download')

/** After a failure nothing is tried for a day, so that the next start is quick. */
const RETRY_AFTER_MS = 24 * 60 * 60 * 1000
/** A download that brings nothing for so long is given up. */
const SILENCE_MS = 10_000
const LONGEST_FETCH_MS = 10 * 60 * 1000
const LOOK_EVERY_MS = 500

/** @type {Partial<Record<NodeJS.Platform, string>>} */
const PROGRAM_NAMES = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }

/** @returns {string | null} the path of Electron's program when it is on this machine */
export function findElectron() {
  const name = readText(join(PACKAGE, 'path.txt')) ?? PROGRAM_NAMES[process.platform] ?? 'electron'
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  const program = join(override ? override : join(PACKAGE, 'dist'), name)
  return existsSync(program) ? program : null
}

/**
 * Fetches the program with Electron's own install script, unless that failed
 * within the last day.
 *
 * @returns {Promise<string | null>} the program's path; null when it could not be fetched
 */
export async function fetchElectron() {
  if (failedLately()) return null
  say('Fetching Electron (once) …')
  const ok = await runInstaller()
  rmSync(DOWNLOADS, { recursive: true, force: true })
  const program = ok ? findElectron() : null
  if (program === null) {
    mkdirSync(CACHE, { recursive: true })
    writeFileSync(FAILURE, JSON.stringify({ at: Date.now() }))
  }
  return program
}

function failedLately() {
  const text = readText(FAILURE)
  if (text === null) return false
  const age = Date.now() - Number(JSON.parse(text).at)
  return age >= 0 && age < RETRY_AFTER_MS
}

/** @returns {Promise<boolean>} */
function runInstaller() {
  rmSync(DOWNLOADS, { recursive: true, force: true })
  mkdirSync(DOWNLOADS, { recursive: true })
  return new Promise((resolve) => {
    const startedAt = Date.now()
    const child = spawn(NODE, [join(PACKAGE, 'install.js')], {
      cwd: ROOT,
      // The download is written below this folder, so that its growth can be watched.
      env: { ...process.env, TMPDIR: DOWNLOADS, TEMP: DOWNLOADS, TMP: DOWNLOADS },
      stdio: 'ignore',
      detached: process.platform !== 'win32',
    })
    let size = 0
    let grewAt = startedAt
    const look = setInterval(() => {
      const now = Date.now()
      const newSize = sizeBytes(DOWNLOADS) + sizeBytes(join(PACKAGE, 'dist'))
      if (newSize !== size) [size, grewAt] = [newSize, now]
      if (now - grewAt > SILENCE_MS || now - startedAt > LONGEST_FETCH_MS) killGroup(child)
    }, LOOK_EVERY_MS)
    const stop = () => killGroup(child)
    process.once('exit', stop)
    const finish = (/** @type {boolean} */ ok) => {
      clearInterval(look)
      process.off('exit', stop)
      resolve(ok)
    }
    child.on('error', () => finish(false))
    child.on('close', (code) => finish(code === 0))
  })
}

/**
 * @param {string} folder
 * @returns {number}
 */
function sizeBytes(folder) {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => statSync(join(folder, name)))
      .reduce((sum, entry) => sum + (entry.isFile() ? entry.size : 0), 0)
  } catch {
    return 0 // not there yet, or gone while it was looked at
  }
}

/** @param {string} file */
function readText(file) {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : null
}
