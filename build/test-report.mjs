/** Names what failed in a report of vitest or of Playwright, so that the end of a long log says it. */
import { relative } from 'node:path'
import { ROOT } from './prepare.mjs'

/**
 * @param {any} report The tool's JSON; null when there is none.
 * @returns {readonly string[]} a line each: where, which test, the first line of why
 */
export function failuresOf(report) {
  if (report === null) return []
  return report.stats === undefined ? failuresOfVitest(report) : report.suites.flatMap(failuresOfPlaywright)
}

/** @param {any} report */
function failuresOfVitest(report) {
  return report.testResults
    .filter((/** @type {any} */ file) => file.status === 'failed')
    .flatMap((/** @type {any} */ file) => {
      const where = relative(ROOT, file.name)
      const tests = file.assertionResults.filter((/** @type {any} */ test) => test.status === 'failed')
      // A hook that fails leaves no failed test behind, only skipped ones.
      if (tests.length === 0) return [`${where}: ${firstLine(file.message)}`]
      return tests.map(
        (/** @type {any} */ test) => `${where}: ${test.fullName}: ${firstLine(test.failureMessages[0])}`,
      )
    })
}

/**
 * @param {any} suite
 * @returns {readonly string[]}
 */
function failuresOfPlaywright(suite) {
  const own = (suite.specs ?? [])
    .filter((/** @type {any} */ spec) => !spec.ok)
    .map((/** @type {any} */ spec) => {
      const results = spec.tests.flatMap((/** @type {any} */ test) => test.results)
      const error = results.find((/** @type {any} */ result) => result.error !== undefined)?.error
      return `${spec.file}: ${spec.title}: ${firstLine(error?.message)}`
    })
  return [...own, ...(suite.suites ?? []).flatMap(failuresOfPlaywright)]
}

/** @param {string | undefined} message */
function firstLine(message) {
  return (message ?? '').split('\n', 1)[0]?.slice(0, 300) || 'no reason given'
}
