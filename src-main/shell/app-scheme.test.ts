import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { ElectronDouble } from '../../test/support/electron-double.ts'

vi.mock('electron', async () =>
  (await import('../../test/support/electron-double.ts')).createElectronDouble(),
)
const electron = (await import('electron')) as unknown as ElectronDouble
const { fileOf, registerAppScheme, serveAppScheme } = await import('./app-scheme.ts')

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scopedeck-page-'))
  mkdirSync(join(folder, 'page/assets'), { recursive: true })
  writeFileSync(join(folder, 'secret.txt'), 'secret')
  writeFileSync(join(folder, 'page/index.html'), '<!doctype html>')
  writeFileSync(join(folder, 'page/assets/index.js'), 'export {}')
  serveAppScheme(electron.session.defaultSession.protocol, join(folder, 'page'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

function get(url: string, init?: RequestInit): Promise<Response> {
  const handler = electron.session.defaultSession.handlers.get('app')
  if (handler === undefined) throw new Error('app:// is not served')
  return handler(new Request(url, init))
}

describe('app://', () => {
  it('is a standard, secure scheme', () => {
    registerAppScheme()
    expect(electron.protocol.registerSchemesAsPrivileged).toHaveBeenCalledWith([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    ])
  })

  it('serves the page and its files with their types', async () => {
    const page = await get('app://console/')
    expect(page.status).toBe(200)
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(await page.text()).toBe('<!doctype html>')
    const script = await get('app://console/assets/index.js')
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  })

  it('allows nothing inline and nothing from elsewhere', async () => {
    const policy = (await get('app://console/')).headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).toContain("style-src 'self'")
    expect(policy).not.toContain('unsafe')
    expect(policy).not.toMatch(/https?:|\*/)
  })

  it.each([
    'app://console/..%2fsecret.txt',
    'app://console/%2e%2e/secret.txt',
    'app://console/assets/..%2f..%2fsecret.txt',
    'app://console/..%5csecret.txt',
    'app://console/%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    'app://console//etc/passwd',
    'app://console/%00',
    'app://console/%ff',
  ])('gives nothing outside its folder: %s', async (url) => {
    const answer = await get(url)
    expect([403, 404]).toContain(answer.status)
    expect(await answer.text()).toBe('')
  })

  it('does not take a folder that only begins like its own for its own', () => {
    expect(fileOf('app://console/..%2fpage-of-another%2findex.html', join(folder, 'page'))).toBeNull()
  })

  it.each([
    ['another host', 'app://elsewhere/', undefined],
    ['another method', 'app://console/', { method: 'POST' }],
  ])('refuses %s', async (_what, url, init) => {
    expect((await get(url, init)).status).toBe(403)
  })

  it('says that a file is missing', async () => {
    expect((await get('app://console/assets/missing.js')).status).toBe(404)
  })
})
