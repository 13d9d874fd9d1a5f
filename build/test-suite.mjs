/** Runs one suite of tests in a process group of its own and counts what it did. */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './prepare.mjs'
import { countsOf, diedFilesOf, failuresOf, unwellFilesOf } from './test-report.mjs'
import { killGroup } from './run-program.mjs'

/** How long a suite's last processes (a browser's helpers) may take to go. */
const LEAVE_MS = 5000
const LOOK_EVERY_MS = 100

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {string} program
 * @property {readonly string[]} args
 * @property {string} report Where the test tool writes its JSON.
 * @property {NodeJS.ProcessEnv} [env]
 * @property {{ folder: string, args: (files: readonly string[]) => readonly string[] } | undefined} [again] How files are run a
 *   second time, and where they are
 * @property {readonly import('./system-packages.mjs').SystemPackage[]} needs
 */

/**
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed At least 1 when the suite ended with an error.
 * @property {number} skipped
 * @property {number} seconds
 * @property {string | null} remark Why it failed without a failing test.
 * @property {readonly string[]} failures Each test or file that failed, with the first line of why.
 */

/**
 * With `again`, files that ended badly get a second run of their own, in fresh
 * processes; the outcome names them.
 *
 * @param {Suite} suite
 * @returns {Promise<Outcome>}
 */
export async function runSuite(suite) {
  const first = await runOnce(suite)
  const unwell = suite.again === undefined ? [] : unwellFilesOf(first.report, filesOf(suite.again.folder))
  if (suite.again === undefined || unwell.length === 0 || isWell(first.outcome)) return first.outcome
  const second = (await runOnce({ ...suite, args: suite.again.args(unwell) })).outcome
  const before = countsOf(first.report, unwell)
  // What a process that died has started stays behind it; other leaks are somebody's fault.
  const isFault = first.outcome.remark !== null && diedFilesOf(first.report, unwell).length === 0
  const remarks = [
    ...(isFault ? [first.outcome.remark] : []),
    ...(second.remark === null ? [] : [second.remark]),
    `${unwell.length} of the files needed a second run`,
  ]
  return {
    passed: before.passed + second.passed,
    failed: second.failed + (isFault ? 1 : 0),
    skipped: before.skipped + second.skipped,
    seconds: first.outcome.seconds + second.seconds,
    remark: remarks.join('; '),
    failures: [
      ...second.failures,
      ...first.outcome.failures.map((failure) => `first run: ${failure}`),
      ...unwell.map((file) => `second run: ${file}`),
    ],
  }
}

/** @param {Outcome} outcome */
const isWell = ({ failed }) => failed === 0

/**
 * @param {Suite} suite
 * @returns {Promise<{ outcome: Outcome, report: ReturnType<typeof readReport> }>}
 */
async function runOnce(suite) {
  rmSync(suite.report, { force: true })
  const startedAt = Date.now()
  const { code, hasLeaked } = await runInGroup(suite)
  const report = readReport(suite.report)
  const counts = { ...countsOf(report), failures: failuresOf(report) }
  const seconds = (Date.now() - startedAt) / 1000
  /** @type {(failed: number, remark: string | null) => { outcome: Outcome, report: typeof report }} */
  const ended = (failed, remark) => ({ outcome: { ...counts, failed, seconds, remark }, report })
  if (hasLeaked) return ended(counts.failed + 1, 'left processes behind')
  if (code !== 0 && counts.failed === 0) return ended(1, `ended with code ${code}`)
  // A suite that runs nothing tells nothing.
  if (counts.passed + counts.failed === 0) return ended(1, 'no test ran')
  return ended(counts.failed, null)
}

/**
 * @param {Suite} suite
 * @returns {Promise<{ code: number, hasLeaked: boolean }>}
 */
function runInGroup(suite) {
  return new Promise((resolve) => {
    const child = spawn(suite.program, suite.args, {
      cwd: ROOT,
      env: { ...process.env, ...suite.env },
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: process.platform !== 'win32',
    })
    const stop = () => {
      killGroup(child)
      process.exit(130)
    }
    process.on('SIGINT', stop)
    process.on('SIGTERM', stop)
    child.on('error', () => undefined) // `close` follows, with a code
    child.on('close', (code) => {
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
      void isGroupEmpty(child.pid).then((isEmpty) => {
        if (!isEmpty) killGroup(child)
        resolve({ code: code ?? 1, hasLeaked: !isEmpty })
      })
    })
  })
}

/**
 * @param {number | undefined} group
 * @returns {Promise<boolean>} after a moment of patience
 */
async function isGroupEmpty(group) {
  if (group === undefined || process.platform !== 'linux') return true
  const deadline = Date.now() + LEAVE_MS
  while (hasMembers(group)) {
    if (Date.now() > deadline) return false
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
  return true
}

/**
 * Whether a process of the group still runs. One that has ended and that
 * nobody has asked about (a zombie) is not counted: it is its parent's.
 *
 * @param {number} group
 */
function hasMembers(group) {
  return readdirSync('/proc').some((name) => {
    if (!/^\d+$/.test(name)) return false
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      // pid (name, which may hold anything) state parent group …
      const [state, , processGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return Number(processGroup) === group && state !== 'Z' && state !== 'X'
    } catch {
      return false // it has just ended
    }
  })
}

/**
 * The report of vitest or of Playwright; null where the suite did not get that far.
 *
 * @param {string} path
 */
function readReport(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null
}

/**
 * Every test file below a folder, from the root of the project.
 *
 * @param {string} folder
 */
function filesOf(folder) {
  return readdirSync(join(ROOT, folder), { recursive: true })
    .map((name) => `${folder}/${String(name).replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
}
