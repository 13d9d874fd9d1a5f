import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { hostname } from 'node:os'
import type { Duplex } from 'node:stream'
import { RPCHandler } from '@orpc/server/ws'
import { type WebSocket, WebSocketServer } from 'ws'
import { ERRORS, type ErrorCode } from '../contract/index.ts'
import { Access } from './access.ts'
import { API_PREFIX, createApiHandler, describeApi } from './open-api.ts'
import type { EngineRouter } from './router.ts'
import { PAGE_HEADERS, serveStatic } from './static-files.ts'

interface WebHostOptions {
  readonly router: EngineRouter
  readonly version: string
  /** The built page. */
  readonly pageDirectory: string
  readonly host: string
  /** 0 picks a free one. */
  readonly port: number
  /** A browser has used the link; the next one needs the new link. */
  readonly onLinkUsed: () => void
}

export interface WebHost {
  readonly host: string
  readonly port: number
  readonly url: string
  readonly token: string
  /** The address to open in a browser; works once. */
  readonly link: string
  stop(): Promise<void>
}

export const RPC_PATH = '/rpc'
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024
const STOP_MS = 1_000

/** Serves the console to browsers and scripts: page, contract over WebSocket, contract over HTTP. */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const { router, host, port } = options
  const access = new Access([hostname(), host])
  const api = createApiHandler(router)
  const rpc = new RPCHandler(router)
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES })
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy())
  })

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://console')
    const isApi = url.pathname === API_PREFIX || url.pathname.startsWith(`${API_PREFIX}/`)
    if (!access.isHostAllowed(request)) return sendError(response, 'UNAUTHORIZED')
    if (isApi) return serveApi(request, response, url)
    const token = url.searchParams.get('token')
    if (token !== null) return signIn(request, response, token)
    if (!access.hasSession(request)) return sendSignIn(response)
    if (request.method !== 'GET' && request.method !== 'HEAD') return sendError(response, 'BAD_REQUEST')
    return serveStatic(options.pageDirectory, url.pathname, response)
  }

  async function serveApi(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    if (!access.hasToken(request)) return sendError(response, 'UNAUTHORIZED')
    if (url.pathname === `${API_PREFIX}/openapi.json`)
      return sendJson(response, 200, await describeApi(options.version))
    if (!(await api(request, response))) sendError(response, 'NOT_FOUND')
  }

  function signIn(request: IncomingMessage, response: ServerResponse, token: string): void {
    const linkBefore = access.linkToken
    const cookie = access.openSession(token)
    if (cookie === null && !access.hasSession(request)) return sendSignIn(response)
    // Without the token in it the address may stay in the history.
    response.writeHead(303, {
      location: '/',
      'cache-control': 'no-store',
      ...(cookie === null ? {} : { 'set-cookie': cookie }),
    })
    response.end()
    if (access.linkToken !== linkBefore) options.onLinkUsed()
  }

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const { pathname } = new URL(request.url ?? '/', 'http://console')
    const mayEnter =
      access.hasToken(request) || (access.hasSession(request) && access.isOriginAllowed(request))
    if (pathname !== RPC_PATH || !mayEnter || !access.isHostAllowed(request)) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (webSocket: WebSocket) => {
      webSocket.on('error', () => webSocket.terminate())
      void rpc.upgrade(webSocket, { context: {} })
    })
  })

  const boundPort = await listen(server, host, port)
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${boundPort}`
  return {
    host,
    port: boundPort,
    url,
    token: access.token,
    get link() {
      return `${url}/?token=${access.linkToken}`
    },
    async stop() {
      for (const client of sockets.clients) client.close(1001)
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      const timer = setTimeout(() => {
        for (const client of sockets.clients) client.terminate()
        server.closeAllConnections()
      }, STOP_MS)
      server.closeIdleConnections()
      await closed
      clearTimeout(timer)
    },
  }
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      const address = server.address()
      resolve(address === null || typeof address === 'string' ? port : address.port)
    })
  })
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}

function sendError(response: ServerResponse, code: ErrorCode): void {
  sendJson(response, ERRORS[code].status, { code, message: ERRORS[code].message })
}

function sendSignIn(response: ServerResponse): void {
  response.writeHead(401, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    ...PAGE_HEADERS,
  })
  response.end(
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Scopedeck</title>' +
      '<h1>Scopedeck</h1><p>This page opens with the address that the console printed in its terminal. ' +
      'Each such address works once; press Enter in that terminal for another one.</p></html>',
  )
}
