import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openForReading, openForWriting } from './open-database.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scopedeck-open-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('openForWriting', () => {
  it('acknowledges no commit before it is on the disk', () => {
    const database = openForWriting(join(folder, 'made', 'scopedeck.db'), null)
    const pragma = (name: string): unknown => Object.values(database.prepare(`pragma ${name}`).get() ?? {})[0]
    expect(pragma('journal_mode')).toBe('wal')
    // 2 is FULL: with a log, NORMAL would sync at checkpoints only. https://www.sqlite.org/pragma.html#pragma_synchronous
    expect(pragma('synchronous')).toBe(2)
    database.close()
  })

  it('limits the file in whole pages', () => {
    const database = openForWriting(join(folder, 'scopedeck.db'), 100 * 4_096 - 1)
    expect(Object.values(database.prepare('pragma max_page_count').get() ?? {})).toEqual([99])
    database.close()
  })
})

describe('the rights of the file', () => {
  const modes = (file: string): number[] => [file, `${file}-wal`].map((path) => statSync(path).mode & 0o777)

  it("are the owner's alone, for password hashes are in it", () => {
    const file = join(folder, 'scopedeck.db')
    const database = openForWriting(file, null)
    database.exec('create table one (id integer)')
    expect(modes(file)).toEqual([0o600, 0o600])
    database.close()
  })

  it('stay as somebody has set them', () => {
    const file = join(folder, 'scopedeck.db')
    openForWriting(file, null).close()
    chmodSync(file, 0o640)
    const database = openForWriting(file, null)
    database.exec('create table one (id integer)')
    expect(modes(file)).toEqual([0o640, 0o640])
    database.close()
  })
})

describe('openForReading', () => {
  it('cannot write, beside a writer or alone', () => {
    const file = join(folder, 'scopedeck.db')
    const writer = openForWriting(file, null)
    writer.exec('create table one (id integer)')
    const beside = openForReading(file, true)
    expect(() => beside.exec('insert into one values (1)')).toThrow('readonly')
    writer.exec('insert into one values (1)')
    expect(beside.prepare('select id from one').all()).toHaveLength(1)
    beside.close()
    writer.close()
    const alone = openForReading(file, false)
    expect(() => alone.exec('insert into one values (1)')).toThrow('readonly')
    expect(alone.prepare('select id from one').all()).toHaveLength(1)
    alone.close()
  })
})
