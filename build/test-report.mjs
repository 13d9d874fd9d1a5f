/** What a report of vitest or of Playwright says: how much passed, what failed, which files did not get to their end. */
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
      const where = pathOf(file)
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

/**
 * @param {any} report The tool's JSON; null when there is none.
 * @param {readonly string[]} [without] Files of vitest that do not count.
 * @returns {{ passed: number, failed: number, skipped: number }}
 */
export function countsOf(report, without = []) {
  if (report === null) return { passed: 0, failed: 0, skipped: 0 }
  if (report.stats !== undefined) {
    const { expected, flaky, unexpected, skipped } = report.stats
    return { passed: expected + flaky, failed: unexpected, skipped }
  }
  const counted = report.testResults.filter((/** @type {any} */ file) => !without.includes(pathOf(file)))
  const statuses = counted.flatMap((/** @type {any} */ file) =>
    file.assertionResults.map((/** @type {any} */ test) => test.status),
  )
  const count = (/** @type {readonly string[]} */ ...wanted) =>
    statuses.filter((/** @type {string} */ status) => wanted.includes(status)).length
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped', 'todo', 'pending') }
}

/**
 * Files with something that failed or never ended. When the process of a file
 * dies, vitest calls its other tests `pending` and the file passed, or leaves
 * the file out.
 *
 * @param {any} report vitest's JSON; null when there is none.
 * @param {readonly string[]} files All that were to run, from the root of the project.
 */
export function unwellFilesOf(report, files) {
  const results = report === null ? [] : report.testResults
  const well = results
    .filter(
      (/** @type {any} */ file) =>
        file.status === 'passed' &&
        file.assertionResults.every((/** @type {any} */ test) => test.status !== 'pending'),
    )
    .map(pathOf)
  return files.filter((file) => !well.includes(file))
}

/**
 * Those of the unwell files whose process died: nothing in them failed.
 *
 * @param {any} report vitest's JSON; null when there is none.
 * @param {readonly string[]} unwell
 */
export function diedFilesOf(report, unwell) {
  const results = report === null ? [] : report.testResults
  const failed = results.filter((/** @type {any} */ file) => file.status === 'failed').map(pathOf)
  return unwell.filter((file) => !failed.includes(file))
}

/** @param {any} file */
function pathOf(file) {
  return relative(ROOT, file.name).replaceAll('\\', '/')
}
