import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Half of a session is random, the other half proves that a console with the same key gave it. */
const HALF_BYTES = 16

/**
 * Who may reach the headless console. Scripts send the token with every
 * request; a browser comes once with a link token, which works a single time,
 * and goes on with a cookie that no script of a page can read. The cookie is
 * signed: with the same key it outlives a restart of the console.
 */
export class Access {
  /** For scripts; valid while the console runs. */
  readonly token = randomToken()
  readonly #sessionKey: Uint8Array
  readonly #allowedHosts: ReadonlySet<string>
  #linkToken = randomToken()

  /** @param hostNames names besides addresses and `localhost` by which the console may be called */
  constructor(hostNames: readonly string[], sessionKey: Uint8Array) {
    this.#sessionKey = sessionKey
    this.#allowedHosts = new Set(['localhost', ...hostNames.map((name) => name.toLowerCase())])
  }

  /** A link token works once; a new one is there at once for the next browser. */
  get linkToken(): string {
    return this.#linkToken
  }

  hasToken(request: IncomingMessage): boolean {
    const match = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')
    return isEqual(match?.[1] ?? '', this.token)
  }

  hasSession(request: IncomingMessage): boolean {
    const name = cookieName(request)
    const cookie = (request.headers.cookie ?? '').split(/;\s*/).find((part) => part.startsWith(`${name}=`))
    const session = Buffer.from(cookie?.slice(name.length + 1) ?? '', 'base64url')
    if (session.length !== 2 * HALF_BYTES) return false
    return timingSafeEqual(session.subarray(HALF_BYTES), this.#sign(session.subarray(0, HALF_BYTES)))
  }

  /** Opens a session for a browser that came with a valid token; gives the cookie, or null. */
  openSession(request: IncomingMessage, token: string): string | null {
    const isLink = isEqual(token, this.#linkToken)
    if (!isLink && !isEqual(token, this.token)) return null
    if (isLink) this.#linkToken = randomToken()
    const random = randomBytes(HALF_BYTES)
    const session = Buffer.concat([random, this.#sign(random)]).toString('base64url')
    return `${cookieName(request)}=${session}; Path=/; HttpOnly; SameSite=Strict`
  }

  #sign(random: Uint8Array): Uint8Array {
    return createHmac('sha256', this.#sessionKey).update(random).digest().subarray(0, HALF_BYTES)
  }

  /**
   * A page of a foreign name that was made to point here (DNS rebinding) has
   * that name in `Host`; an address is nobody's name.
   */
  isHostAllowed(request: IncomingMessage): boolean {
    const name = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase()
    return isAddress(name) || this.#allowedHosts.has(name)
  }

  /** A browser names the page that asks; only the console's own may. Programs send no Origin. */
  isOriginAllowed(request: IncomingMessage): boolean {
    const { host, origin } = request.headers
    if (origin === undefined) return true
    return URL.canParse(origin) && new URL(origin).host === (host ?? '').toLowerCase()
  }
}

/** Cookies are shared by all ports of a host: with the port in its name every console has its own. */
function cookieName(request: IncomingMessage): string {
  return `scopedeck-${/:(\d+)$/.exec(request.headers.host ?? '')?.[1] ?? '80'}`
}

/** As in a `Host` header: IPv6 in brackets. A name whose last part is a number is an address everywhere. */
function isAddress(host: string): boolean {
  return /^(?:\d{1,3}\.){3}\d{1,3}$/.test(host) || /^\[[0-9a-f:.]+\]$/.test(host)
}

function randomToken(): string {
  return randomBytes(32).toString('base64url')
}

/** Takes the same time whatever the difference is. */
function isEqual(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}
