import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'
import { PAGE_HEADERS } from './answers.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
}

/** Serves the built page. Paths without a file give the page itself; those that lead out of the folder do not exist. */
export async function serveStatic(
  directory: string,
  pathname: string,
  response: ServerResponse,
): Promise<void> {
  const file = await findFile(directory, pathname)
  if (file === null) {
    response
      .writeHead(404, { 'content-type': 'text/plain; charset=utf-8', ...PAGE_HEADERS })
      .end('There is no such file.')
    return
  }
  // Files under assets/ carry their hash in the name.
  const caching = pathname.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-store'
  response.writeHead(200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'cache-control': caching,
    ...PAGE_HEADERS,
  })
  createReadStream(file)
    .on('error', () => response.destroy())
    .pipe(response)
}

async function findFile(directory: string, pathname: string): Promise<string | null> {
  const decoded = safeDecode(pathname)
  if (decoded === null || decoded.includes('\0')) return null
  const path = normalize(join(directory, decoded))
  if (path !== directory && !path.startsWith(directory + sep)) return null
  if (await isFile(path)) return path
  // A host's name in the address of a page has dots in it too.
  if (decoded.startsWith('/assets/') || extname(decoded) in TYPES) return null
  const page = join(directory, 'index.html')
  return (await isFile(page)) ? page : null
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (info) => info.isFile(),
    () => false,
  )
}

function safeDecode(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return null
  }
}
