/**
 * `npm test`: prepares everything and runs every suite: check, integration,
 * peers, end to end. A suite that needs a program of the system which cannot be
 * installed is skipped by name; with CI=true that is a failure.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { CACHE, installPackages, buildSources, NODE, ROOT, say } from './prepare.mjs'
import { quitOnSignal } from './run-program.mjs'
import { findProgram, installCommand, installMissing } from './system-packages.mjs'
import { runSuite } from './test-suite.mjs'

/** Failures that the summary names of each suite; the log has all of them. */
const MOST_FAILURES = 10
const isCi = process.env['CI'] === 'true'
const VITEST = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
const PLAYWRIGHT = join(ROOT, 'node_modules', '@playwright', 'test', 'cli.js')

/** @param {string} name */
const reportOf = (name) => join(CACHE, `${name}.json`)

/**
 * @param {string} project
 * @param {readonly string[]} [files]
 * @returns {string[]}
 */
const vitest = (project, files = []) => [
  VITEST,
  'run',
  `--project=${project}`,
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${reportOf(project)}`,
  ...files,
]

/**
 * Servers, disks and clocks that are real, on a machine that others use as
 * well: in CI what ended badly gets a second run, which the summary says.
 *
 * @param {string} project
 */
const again = (project) =>
  isCi
    ? { folder: `test/${project}`, args: (/** @type {readonly string[]} */ files) => vitest(project, files) }
    : undefined

/** @type {readonly import('./test-suite.mjs').Suite[]} */
const SUITES = [
  {
    name: 'check',
    program: NODE,
    args: [join(ROOT, 'build', 'check.mjs')],
    report: reportOf('unit'),
    needs: [],
  },
  {
    name: 'integration',
    program: NODE,
    args: vitest('integration'),
    report: reportOf('integration'),
    again: again('integration'),
    needs: [],
  },
  {
    name: 'peers',
    program: NODE,
    args: vitest('peers'),
    report: reportOf('peers'),
    again: again('peers'),
    needs: ['collectl'],
  },
  {
    name: 'e2e',
    program: NODE,
    args: [PLAYWRIGHT, 'test', '--reporter=list,json'],
    report: reportOf('e2e'),
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: reportOf('e2e') },
    needs: ['chromium'],
  },
]

quitOnSignal(130)
await installPackages()
await installMissing([
  'chromium',
  'collectl',
  'galera-4',
  'iproute2',
  'mariadb-server',
  'openssh-client',
  'openssh-server',
  'openssl',
  'rsync',
  'zabbix-agent',
  'zabbix-proxy-sqlite3',
])
await buildSources()
mkdirSync(CACHE, { recursive: true })

/** @type {string[]} */
const summary = []
const total = { passed: 0, failed: 0 }
let skippedSuites = 0

for (const suite of SUITES) {
  const missing = suite.needs.filter((name) => findProgram(name) === null)
  if (missing.length > 0) {
    skippedSuites += 1
    summary.push(`  skipped  ${suite.name}: needs ${missing.join(' and ')} (${installCommand(missing)})`)
    continue
  }
  say(`\n── ${suite.name}`)
  const outcome = await runSuite(suite)
  total.passed += outcome.passed
  total.failed += outcome.failed
  const counts = `${outcome.passed} passed, ${outcome.failed} failed${outcome.skipped > 0 ? `, ${outcome.skipped} skipped` : ''}`
  const remark = outcome.remark === null ? '' : ` (${outcome.remark})`
  const word = outcome.failed === 0 ? 'ok     ' : 'FAILED '
  summary.push(`  ${word}  ${suite.name}: ${counts}, ${outcome.seconds.toFixed(1)} s${remark}`)
  for (const failure of outcome.failures.slice(0, MOST_FAILURES)) summary.push(`           - ${failure}`)
  say(`── ${suite.name}: ${counts}, ${outcome.seconds.toFixed(1)} s${remark}`)
}

say(`\nSummary\n${summary.join('\n')}`)
if (skippedSuites > 0 && isCi) say('With CI=true a skipped suite is a failure.')
say(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed > 0 || (skippedSuites > 0 && isCi) ? 1 : 0
