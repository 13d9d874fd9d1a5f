import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { protocol, type Protocol } from 'electron'
import { PAGE_HEADERS } from '../rpc/answers.ts'
import { APP_SCHEME, isAppUrl } from './origin.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
}

/** Makes `app://` a standard, secure scheme. Only possible before the application is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: APP_SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ])
}

/** Serves the built page under `app://console/`, with the same headers as over HTTP. */
export function serveAppScheme(target: Pick<Protocol, 'handle'>, pageDirectory: string): void {
  target.handle(APP_SCHEME, (request) => answer(request, pageDirectory))
}

async function answer(request: Request, pageDirectory: string): Promise<Response> {
  if (request.method !== 'GET' || !isAppUrl(request.url)) return refusal(403)
  const file = fileOf(request.url, pageDirectory)
  if (file === null) return refusal(403)
  try {
    const body = await readFile(file)
    const type = TYPES[extname(file)] ?? 'application/octet-stream'
    return new Response(new Uint8Array(body), { headers: { ...PAGE_HEADERS, 'content-type': type } })
  } catch {
    return refusal(404)
  }
}

/** The file that an address names; null when it leads out of the folder, however that is written. */
export function fileOf(address: string, pageDirectory: string): string | null {
  const path = decoded(new URL(address).pathname)
  if (path === null || path.includes('\0') || path.includes('\\')) return null
  const file = normalize(join(pageDirectory, path === '/' ? 'index.html' : path))
  return file.startsWith(pageDirectory + sep) ? file : null
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path)
  } catch {
    return null
  }
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: PAGE_HEADERS })
}
