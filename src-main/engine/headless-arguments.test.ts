import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseHeadlessArguments } from './headless-arguments.ts'

const parse = (...args: string[]) => parseHeadlessArguments(args, {})

describe('parseHeadlessArguments', () => {
  it('needs nothing: loopback, a free port, ScopePort as the settings say', () => {
    expect(parse()).toEqual({
      ok: true,
      value: {
        dataDirectory: `${homedir()}/.local/share/scopedeck`,
        http: { host: '127.0.0.1', port: 0 },
        scopeport: undefined,
      },
    })
    expect(parseHeadlessArguments([], { XDG_DATA_HOME: '/data' })).toMatchObject({
      value: { dataDirectory: '/data/scopedeck' },
    })
  })

  it.each([
    [['--data', '/tmp/x'], { dataDirectory: '/tmp/x' }],
    [['--http', '0.0.0.0:8080'], { http: { host: '0.0.0.0', port: 8080 } }],
    [['--http', '[::1]:65535'], { http: { host: '::1', port: 65535 } }],
    [['--http=localhost:0'], { http: { host: 'localhost', port: 0 } }],
    [['--scopeport', 'off'], { scopeport: 'off' }],
    [['--plugins', 'off'], { plugins: 'off' }],
    [['--plugins', '/run/x'], { plugins: { directory: '/run/x' } }],
    [['--plugins', 'x'], { plugins: { directory: resolve('x') } }],
    [['--scopeport', '127.0.0.1:12201'], { scopeport: { host: '127.0.0.1', port: 12201 } }],
    [
      ['--database', 'mysql://deck@127.0.0.1:3307/monitor'],
      { database: { addresses: [{ host: '127.0.0.1', port: 3307 }], user: 'deck', database: 'monitor' } },
    ],
  ])('%j', (args, value) => {
    expect(parse(...args)).toMatchObject({ ok: true, value })
  })

  it.each([
    [['--http', '8080'], '--http'],
    [['--http', ':8080'], '--http'],
    [['--http', '127.0.0.1'], '--http'],
    [['--http', '127.0.0.1:65536'], '--http'],
    [['--http', '::1:80'], '--http'],
    [['--scopeport', 'on'], '--scopeport'],
    [['--scopeport', ''], '--scopeport'],
    [['--plugins', ''], '--plugins'],
    [['--data', ''], '--data'],
    [['--data'], '--data'],
    [['--database', 'monitor'], '--database'],
    [['--database', 'mysql://deck:secret@db/monitor'], 'SCOPEDECK_DATABASE_PASSWORD'],
    [['--port', '1'], '--port'],
    [['somewhere'], 'somewhere'],
  ])('%j is refused, and the reason names %s', (args, named) => {
    expect(parse(...args)).toMatchObject({ ok: false, reason: expect.stringContaining(named) as string })
  })

  it('gives help before anything else', () => {
    for (const flag of ['-h', '--help']) {
      expect(parse(flag, '--http', 'nonsense')).toEqual({ ok: false, reason: 'help' })
    }
  })
})
