import { describe, expect, it } from 'vitest'
import { StoreError } from '../store.ts'
import { TimeoutError, isAddressAtFault, isPassing, isRightMissing, storeErrorOf } from './errors.ts'

const serverError = (errno: number, message = 'as the server says'): Error =>
  Object.assign(new Error(message), { errno, code: 'ER_SOMETHING' })
const systemError = (code: string): Error => Object.assign(new Error(code), { code, errno: -111 })

function codeOf(error: Error): string {
  const told = storeErrorOf(error)
  return told instanceof StoreError ? told.code : 'bug'
}

describe('storeErrorOf', () => {
  it.each([
    ['away', 1040],
    ['away', 1203],
    ['away', 1045],
    ['away', 1049],
    ['away', 1053],
    ['away', 1205],
    ['away', 1213],
    ['away', 1317],
    ['away', 1969],
    ['away', 1047],
    ['read-only', 1290],
    ['read-only', 1792],
    ['read-only', 1836],
    ['read-only', 1142],
    ['full', 1114],
    ['full', 1021],
    ['conflict', 1062],
    ['conflict', 1048],
    ['conflict', 1406],
    ['damaged', 1194],
    ['damaged', 1712],
    ['bug', 1064],
    ['bug', 1146],
  ])('calls %s what the server numbers %i', (code, errno) => {
    expect(codeOf(serverError(errno))).toBe(code)
  })

  it.each([
    'ECONNREFUSED',
    'ENOENT',
    'ENOTFOUND',
    'ETIMEDOUT',
    'ECONNRESET',
    'PROTOCOL_CONNECTION_LOST',
    'HANDSHAKE_NO_SSL_SUPPORT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ])('calls away what the system or the driver calls %s', (code) => {
    expect(codeOf(systemError(code))).toBe('away')
  })

  it.each([
    'Got error 28 "No space left on device" from storage engine InnoDB',
    'Error writing file \'/x\' (errno: 28 "No space left on device")',
    'Disk full (/tmp/x); waiting for someone to free some space... (errno: 28 "No space left on device")',
  ])('knows a full disk by whatever number: %s', (message) => {
    expect(codeOf(serverError(1030, message))).toBe('full')
  })

  it('repeats the words of the server after its own', () => {
    expect(storeErrorOf(serverError(1062)).message).toMatch(/there already.*\(as the server says\)/)
  })

  it('leaves a store error and a bug as they are', () => {
    const known = new StoreError('full', 'x')
    expect(storeErrorOf(known)).toBe(known)
    const bug = new TypeError('x is not a function')
    expect(storeErrorOf(bug)).toBe(bug)
  })

  it('calls away what took too long', () => {
    expect(codeOf(new TimeoutError('no answer for 10 s'))).toBe('away')
  })
})

describe('what may be tried again', () => {
  it('is a deadlock, a lock wait, a table that changed', () => {
    expect([1213, 1205, 1412, 1062, 1290].map((each) => isPassing(serverError(each)))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ])
    expect(isPassing(new Error('x'))).toBe(false)
  })

  it('is another address when this one does not answer, not when it refuses the login', () => {
    expect(isAddressAtFault(systemError('ECONNREFUSED'))).toBe(true)
    expect(isAddressAtFault(new TimeoutError('x'))).toBe(true)
    expect(isAddressAtFault(serverError(1047))).toBe(true)
    expect(isAddressAtFault(serverError(1045))).toBe(false)
    expect(isAddressAtFault(systemError('SELF_SIGNED_CERT_IN_CHAIN'))).toBe(false)
  })

  it('is nothing where a right is missing', () => {
    expect(isRightMissing(serverError(1142))).toBe(true)
    expect(isRightMissing(systemError('EACCES'))).toBe(false)
  })
})
