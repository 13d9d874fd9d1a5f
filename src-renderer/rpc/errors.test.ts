import { ORPCError } from '@orpc/client'
import { describe, expect, it } from 'vitest'
import { ERRORS } from '../../src-main/contract/errors.ts'
import { ConnectionLost } from './connection.ts'
import { wordsOf } from './errors.ts'

describe('errors in words', () => {
  it.each(Object.keys(ERRORS))('has a sentence for the code %s', (code) => {
    const words = wordsOf(new ORPCError(code))
    expect(words.code).toBe(code)
    expect(words.message).toMatch(/\.$/)
  })

  it('adds the detail that the console gives', () => {
    const error = new ORPCError('COLLECTL_START_FAILED', { data: { detail: 'exit code 255' } })
    expect(wordsOf(error).message).toBe('collectl could not be started on this machine. (exit code 255)')
  })

  it('does not say twice what the sentence of the code says', () => {
    const error = new ORPCError('ENDPOINT_EXISTS', { data: { detail: 'web03:2655 is read already.' } })
    expect(wordsOf(error).message).toBe('This endpoint is there already.')
  })

  it('knows a lost connection, ours and the one of the link', () => {
    expect(wordsOf(new ConnectionLost()).code).toBe('CONNECTION_LOST')
    expect(wordsOf(new Error('[ClientPeer] connection closed')).code).toBe('CONNECTION_LOST')
  })

  it('says that the rest was not expected', () => {
    expect(wordsOf(new ORPCError('SOMETHING_NEW')).code).toBe('UNKNOWN')
    expect(wordsOf('what').code).toBe('UNKNOWN')
  })
})
