import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { Access } from './access.ts'

const KEY = new Uint8Array(32).fill(7)
const request = (cookie = '', host = '127.0.0.1:8080'): IncomingMessage =>
  ({ headers: { host, cookie } }) as IncomingMessage

function signedIn(access = new Access([], KEY)): string {
  return access.openSession(request(), access.token)?.split(';')[0] ?? ''
}

describe('the session of a browser', () => {
  it('outlives a restart of a console with the same key', () => {
    expect(new Access([], KEY).hasSession(request(signedIn()))).toBe(true)
    expect(new Access([], KEY).hasSession(request(`other=1; ${signedIn()}; more=2`))).toBe(true)
  })

  it('is none of a console with another key', () => {
    expect(new Access([], new Uint8Array(32).fill(8)).hasSession(request(signedIn()))).toBe(false)
  })

  it('cannot be forged by changing a letter, cutting or prolonging it', () => {
    const access = new Access([], KEY)
    const cookie = signedIn(access)
    const start = cookie.indexOf('=') + 1
    for (let at = start; at < cookie.length - 1; at++) {
      const letter = cookie[at] === 'A' ? 'B' : 'A'
      expect(access.hasSession(request(cookie.slice(0, at) + letter + cookie.slice(at + 1)))).toBe(false)
    }
    expect(access.hasSession(request(cookie.slice(0, -2)))).toBe(false)
    expect(access.hasSession(request(`${cookie}AA`))).toBe(false)
    expect(access.hasSession(request('scopedeck-8080='))).toBe(false)
    expect(access.hasSession(request())).toBe(false)
  })

  it('is one of its own for every port, so that tunnels to several consoles do not sign each other out', () => {
    const access = new Access([], KEY)
    const cookie = access.openSession(request('', 'localhost:9090'), access.token) ?? ''
    expect(cookie).toMatch(/^scopedeck-9090=/)
    expect(access.openSession(request('', 'console-box'), access.token)).toMatch(/^scopedeck-80=/)
    expect(access.hasSession(request(cookie, 'localhost:9090'))).toBe(true)
    expect(access.hasSession(request(cookie, 'localhost:9091'))).toBe(false)
  })
})
