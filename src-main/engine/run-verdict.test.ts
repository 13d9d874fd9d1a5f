import { describe, expect, it } from 'vitest'
import { type AttemptFacts, verdictOf } from './run-verdict.ts'

const WEB = { kind: 'ssh', text: 'root@web01', user: 'root', host: 'web01', port: null } as const
const END = { code: 0, signal: null, error: null }
const NOTHING: AttemptFacts = {
  via: 'direct',
  isMissing: false,
  hasNoDirectory: false,
  version: null,
  pid: null,
  address: null,
  isOutOfReach: false,
  hasOpened: false,
  hasStreamed: false,
  trouble: null,
  collectlCode: null,
  file: null,
  output: '',
  words: '',
  end: END,
}
const RAN = { ...NOTHING, version: '4.3.1-1', pid: 4711, address: '10.0.0.1:2655:5' }
const judged = (facts: Partial<AttemptFacts>, base = NOTHING) => verdictOf({ ...base, ...facts }, WEB)

describe('how it stands with a machine', () => {
  it('is refused in the words of ssh when no command ran', () => {
    expect(judged({ words: 'Permission denied (publickey).', end: { ...END, code: 255 } })).toMatchObject({
      state: 'refused',
      detail: expect.stringContaining('Permission denied (publickey)') as string,
    })
  })

  it('is refused where the login runs no command, in its words', () => {
    expect(judged({ output: 'This account is currently not available.\n' })).toEqual({
      state: 'refused',
      detail: 'The login there runs no command; it says “This account is currently not available.”.',
    })
  })

  it('is not installed, with the command that installs it', () => {
    expect(judged({ isMissing: true, isOutOfReach: true })).toEqual({
      state: 'not-installed',
      detail: 'collectl is not installed there. Install it with: apt-get install collectl',
    })
  })

  it('is tried through a tunnel where the console cannot be reached', () => {
    expect(judged({ isOutOfReach: true })).toBe('tunnel')
    expect(judged({ collectlCode: 1, output: 'Error: Could not create socket to 10.0.0.1:2655.' }, RAN)).toBe(
      'tunnel',
    )
  })

  it('is tried through a tunnel where collectl came from an address that nobody expects', () => {
    expect(judged({ collectlCode: 0 }, RAN)).toBe('tunnel')
  })

  it('has failed when the tunnel did not help either', () => {
    const output = 'Error: Could not create socket to 127.0.0.1:45123.  Reason: Connection refused'
    expect(judged({ via: 'tunnel', collectlCode: 1, output }, RAN)).toEqual({
      state: 'failed',
      detail: `collectl says “${output}”.`,
    })
  })

  it('has failed in the words that collectl sent over the socket', () => {
    const trouble = 'collectl says “Error: invalid lexpr option”.'
    expect(judged({ hasOpened: true, trouble, collectlCode: 1 }, RAN)).toEqual({
      state: 'failed',
      detail: trouble,
    })
  })

  it('has ended when collectl did, by itself', () => {
    expect(judged({ hasOpened: true, hasStreamed: true, collectlCode: 0 }, RAN)).toEqual({
      state: 'ended',
      detail: 'collectl ended there by itself, with exit code 0.',
    })
  })

  it('is lost when ssh went away in the middle', () => {
    const words = 'client_loop: send disconnect: Broken pipe\r\n'
    expect(judged({ hasOpened: true, hasStreamed: true, words }, RAN)).toEqual({
      state: 'lost',
      detail: 'ssh says “client_loop: send disconnect: Broken pipe”.',
    })
  })

  it('has failed where ssh is not installed here, or the directory cannot be made there', () => {
    expect(judged({ end: { ...END, error: 'ssh is not installed on this machine.' } })).toMatchObject({
      state: 'failed',
      detail: 'ssh is not installed on this machine.',
    })
    expect(judged({ hasNoDirectory: true, words: 'mkdir: cannot create directory: Read-only\n' })).toEqual({
      state: 'failed',
      detail:
        'The directory for its raw files cannot be made there: mkdir: cannot create directory: Read-only',
    })
  })
})
