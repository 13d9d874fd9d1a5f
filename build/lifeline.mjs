/**
 * Loaded into the console with `--import` by `start.mjs` and `headless.mjs`:
 * when the program that started it is gone, however it went, its end of the
 * pipe closes and the console stops as if Ctrl-C had been pressed.
 */
process.stdin.on('end', () => process.kill(process.pid, 'SIGTERM'))
process.stdin.on('error', () => process.kill(process.pid, 'SIGTERM'))
process.stdin.resume()
process.stdin.unref?.()
