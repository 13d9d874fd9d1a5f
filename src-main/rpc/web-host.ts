import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Access } from './access.ts'
import { PAGE_HEADERS, sendError, sendJson, sendSignIn, targetOf } from './answers.ts'
import { API_PREFIX, createApiHandler, describeApi } from './open-api.ts'
import type { EngineRouter } from './router.ts'
import { refuseUpgrade, RpcSockets } from './rpc-sockets.ts'
import { serveStatic } from './static-files.ts'

interface WebHostOptions {
  readonly router: EngineRouter
  readonly version: string
  /** The built page. */
  readonly pageDirectory: string
  readonly host: string
  /** 0 picks a free one. */
  readonly port: number
  /** Names of this machine besides its addresses and `localhost` by which browsers may call it. */
  readonly hostNames: readonly string[]
  /** Keeps browsers signed in over a restart; without it they are until the console ends. */
  readonly sessionKey?: Uint8Array
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
const STOP_MS = 1_000

/**
 * Serves the console to browsers and scripts: page, contract over WebSocket,
 * contract over HTTP. Rejects, in words for a person, when it cannot listen there.
 */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const { router, host, port } = options
  const access = new Access([...options.hostNames, host], options.sessionKey ?? randomBytes(32))
  const api = createApiHandler(router)
  const sockets = new RpcSockets(router)
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy())
  })

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = targetOf(request)
    if (!access.isHostAllowed(request) || !access.isOriginAllowed(request))
      return sendError(response, 'UNAUTHORIZED')
    const isApi = target.pathname === API_PREFIX || target.pathname.startsWith(`${API_PREFIX}/`)
    return isApi ? serveApi(request, response, target) : servePage(request, response, target)
  }

  async function serveApi(request: IncomingMessage, response: ServerResponse, target: URL): Promise<void> {
    if (!access.hasToken(request)) return sendError(response, 'UNAUTHORIZED')
    if (request.method === 'GET' && target.pathname === `${API_PREFIX}/openapi.json`)
      return sendJson(response, 200, await describeApi(options.version))
    if (!(await api(request, response))) sendError(response, 'NOT_FOUND')
  }

  async function servePage(request: IncomingMessage, response: ServerResponse, target: URL): Promise<void> {
    const token = target.searchParams.get('token')
    if (token !== null && request.method === 'GET') return signIn(request, response, token)
    if (!access.hasSession(request)) return sendSignIn(response)
    if (request.method !== 'GET' && request.method !== 'HEAD') return sendError(response, 'BAD_REQUEST')
    return serveStatic(options.pageDirectory, target.pathname, response)
  }

  function signIn(request: IncomingMessage, response: ServerResponse, token: string): void {
    const linkBefore = access.linkToken
    const cookie = access.openSession(request, token)
    if (cookie === null && !access.hasSession(request)) return sendSignIn(response)
    // Without the token in it the address may stay in the history.
    response.writeHead(303, {
      location: '/',
      'cache-control': 'no-store',
      ...PAGE_HEADERS,
      ...(cookie === null ? {} : { 'set-cookie': cookie }),
    })
    response.end()
    if (access.linkToken !== linkBefore) options.onLinkUsed()
  }

  server.on('upgrade', (request, socket, head) => {
    const isKnown = access.hasToken(request) || access.hasSession(request)
    const isFromHere = access.isHostAllowed(request) && access.isOriginAllowed(request)
    if (targetOf(request).pathname === RPC_PATH && isKnown && isFromHere)
      sockets.accept(request, socket, head)
    else refuseUpgrade(socket)
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
      sockets.close()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      const timer = setTimeout(() => {
        sockets.terminate()
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
    const fail = (error: Error): void => reject(new Error(listenFailure(error, host, port), { cause: error }))
    server.once('error', fail)
    server.listen({ host, port }, () => {
      server.off('error', fail)
      // From here on an error is about one connection (too many open files): the next one may come in.
      server.on('error', () => undefined)
      const address = server.address()
      resolve(address === null || typeof address === 'string' ? port : address.port)
    })
  })
}

function listenFailure(error: Error, host: string, port: number): string {
  switch ('code' in error ? error.code : undefined) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is taken by another program: choose another one with --http HOST:PORT.`
    case 'EACCES':
      return `This account may not listen on port ${port}: choose one above 1023 with --http HOST:PORT.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `This machine has no address ${host}: choose another one with --http HOST:PORT.`
    default:
      return `The console cannot be served on ${host}, port ${port}: ${error.message}`
  }
}
