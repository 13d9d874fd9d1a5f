import { describe, expect, it } from 'vitest'
import { isTrustedSender } from './trusted-sender.ts'

type Frame = Parameters<typeof isTrustedSender>[0]
const frame = (url: string, parent: object | null = null): Frame => ({ url, parent }) as Frame

describe('who may speak to the main process', () => {
  it.each(['app://console/', 'app://console/#/graphs?series=1', 'app://console/index.html'])(
    'hears our page at %s',
    (url) => {
      expect(isTrustedSender(frame(url))).toBe(true)
    },
  )

  it.each([
    'app://elsewhere/',
    'app://console.example/',
    'app://user@elsewhere/console/',
    'https://console/',
    'http://127.0.0.1:5173/',
    'file:///console/index.html',
    'data:text/html,app://console/',
    'about:blank',
    '',
  ])('is deaf to %j', (url) => {
    expect(isTrustedSender(frame(url))).toBe(false)
  })

  it('is deaf to a frame inside our page', () => {
    expect(isTrustedSender(frame('app://console/', {}))).toBe(false)
  })

  it('is deaf to a frame that is gone', () => {
    expect(isTrustedSender(null)).toBe(false)
  })
})
