import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from './prepare.mjs'
import { countsOf, diedFilesOf, failuresOf, unwellFilesOf } from './test-report.mjs'

describe('the failures of a report', () => {
  it('are none where there is no report', () => {
    expect(failuresOf(null)).toEqual([])
  })

  it('of vitest are its failed tests, each with the first line of why', () => {
    const report = {
      testResults: [
        { name: join(ROOT, 'a.test.ts'), status: 'passed', message: '', assertionResults: [] },
        {
          name: join(ROOT, 'test/b.test.ts'),
          status: 'failed',
          message: '',
          assertionResults: [
            { status: 'passed', fullName: 'b is well', failureMessages: [] },
            {
              status: 'failed',
              fullName: 'b adds',
              failureMessages: ['expected 1 to be 2\n  at b.test.ts:3'],
            },
          ],
        },
      ],
    }
    expect(failuresOf(report)).toEqual(['test/b.test.ts: b adds: expected 1 to be 2'])
  })

  it('of vitest name the file whose hook failed, though only skipped tests are left of it', () => {
    const report = {
      testResults: [
        {
          name: join(ROOT, 'test/c.test.ts'),
          status: 'failed',
          message: 'Hook timed out in 30000ms.',
          assertionResults: [{ status: 'skipped', fullName: 'c', failureMessages: [] }],
        },
      ],
    }
    expect(failuresOf(report)).toEqual(['test/c.test.ts: Hook timed out in 30000ms.'])
  })

  it('of Playwright are the specs that are not well, however deep', () => {
    const results = [{ error: { message: 'Locator not found\nCall log:' } }]
    const spec = { ok: false, title: 'opens', file: 'start.spec.ts', tests: [{ results }] }
    const report = { stats: {}, suites: [{ suites: [{ specs: [{ ok: true }, spec] }] }] }
    expect(failuresOf(report)).toEqual(['start.spec.ts: opens: Locator not found'])
  })
})

describe('files that need a second run', () => {
  const file = (name: string, status: string, ...statuses: string[]) => ({
    name: join(ROOT, name),
    status,
    message: '',
    assertionResults: statuses.map((each) => ({ status: each, fullName: each, failureMessages: [] })),
  })
  const report = {
    testResults: [
      file('test/well.test.ts', 'passed', 'passed', 'skipped'),
      file('test/failed.test.ts', 'failed', 'passed', 'failed'),
      file('test/hook.test.ts', 'failed', 'skipped'),
      file('test/died.test.ts', 'passed', 'passed', 'pending'),
    ],
  }
  const files = ['well', 'failed', 'hook', 'died', 'missing'].map((name) => `test/${name}.test.ts`)

  it('are those with a failure, those whose process died, and those that the report leaves out', () => {
    expect(unwellFilesOf(report, files)).toEqual(files.slice(1))
  })

  it('are all where there is no report', () => {
    expect(unwellFilesOf(null, files)).toEqual(files)
  })

  it('are told apart by whether something in them failed, or their process died', () => {
    expect(diedFilesOf(report, files.slice(1))).toEqual(['test/died.test.ts', 'test/missing.test.ts'])
  })

  it('do not count as they were', () => {
    expect(countsOf(report)).toEqual({ passed: 3, failed: 1, skipped: 3 })
    expect(countsOf(report, files.slice(1))).toEqual({ passed: 1, failed: 0, skipped: 1 })
  })
})
