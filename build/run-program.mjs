/** How the scripts run other programs: quietly to the end, or in the foreground until somebody stops them. */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/** How long a program may take to end by itself after it was asked to. */
const GRACE_MS = 15_000
const SAME_SIGNAL_MS = 1000
const ORPHAN_CHECK_MS = 500
/** The terminal's Ctrl-C reaches a program before us, or us before it. */
const SIGNAL_ON_ITS_WAY_MS = 100
/** Enough of a failed program's output to see why. */
const KEPT_CHARACTERS = 20_000

/** What runs quietly now: each can be ended, which settles when it is gone. */
const quiet = new Set()
let isQuitting = false

/**
 * Runs a program to its end without showing what it prints.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, hasFamily?: boolean }} [options] `hasFamily`: it starts programs
 *   of its own that would outlive it
 * @returns {Promise<{ code: number, output: string }>} the last part of its output; code 127 when it cannot be started
 */
export function runQuietly(program, args, { hasFamily = false, ...options } = {}) {
  return new Promise((resolve) => {
    const detached = hasFamily && process.platform !== 'win32'
    const child = spawn(program, args, { ...options, detached, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const keep = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk.toString()).slice(-KEPT_CHARACTERS)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    const ended = new Promise((settle) => child.once('close', settle))
    const end = () => {
      if (detached) killGroup(child)
      else child.kill()
      return ended
    }
    quiet.add(end)
    process.once('exit', end)
    const finish = (/** @type {number} */ code) => {
      quiet.delete(end)
      process.off('exit', end)
      // What was ended together with us has not failed, and nobody needs to read about it.
      const answer = () => (isQuitting ? undefined : resolve({ code, output: output.trim() }))
      if (code < 128) answer()
      else setTimeout(answer, SIGNAL_ON_ITS_WAY_MS)
    }
    child.on('error', (error) => {
      keep(Buffer.from(error.message))
      finish(127)
    })
    child.on('close', (code, signal) => finish(code ?? exitCodeOf(signal)))
  })
}

/**
 * From now on a signal ends what runs quietly, waits until it is gone (a half
 * removed node_modules is no place for the next start), and ends us.
 *
 * @param {number} exitCode
 * @returns {() => void} back to what was before
 */
export function quitOnSignal(exitCode) {
  const quit = () => {
    if (isQuitting) return
    isQuitting = true
    const deadline = new Promise((resolve) => setTimeout(resolve, GRACE_MS))
    const gone = Promise.all([...quiet].map((end) => end()))
    void Promise.race([gone, deadline]).then(() => process.exit(exitCode))
  }
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
  for (const signal of signals) process.on(signal, quit)
  return () => {
    for (const signal of signals) process.off(signal, quit)
  }
}

/**
 * Runs a program in the foreground. It has a process group of its own, so that
 * Ctrl-C in a terminal reaches it once, through us, and not twice; and a pipe
 * as its input whose end tells it that we are gone (`lifeline.mjs`). What is
 * typed here goes down that pipe.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onOutput?: (text: string) => void }} [options]
 * @returns {Promise<{ code: number, wasStopped: boolean, ranMs: number }>} `wasStopped`: a signal asked for the end
 */
export function runInForeground(program, args, { onOutput, ...options } = {}) {
  return new Promise((resolve) => {
    const startedAt = Date.now()
    const isTerminal = process.stdin.isTTY === true
    const child = spawn(program, args, {
      ...options,
      env: { ...(options.env ?? process.env), ...(isTerminal ? { SCOPEDECK_TERMINAL: '1' } : {}) },
      stdio: ['pipe', onOutput ? 'pipe' : 'inherit', 'inherit'],
      detached: process.platform !== 'win32',
    })
    let wasStopped = false
    /** @type {NodeJS.Timeout | undefined} */
    let deadline
    let hasEnded = false
    let isForwarded = false
    const stop = (/** @type {NodeJS.Signals} */ signal) => {
      wasStopped = true
      // In a terminal Ctrl-C comes twice, from the terminal and from npm: once is meant.
      if (hasEnded || isForwarded) return
      isForwarded = true
      setTimeout(() => (isForwarded = false), SAME_SIGNAL_MS).unref()
      child.kill(signal)
      deadline ??= setTimeout(() => killGroup(child), GRACE_MS)
    }
    const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
    for (const signal of signals) process.on(signal, stop)
    const orphaned = whenOrphaned(() => stop('SIGTERM'))
    const finish = (/** @type {number} */ code) => {
      clearTimeout(deadline)
      clearInterval(orphaned)
      hasEnded = true
      if (isTerminal) process.stdin.unpipe().pause()
      // The handlers stay: the second of the two may come now, and it must not kill us.
      resolve({ code, wasStopped, ranMs: Date.now() - startedAt })
    }
    child.stdin?.on('error', () => undefined)
    if (isTerminal && child.stdin) process.stdin.pipe(child.stdin)
    child.stdout?.on('data', (/** @type {Buffer} */ chunk) => {
      process.stdout.write(chunk)
      onOutput?.(chunk.toString())
    })
    child.on('error', (error) => {
      process.stderr.write(`${error.message}\n`)
      finish(127)
    })
    child.on('close', (code, signal) => finish(code ?? exitCodeOf(signal)))
  })
}

/**
 * npm does not pass everything on to the script it runs: when it is killed, the
 * script would stay. Only where npm is the parent; elsewhere a parent may go.
 *
 * @param {() => void} act
 * @returns {NodeJS.Timeout | undefined}
 */
function whenOrphaned(act) {
  if (process.env['npm_lifecycle_event'] === undefined) return undefined
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    act()
  }, ORPHAN_CHECK_MS)
  return timer
}

/**
 * Ends a program and everything it has started in its own process group.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
export function killGroup(child) {
  try {
    if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL')
    else child.kill('SIGKILL')
  } catch {
    // It has ended in the meantime.
  }
}

/** @param {NodeJS.Signals | null} signal */
function exitCodeOf(signal) {
  return signal === null ? 1 : 128 + constants.signals[signal]
}
