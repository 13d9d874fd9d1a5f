import { describe, expect, it } from 'vitest'
import { isUnreachable, parseRunReport, parseTunnelPort, sshWords } from './run-reports.ts'

describe('what the script says', () => {
  it.each([
    ['scopedeck ssh 10.0.0.1 50000 10.0.0.5 22', { kind: 'ssh', from: '10.0.0.1', to: '10.0.0.5' }],
    ['scopedeck ssh ', { kind: 'ssh', from: null, to: null }],
    ['scopedeck missing', { kind: 'missing' }],
    ['scopedeck version collectl V4.3.1-1 (zlib:2.106,HiRes:1.977)', { kind: 'version', version: '4.3.1-1' }],
    ['scopedeck version ', { kind: 'version', version: null }],
    ['scopedeck nodir', { kind: 'no-directory' }],
    ['scopedeck pid 4711', { kind: 'pid', pid: 4711 }],
    ['scopedeck file web01-20261126-115747.raw.gz', { kind: 'file', name: 'web01-20261126-115747.raw.gz' }],
    ['scopedeck ended 0', { kind: 'ended', code: 0 }],
    ['scopedeck alive', { kind: 'alive' }],
    ['scopedeck gone', { kind: 'gone' }],
  ])('%s', (line, report) => {
    expect(parseRunReport(line)).toEqual(report)
  })

  it.each([
    'Welcome to web01!',
    'scopedeck',
    'scopedeck pid',
    'scopedeck pid 12a',
    'scopedeck ended',
    'scopedeck file ',
    'scopedeck something else',
    `scopedeck file ${'x'.repeat(2_000)}`,
  ])('is not %s', (line) => {
    expect(parseRunReport(line)).toBeNull()
  })

  it('knows that collectl did not reach us', () => {
    expect(
      isUnreachable('Error: Could not create socket to 10.0.0.1:2655.  Reason: Connection refused'),
    ).toBe(true)
    expect(isUnreachable("Error: invalid lexpr option 'zz'")).toBe(false)
  })
})

describe('the words of ssh', () => {
  it('has the port of the tunnel among them', () => {
    expect(
      parseTunnelPort('Warning: x\r\nAllocated port 45123 for remote forward to 127.0.0.1:4711\r\n'),
    ).toBe(45_123)
    expect(parseTunnelPort('Allocated nothing')).toBeNull()
  })

  it('are kept, with what helps', () => {
    expect(sshWords('root@web01: Permission denied (publickey).\r\n', 'root@web01')).toBe(
      "ssh says “root@web01: Permission denied (publickey)”. Passwords are not asked for and not kept: give this account's key to the machine, with ssh-copy-id root@web01",
    )
    expect(sshWords('Host key verification failed.', 'web01')).toContain('check its key: ssh web01')
    expect(sshWords('ssh: Could not resolve hostname web09: unknown', 'web09')).toContain('~/.ssh/config')
    expect(sshWords('Error: remote port forwarding failed for listen port 0', 'web01')).toContain(
      'AllowTcpForwarding',
    )
    expect(sshWords('ssh: connect to host web01 port 22: No route to host', 'web01')).toBe(
      'ssh says “ssh: connect to host web01 port 22: No route to host”.',
    )
  })

  it('are the last two lines where a changed key brings a page of advice', () => {
    const page = [
      '@@@@@@@@@@@@@@@@@',
      'IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!',
      'Add correct host key in /root/.ssh/known_hosts to get rid of this message.',
      'Host key for web01 has changed and you have requested strict checking.',
      'Host key verification failed.',
    ]
    expect(sshWords(page.join('\r\n'), 'web01')).toContain('“Host key for web01 has changed')
  })

  it('are none when it only told of its own doings', () => {
    const chatter = 'Allocated port 1 for remote forward to x\nWarning: Permanently added web01\n\n'
    expect(sshWords(chatter, 'web01')).toBeNull()
  })
})
