import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  collectlAddress,
  collectlSwitches,
  localCommand,
  remoteCommand,
  remoteLook,
  shellQuote,
  sshArguments,
} from './run-command.ts'

const PLAN = { subsystems: 'cdnm', intervalSeconds: 1 }
const WEB = { kind: 'ssh', text: 'root@web01:2222', user: 'root', host: 'web01', port: 2222 } as const

describe('the switches of a run', () => {
  it('are the best that collectl can send', () => {
    expect(collectlSwitches(PLAN)).toEqual(['-i1', '-scdnm', '--export', 'lexpr', '--quiet'])
  })

  it('take the letters with or without -s, and fractions of a second', () => {
    expect(collectlSwitches({ subsystems: '-scd', intervalSeconds: 0.5 }).slice(0, 2)).toEqual([
      '-i0.5',
      '-scd',
    ])
  })

  it('record beside the socket', () => {
    expect(collectlSwitches({ ...PLAN, recordDirectory: '/var/tmp' }).slice(-2)).toEqual(['-f', '/var/tmp'])
  })

  it('connect with a time-out of their own', () => {
    expect(collectlAddress('10.0.0.1', 2655)).toBe('10.0.0.1:2655:5')
  })
})

describe('quoting', () => {
  it('gives a shell every text back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        if (text.includes('\0')) return
        const said = execFileSync('/bin/sh', ['-c', `printf %s ${shellQuote(text)}`], { encoding: 'utf8' })
        expect(said).toBe(text)
      }),
      { seed: 6, numRuns: 60 },
    )
  })

  it('hands a directory with everything in it to the script as one parameter', () => {
    const recordDirectory = `/tmp/it's "$HOME" \`id\` $(id); exit * ?`
    const quoted = remoteCommand({ ...PLAN, recordDirectory })
    const said = execFileSync('/bin/sh', ['-c', `for p in ${quoted}; do printf '%s\\0' "$p"; done`], {
      encoding: 'utf8',
    })
    expect(said.split('\0').slice(0, -1)).toEqual(localCommand({ ...PLAN, recordDirectory }))
  })

  it('has nothing in the script that a login shell of another kind could take differently', () => {
    expect(localCommand(PLAN)[2]).not.toMatch(/['\n\\]/)
    expect(remoteLook(1, '127.0.0.1:1:5').slice(8)).not.toMatch(/[\n\\]/)
  })
})

describe('the arguments of ssh', () => {
  const words = sshArguments(WEB, 'COMMAND', {})

  it('end with the destination and one command, behind the end of the options', () => {
    expect(words.slice(-3)).toEqual(['--', 'web01', 'COMMAND'])
    expect(words).toEqual(expect.arrayContaining(['-p', '2222', '-l', 'root']))
  })

  it('never ask, share no connection, and leave keys, jumps and known hosts to the user’s own configuration', () => {
    const settings = words.filter((_, index) => words[index - 1] === '-o')
    expect(settings).toContain('BatchMode=yes')
    expect(settings).toContain('ControlPath=none')
    expect(settings.join(' ')).not.toMatch(/StrictHostKeyChecking|ProxyJump|IdentityFile|UserKnownHostsFile/)
    expect(words).not.toContain('-F')
  })

  it('ask for a tunnel only when there is one, and then insist on it', () => {
    expect(words).not.toContain('-R')
    const tunnel = sshArguments(WEB, 'COMMAND', { tunnelTo: 4711, configFile: '/etc/ssh' })
    expect(tunnel).toEqual(expect.arrayContaining(['-R', '127.0.0.1:0:127.0.0.1:4711', '-F', '/etc/ssh']))
    expect(tunnel).toContain('ExitOnForwardFailure=yes')
  })
})
