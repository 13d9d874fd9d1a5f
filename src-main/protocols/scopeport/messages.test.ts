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
      expect(decodeLogin(`16,login,${password}`)).toEqual({ ok: true, value: { loginId: 16, password } })
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
