import type { Session } from 'electron'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import {
  Contents,
  DoubleEvent,
  Session as SessionDouble,
  type ElectronDouble,
} from '../../test/support/electron-double.ts'

vi.mock('electron', async () =>
  (await import('../../test/support/electron-double.ts')).createElectronDouble(),
)
const electron = (await import('electron')) as unknown as ElectronDouble
const { hardenAllContents, hardenSession } = await import('./security.ts')

describe('the session', () => {
  let session: SessionDouble
  beforeEach(() => {
    session = new SessionDouble()
    hardenSession(session as unknown as Session)
  })

  it.each([
    'media',
    'geolocation',
    'notifications',
    'clipboard-read',
    'openExternal',
    'usb',
    'whatever-comes',
  ])('denies the permission %s', (permission) => {
    const answer = vi.fn()
    session.setPermissionRequestHandler.mock.calls[0]?.[0](null, permission, answer)
    expect(answer).toHaveBeenCalledExactlyOnceWith(false)
    expect(session.setPermissionCheckHandler.mock.calls[0]?.[0](null, permission)).toBe(false)
  })

  it('denies devices and screens', () => {
    expect(session.setDevicePermissionHandler.mock.calls[0]?.[0]({})).toBe(false)
    const answer = vi.fn()
    session.setDisplayMediaRequestHandler.mock.calls[0]?.[0]({}, answer)
    expect(answer).toHaveBeenCalledExactlyOnceWith({})
  })

  it.each([
    ['app://console/assets/index.js', false],
    ['blob:app://console/1234', false],
    ['data:image/png;base64,AA', false],
    ['https://example.com/', true],
    ['http://127.0.0.1:80/', true],
    ['ws://127.0.0.1:80/', true],
    ['file:///etc/passwd', true],
    ['app://elsewhere/', true],
  ])('loads %s: refused is %s', (url, cancel) => {
    const answer = vi.fn()
    session.webRequest.onBeforeRequest.mock.calls[0]?.[0]({ url }, answer)
    expect(answer).toHaveBeenCalledExactlyOnceWith({ cancel })
  })

  it.each([
    ['blob:app://console/1234', false],
    ['https://example.com/x.exe', true],
  ])('saves %s: refused is %s', (url, isRefused) => {
    const event = new DoubleEvent()
    session.emit('will-download', event, { getURL: () => url })
    expect(event.isPrevented).toBe(isRefused)
  })
})

describe('any contents', () => {
  let contents: Contents
  beforeEach(() => {
    electron.shell.openExternal.mockClear()
    electron.app.removeAllListeners()
    hardenAllContents(electron.app as never, ['https://docs.example/guide'])
    contents = new Contents()
    electron.app.emit('web-contents-created', {}, contents)
  })

  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'])(
    'are kept from %s',
    (name) => {
      const event = new DoubleEvent()
      contents.emit(name, event)
      expect(event.isPrevented).toBe(true)
    },
  )

  it.each([
    'https://example.com/',
    'http://docs.example/guide',
    'https://docs.example/guide/../other',
    'https://docs.example.evil/guide',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'not an address',
  ])('open no window and no browser for %s', (url) => {
    expect(contents.openHandler?.({ url })).toEqual({ action: 'deny' })
    expect(electron.shell.openExternal).not.toHaveBeenCalled()
  })

  it('open a page that is known in the browser of the system, and still no window', () => {
    const url = 'https://docs.example/guide'
    expect(contents.openHandler?.({ url })).toEqual({ action: 'deny' })
    expect(electron.shell.openExternal).toHaveBeenCalledExactlyOnceWith(url)
  })
})
