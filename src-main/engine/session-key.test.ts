import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sessionKey } from './session-key.ts'

describe('the key that signs the cookies of browsers', () => {
  let directory: string

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'scopedeck-key-'))
  })
  afterEach(() => {
    rmSync(directory, { recursive: true, force: true })
  })

  it('is the same at the next start, and another one on another folder', () => {
    const key = sessionKey(directory)
    expect(key).toHaveLength(32)
    expect([...sessionKey(directory)]).toEqual([...key])
    expect([...sessionKey(join(directory, 'other'))]).not.toEqual([...key])
  })

  it('can be read by the owner only', () => {
    sessionKey(directory)
    expect(statSync(join(directory, 'session.key')).mode & 0o777).toBe(0o600)
  })

  it.each([0, 31, 33])('is made anew where the file has %i bytes', (length) => {
    writeFileSync(join(directory, 'session.key'), 'x'.repeat(length))
    const key = sessionKey(directory)
    expect(key).toHaveLength(32)
    expect([...sessionKey(directory)]).toEqual([...key])
  })

  it('lasts as long as the console where it cannot be kept', () => {
    writeFileSync(join(directory, 'file'), '')
    expect(sessionKey(join(directory, 'file'))).toHaveLength(32)
  })
})
