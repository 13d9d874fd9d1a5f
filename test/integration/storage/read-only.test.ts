import { spawnSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { START, batchOf, commitSamples, rangeOf, rejectionOf } from '../../suites/store-fixtures.ts'
import { executeOn, openAt, temporaryFolder } from './sqlite-under-test.ts'

const OPENER = fileURLToPath(new URL('./open-and-report.ts', import.meta.url))
const range = { from: START, to: START + 1_000, maxPoints: 10 }

describe('a database that can only be read', () => {
  let folder = ''
  let file = ''
  let remove = async (): Promise<void> => undefined
  beforeEach(async () => {
    ;({ folder, remove } = await temporaryFolder())
    file = join(folder, 'scopedeck.db')
    const store = await openAt(file)
    await store.insertHost({ id: 1, name: 'kept', enabled: true, createdAt: START })
    await commitSamples(store, [[1, START, 42]])
    await store.close()
  })
  afterEach(async () => {
    chmodSync(folder, 0o755)
    await remove()
  })

  it('is one that a newer program has changed: it is read, and says which version is needed', async () => {
    executeOn(file, "insert into schema_steps (name, applied_at) values ('0042-from-the-future#0', 1)")
    const store = await openAt(file)
    try {
      expect(store.readOnlyReason).toContain('newer version')
      expect(store.readOnlyReason).toContain('0042-from-the-future')
      expect((await store.hosts()).map(({ name }) => name)).toEqual(['kept'])
      expect((await rangeOf(store, range)).v).toEqual([42])
      expect(await rejectionOf(store.commit(batchOf({})))).toBe('newer-schema')
      expect(await rejectionOf(store.rollUp(START))).toBe('newer-schema')
      expect(
        await rejectionOf(
          store.deleteOlderThan({ rawBefore: 0, minuteBefore: 0, hourBefore: 0, loginsBefore: 0 }),
        ),
      ).toBe('newer-schema')
      expect(
        await rejectionOf(
          store.insertBlacklisted({
            host: 'x',
            reason: null,
            createdAt: 0,
            expiresAt: null,
            hits: 0,
            lastHitAt: null,
            origin: 'rule',
          }),
        ),
      ).toBe('newer-schema')
    } finally {
      await store.close()
    }
  })

  for (const [what, fileMode, folderMode] of [
    ['whose file may not be written', 0o444, 0o755],
    ['whose folder may not be written', 0o444, 0o555],
    ['whose folder takes no second file', 0o644, 0o555],
  ] as const) {
    it(`is one ${what}: it is read, and says why nothing is recorded`, () => {
      chmodSync(file, fileMode)
      chmodSync(folder, folderMode)
      const report = openWithoutPrivileges(file)
      expect(report).toMatchObject({ hosts: ['kept'], values: [42], commit: 'read-only' })
      expect(report['reason']).toContain('check the permissions')
    })
  }

  it('rejects when there is no database and the folder may not be written', () => {
    chmodSync(folder, 0o555)
    expect(openWithoutPrivileges(join(folder, 'missing.db'))).toMatchObject({ open: 'away' })
  })

  it('can be written again when the permissions are back', async () => {
    chmodSync(file, 0o444)
    openWithoutPrivileges(file)
    chmodSync(file, 0o644)
    const store = await openAt(file)
    expect(store.readOnlyReason).toBeNull()
    await commitSamples(store, [[1, START + 1, 43]])
    expect((await rangeOf(store, range)).v).toEqual([42, 43])
    await store.close()
  })
})

/** Root may write anything: then the opener runs without that privilege. */
function openWithoutPrivileges(file: string): Record<string, unknown> {
  const command = [process.execPath, OPENER, file]
  const isRoot = process.getuid?.() === 0
  const [program = '', ...rest] = isRoot
    ? ['setpriv', '--bounding-set=-all', '--inh-caps=-all', ...command]
    : command
  const { stdout, stderr, status } = spawnSync(program, rest, { encoding: 'utf8', timeout: 20_000 })
  if (status !== 0) throw new Error(`The opener failed: ${stderr}`)
  return JSON.parse(stdout) as Record<string, unknown>
}
