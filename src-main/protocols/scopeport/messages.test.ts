import { describe, expect, it } from 'vitest'
import { claimedHostId, decodeLogin, decodeValue } from './messages.ts'

describe('values', () => {
  it.each([
    ['3.25', 3.25],
    ['0', 0],
    ['-1', -1],
    ['+5', 5],
    ['5.', 5],
    ['.5', 0.5],
    ['1e3', 1000],
    ['1.5E-3', 0.0015],
    ['007', 7],
    ['18446744073709551615', 18_446_744_073_709_551_615],
    ['-0-', null],
    ['-0', -0],
    ['1e999', '1e999'],
    ['0x10', '0x10'],
    ['1,5', '1,5'],
    ['1 2', '1 2'],
    ['NaN', 'NaN'],
    ['Infinity', 'Infinity'],
    ['ok', 'ok'],
    ['.', '.'],
    ['-', '-'],
    ['1e', '1e'],
  ])('“%s” is %s', (text, value) => {
    expect(decodeValue(text)).toBe(value)
  })
})

describe('logins', () => {
  it('keep every character of the password', () => {
    const passwords = ['a,b', ',', ' a ', 'ä', 'a\tb', 'login', '"', '16']
    for (const password of passwords)
      expect(decodeLogin(`16,login,${password}`)).toEqual({
        ok: true,
        value: { loginId: 16, password, packageText: null },
      })
  })

  it.each([
    ['16,login,secret16,cpuload15,3.25', 'secret', '16,cpuload15,3.25'],
    ['1,login,abc11,x,1', 'abc1', '1,x,1'],
    ['016,login,secret16,x,1', 'secret', '16,x,1'],
    ['016,login,secret016,x,1', 'secret', '016,x,1'],
    ['16,login,secret16,x,a16,b,c', 'secret', '16,x,a16,b,c'],
    ['16,login,secret16,', 'secret', '16,'],
    ['16,login,16,x,1', '16,x,1', null],
    ['16,login,secret17,x,1', 'secret17,x,1', null],
    ['16,login,secret16', 'secret16', null],
  ])('“%s” has the password “%s”', (message, password, packageText) => {
    expect(decodeLogin(message)).toMatchObject({ value: { password, packageText } })
  })

  it.each([
    ['16,login,x', '16'],
    ['16', '16'],
    ['16,nonsense', '16'],
    ['x,login,y', null],
    ['', null],
    ['1234567890,login,x', null],
  ])('“%s” claims to be %s', (message, id) => {
    expect(claimedHostId(message)).toBe(id)
  })
})
