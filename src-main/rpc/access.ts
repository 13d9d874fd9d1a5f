import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

const COOKIE = 'scopedeck'
const MAX_SESSIONS = 32

/**
 * Who may reach the headless console. Scripts send the token with every
 * request; a browser comes once with a link token, which works a single time,
 * and goes on with a cookie that no script of a page can read.
 */
export class Access {
  /** For scripts; valid while the console runs. */
  readonly token = randomToken()
  readonly #sessions = new Set<string>()
  readonly #allowedHosts: ReadonlySet<string>
  #linkToken = randomToken()

  /** @param hostNames names besides addresses and `localhost` by which the console may be called */
  constructor(hostNames: readonly string[]) {
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
    const cookie = /(?:^|;\s*)scopedeck=([^;]+)/.exec(request.headers.cookie ?? '')
    return cookie?.[1] !== undefined && this.#sessions.has(cookie[1])
  }

  /** Opens a session for a browser that came with a valid token; gives the cookie, or null. */
  openSession(token: string): string | null {
    const isLink = isEqual(token, this.#linkToken)
    if (!isLink && !isEqual(token, this.token)) return null
    if (isLink) this.#linkToken = randomToken()
    const session = randomToken()
    this.#sessions.add(session)
    if (this.#sessions.size > MAX_SESSIONS) {
      const oldest = this.#sessions.values().next()
      if (!oldest.done) this.#sessions.delete(oldest.value)
    }
    return `${COOKIE}=${session}; Path=/; HttpOnly; SameSite=Strict`
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
