import { describe, expect, it } from 'vitest'
import { DEFAULT_HTTP, faultOfHttp } from './zabbix-http.ts'
import { isMacro } from './zabbix-macro.ts'

describe('the password of an HTTP proxy', () => {
  const faultOf = (httpProxy: string): string | null =>
    faultOfHttp('http://192.0.2.7/', { ...DEFAULT_HTTP, httpProxy })

  it.each(['http://me:secret@192.0.2.8:3128', 'me:secret@proxy', 'socks5://me:{$A}x{$B}@proxy'])(
    'in %s would be there for everybody to read',
    (httpProxy) => expect(faultOf(httpProxy)).toContain('secret macro'),
  )

  it.each([
    '',
    '192.0.2.8:3128',
    'http://[2001:db8::1]:3128',
    'http://me@proxy',
    'http://me:{$PASS}@proxy:80',
  ])('is not in “%s”', (httpProxy) => expect(faultOf(httpProxy)).toBeNull())
})

describe('a macro', () => {
  it.each(['{$A}', '{$SNMP_COMMUNITY}', '{$A.B:"any }"}', '{$A:web}'])('is %s', (text) =>
    expect(isMacro(text)).toBe(true),
  )

  it.each(['', '{$A}hunter2{$B}', 'x{$A}', '{$}', '{$a}', '{$A'])('is not “%s”', (text) =>
    expect(isMacro(text)).toBe(false),
  )
})
