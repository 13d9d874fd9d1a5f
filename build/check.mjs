/**
 * `npm run check`: format, lint, types and unit tests, two at a time, each
 * named with its time; what failed is shown in full.
 */
import { join } from 'node:path'
import { CACHE, installPackages, NODE, ROOT, say } from './prepare.mjs'
import { quitOnSignal, runQuietly } from './run-program.mjs'

/** Where the unit tests leave their counts for `npm test`. */
const REPORT = join(CACHE, 'unit.json')
const AT_ONCE = 2

/** @param {string} path Below node_modules. */
const tool = (path) => join(ROOT, 'node_modules', path)

/**
 * Types of one project; what has not changed since the last time is not read again.
 *
 * @param {string} compiler
 * @param {string} project
 */
const types = (compiler, project) => [
  tool(compiler),
  ...['-p', `tsconfig.${project}.json`],
  ...['--incremental', '--tsBuildInfoFile', join(CACHE, `${project}.tsbuildinfo`)],
]

/** The longest first, so that the two lanes end together. */
const STEPS = [
  {
    name: 'unit tests',
    args: [
      tool('vitest/vitest.mjs'),
      'run',
      '--project=unit-*',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${REPORT}`,
    ],
  },
  {
    name: 'lint',
    args: [
      tool('eslint/bin/eslint.js'),
      '--cache',
      `--cache-location=${join(CACHE, 'eslint')}/`,
      '--max-warnings=0',
      '.',
    ],
  },
  { name: 'types of the components', args: types('vue-tsc/bin/vue-tsc.js', 'web') },
  { name: 'types', args: types('typescript/bin/tsc', 'node') },
  { name: 'types of the specs', args: types('typescript/bin/tsc', 'e2e') },
  { name: 'types of the preload', args: types('typescript/bin/tsc', 'preload') },
  {
    name: 'format',
    args: [
      tool('prettier/bin/prettier.cjs'),
      '--check',
      '--cache',
      `--cache-location=${join(CACHE, 'prettier')}`,
      '--log-level=warn',
      '.',
    ],
  },
]

quitOnSignal(130)
await installPackages()
const startedAt = Date.now()
const waiting = [...STEPS]
let failures = 0

/** One lane: takes the next step until none is left. */
async function work() {
  for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
    const from = Date.now()
    const { code, output } = await runQuietly(NODE, step.args, { cwd: ROOT })
    const seconds = ((Date.now() - from) / 1000).toFixed(1)
    say(`  ${code === 0 ? 'ok    ' : 'FAILED'}  ${step.name} (${seconds} s)`)
    if (code !== 0) {
      failures += 1
      say(output)
    }
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, work))
say(
  `check: ${failures === 0 ? 'all well' : `${failures} failed`} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`,
)
process.exitCode = failures === 0 ? 0 : 1
