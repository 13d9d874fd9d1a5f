import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EngineOptions } from '../../src-main/engine/options.ts'
import { startWebHost, type WebHost } from '../../src-main/rpc/web-host.ts'
import { startTestEngine, type TestEngine } from './test-engine.ts'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** Parsed where it is JSON, text otherwise. */
  readonly body: unknown
}

export interface ServedConsole extends TestEngine {
  readonly web: WebHost
  /** How often a link was used. */
  readonly linksUsed: () => number
  /** A call with the token. A string as the body goes out as it is. */
  call(method: string, path: string, body?: unknown): Promise<Answer>
  /** A request with nothing but what is given. */
  request(path: string, init?: RequestInit): Promise<Answer>
}

export const PAGE = '<!doctype html><title>Scopedeck</title>'
export const SECRET = 'not for anybody'

/** An engine and its web host in this process, with a page that consists of two files. */
export async function serveConsole(options: Partial<EngineOptions> = {}): Promise<ServedConsole> {
  const served = await startTestEngine(options)
  const pageDirectory = join(served.directory, 'page')
  mkdirSync(join(pageDirectory, 'assets'), { recursive: true })
  writeFileSync(join(pageDirectory, 'index.html'), PAGE)
  writeFileSync(join(pageDirectory, 'assets/index-abc.js'), 'export {}')
  writeFileSync(join(served.directory, 'secret.txt'), SECRET)
  writeFileSync(join(served.directory, 'page-secret.txt'), SECRET)
  let used = 0
  const web = await startWebHost({
    router: served.router,
    version: '0.0.0-test',
    pageDirectory,
    host: '127.0.0.1',
    port: 0,
    hostNames: ['Console-Box'],
    onLinkUsed: () => used++,
  })
  const request = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(web.url + path, { redirect: 'manual', ...init })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
  }
  return {
    ...served,
    web,
    linksUsed: () => used,
    request,
    call: (method, path, body) =>
      request(path, {
        method,
        headers: { authorization: `Bearer ${web.token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    async dispose() {
      await web.stop()
      await served.dispose()
    },
  }
}
