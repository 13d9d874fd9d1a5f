/** Runs the built console without a window, in the foreground. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CONSOLE_FLAGS } from './node-flags.mjs'
import { NODE, ROOT } from './prepare.mjs'
import { runInForeground } from './run-program.mjs'

const LIFELINE = pathToFileURL(join(ROOT, 'build', 'lifeline.mjs')).href

/**
 * @param {readonly string[]} args
 * @param {(text: string) => void} [onOutput] sees what the console prints
 * @returns {Promise<number>} the exit code; 0 after Ctrl-C
 */
export async function runHeadless(args, onOutput) {
  const program = join(ROOT, 'out', 'main', 'headless.js')
  const nodeArgs = ['--import', LIFELINE, ...CONSOLE_FLAGS, program, ...args]
  const result = await runInForeground(NODE, nodeArgs, onOutput ? { onOutput } : {})
  return result.wasStopped && result.code < 128 ? 0 : result.code
}
