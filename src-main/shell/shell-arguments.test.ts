import { describe, expect, it } from 'vitest'
import { parseShellArguments } from './shell-arguments.ts'

const ENVIRONMENT = { XDG_DATA_HOME: '/home/me/data' }

describe('the command line of the window', () => {
  it('keeps its data where the headless console keeps it', () => {
    expect(parseShellArguments(['.'], ENVIRONMENT)).toEqual({
      dataDirectory: '/home/me/data/scopedeck',
      scopeport: undefined,
      zabbix: undefined,
    })
  })

  it.each([
    [['--no-sandbox', '/app', '--data', '/d', '--scopeport', 'off', '--inspect=0', '--zabbix', 'off']],
    [['--data=/d', '--enable-logging', '--scopeport=off', '--zabbix=off']],
  ])('finds its own among those of Chromium: %j', (texts) => {
    expect(parseShellArguments(texts, ENVIRONMENT)).toEqual({
      dataDirectory: '/d',
      scopeport: 'off',
      zabbix: 'off',
    })
  })

  it('takes an address for ScopePort', () => {
    const { scopeport } = parseShellArguments(['--scopeport', '127.0.0.1:0'], ENVIRONMENT)
    expect(scopeport).toMatchObject({ host: '127.0.0.1', port: 0 })
  })

  it('says what it does not understand', () => {
    expect(() => parseShellArguments(['--scopeport', 'nonsense'], ENVIRONMENT)).toThrow(/nonsense/)
  })
})
