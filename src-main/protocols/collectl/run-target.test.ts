import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRunTarget } from './run-target.ts'

const ssh = (text: string, user: string | null, host: string, port: number | null = null) => ({
  kind: 'ssh',
  text,
  user,
  host,
  port,
})

describe('a machine of a run', () => {
  it.each([
    ['local', { kind: 'local', text: 'local' }],
    ['web01', ssh('web01', null, 'web01')],
    [' web01 ', ssh('web01', null, 'web01')],
    ['root@web01.example.org', ssh('root@web01.example.org', 'root', 'web01.example.org')],
    ['root@web01:2222', ssh('root@web01:2222', 'root', 'web01', 2222)],
    ['10.0.0.5:22', ssh('10.0.0.5:22', null, '10.0.0.5', 22)],
    ['fe80::1%eth0', ssh('fe80::1%eth0', null, 'fe80::1%eth0')],
    ['ops@[2001:db8::7]:2222', ssh('ops@[2001:db8::7]:2222', 'ops', '2001:db8::7', 2222)],
    ['first.last@web01', ssh('first.last@web01', 'first.last', 'web01')],
    ['web01:65535', ssh('web01:65535', null, 'web01', 65_535)],
  ])('%s', (text, target) => {
    expect(parseRunTarget(text)).toEqual(target)
  })

  it.each([
    '',
    '-oProxyCommand=touch /tmp/x',
    'root@-oProxyCommand=x',
    '-l@web01',
    'web01; reboot',
    'web01 web02',
    'web01\nweb02',
    'web`id`',
    '$(id)@web01',
    "o'brien@web01",
    'web01:0',
    'web01:65536',
    'web01:',
    '[web01]:22',
    '<b>web01</b>',
    `${'a'.repeat(254)}`,
  ])('is not %s', (text) => {
    expect(parseRunTarget(text)).toBeNull()
  })

  it('is never anything that ssh or a shell would take for more than a name', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        const target = parseRunTarget(text)
        if (target === null || target.kind === 'local') return
        expect(target.host).toMatch(/^[A-Za-z0-9_:]/)
        expect(`${target.user ?? ''}${target.host}`).toMatch(/^[\w.:%+\\-]*$/)
        expect(target.user ?? 'x').toMatch(/^\w/)
      }),
      { seed: 6, numRuns: 5_000 },
    )
  })
})
