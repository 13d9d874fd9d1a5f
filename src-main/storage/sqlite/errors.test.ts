import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { StoreError } from '../store.ts'
import { errorMessageOf, errorOf } from './errors.ts'

const sqliteError = (errcode: number): Error =>
  Object.assign(new Error('as SQLite says'), { code: 'ERR_SQLITE_ERROR', errcode })

describe('errorMessageOf', () => {
  it.each([
    ['full', 13],
    ['read-only', 8],
    ['read-only', 8 | (6 << 8)],
    ['away', 10 | (4 << 8)],
    ['away', 5],
    ['away', 14],
    ['damaged', 11],
    ['damaged', 26],
    ['conflict', 19 | (8 << 8)],
  ])('calls %s what SQLite gives as %i', (code, errcode) => {
    const message = errorMessageOf(sqliteError(errcode))
    expect(message.code).toBe(code)
    expect(message.message).toContain('as SQLite says')
    expect(errorOf(message)).toBeInstanceOf(StoreError)
  })

  it('knows the errors of a real database', () => {
    const database = new DatabaseSync(':memory:')
    database.exec('create table one (id integer primary key)')
    const codeOf = (sql: string): string | null => {
      try {
        database.exec(sql)
      } catch (error) {
        return errorMessageOf(error).code
      }
      return 'none'
    }
    expect(codeOf('insert into one values (1), (1)')).toBe('conflict')
    expect(codeOf('select nothing from nowhere')).toBeNull()
    database.exec('pragma query_only = on')
    expect(codeOf('insert into one values (2)')).toBe('read-only')
    database.close()
  })

  it('knows a full disk and an unusable folder', () => {
    const systemError = (code: string): Error => Object.assign(new Error(code), { code, syscall: 'mkdir' })
    expect(errorMessageOf(systemError('ENOSPC')).code).toBe('full')
    expect(errorMessageOf(systemError('EACCES')).code).toBe('away')
  })

  it('keeps a bug a bug', () => {
    const message = errorMessageOf(new TypeError('x is not a function'))
    expect(message.code).toBeNull()
    expect(errorOf(message)).not.toBeInstanceOf(StoreError)
    expect(errorOf(message).message).toContain('x is not a function')
  })
})
