import type { IncomingMessage, ServerResponse } from 'node:http'
import { ERRORS, type ErrorCode } from '../contract/index.ts'

/** Nothing from elsewhere, nothing inline (ARCHITECTURE §3). */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; " +
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

/** For what is not a page: never cached, never taken for anything else. */
export const DATA_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
}

const SIGN_IN_PAGE =
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>Scopedeck</title>' +
  '<h1>Scopedeck</h1><p>This page opens with the address that the console printed in its terminal. ' +
  'Each such address works once; the console prints the next one as soon as one has been used.</p></html>'

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', ...DATA_HEADERS })
  response.end(JSON.stringify(body))
}

export function sendError(
  response: ServerResponse,
  code: ErrorCode,
  message: string = ERRORS[code].message,
): void {
  sendJson(response, ERRORS[code].status, { code, message })
}

/** To a browser without a session: how to get one. */
export function sendSignIn(response: ServerResponse): void {
  response.writeHead(401, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    ...PAGE_HEADERS,
  })
  response.end(SIGN_IN_PAGE)
}

/** The target of a request, whatever was sent as one. */
export function targetOf(request: IncomingMessage): URL {
  const target = request.url ?? '/'
  // Put together, not resolved: “//name/path” would take the name for another host, and “//” would throw.
  const address = `http://console${target.startsWith('/') ? '' : '/'}${target}`
  return URL.canParse(address) ? new URL(address) : new URL('http://console/')
}
