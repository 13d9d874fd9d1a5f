/**
 * Loaded into the console with `--import` by `start.mjs` and `headless.mjs`:
 * when the program that started it is gone, however it went, its end of the
 * pipe closes and the console stops as if Ctrl-C had been pressed.
 */
import { isMainThread } from 'node:worker_threads'

// The database's threads load this too, and their input has ended before it began.
if (isMainThread) {
  process.stdin.on('end', () => process.kill(process.pid, 'SIGTERM'))
  process.stdin.on('error', () => process.kill(process.pid, 'SIGTERM'))
  process.stdin.resume()
  // It must not keep a console alive that has nothing left to do.
  process.stdin.unref?.()
  // Somebody sits at the other end, and what is typed there comes through.
  if (process.env['SCOPEDECK_TERMINAL'] === '1') process.stdin.isTTY = true
}
