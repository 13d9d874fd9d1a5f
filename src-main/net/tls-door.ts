import type { Socket } from 'node:net'
import { createServer, type Server, type TLSSocket } from 'node:tls'
import { type ConnectionSecurity, PLAIN, securityOf } from './connection-security.ts'
import { tlsAbilities } from './tls-ciphers.ts'

export interface TlsDoorOptions {
  /** PEM texts; null where only pre-shared keys are taken. */
  readonly certificate: { readonly cert: string; readonly key: string; readonly ca: string } | null
  /** The key of an identity; null when nobody has it. */
  readonly findKey: (identity: string) => Uint8Array | null
}

interface Visitor {
  readonly onAdmitted: (socket: Socket, security: ConnectionSecurity) => void
  readonly onRefused: (reason: string) => void
}

/** A TLS connection begins with this byte, and no Zabbix frame does. */
const HANDSHAKE = 0x16
const FIRST_BYTE_MS = 15_000
const HANDSHAKE_MS = 10_000

/**
 * TLS and plain connections on one port: the first byte tells which it is. What
 * is no proof of who the peer is, is refused; who may come without TLS is
 * somebody else's decision.
 */
export class TlsDoor {
  readonly #server: Server
  readonly #visitors = new WeakMap<Socket, Visitor>()
  readonly #identities = new WeakMap<Socket, string>()
  /** Sockets that nobody but us knows yet. */
  readonly #waiting = new Set<Socket>()

  constructor({ certificate, findKey }: TlsDoorOptions) {
    const { hasPsk, ciphers } = tlsAbilities()
    this.#server = createServer({
      ciphers,
      minVersion: 'TLSv1.2',
      honorCipherOrder: true,
      handshakeTimeout: HANDSHAKE_MS,
      ...(certificate === null ? {} : { ...certificate, requestCert: true, rejectUnauthorized: false }),
      ...(hasPsk
        ? {
            pskCallback: (socket: TLSSocket, identity: string) => {
              const key = findKey(identity)
              if (key !== null) this.#identities.set(socket, identity)
              return key
            },
          }
        : {}),
    })
    this.#server.on('secureConnection', (socket) => this.#onSecure(socket))
    this.#server.on('tlsClientError', (error, socket) => this.#onFailure(error, socket))
  }

  /** Calls back once: with the socket to go on with, or with the reason why there is none. */
  receive(socket: Socket, visitor: Visitor): void {
    this.#waiting.add(socket)
    let hasSpoken = false
    const timer = setTimeout(() => socket.destroy(), FIRST_BYTE_MS)
    socket.once('close', () => {
      clearTimeout(timer)
      this.#waiting.delete(socket)
    })
    socket.once('end', () => {
      // Closed before it said a word: a port check.
      if (!hasSpoken) socket.destroy()
    })
    socket.once('data', (bytes: Buffer) => {
      hasSpoken = true
      clearTimeout(timer)
      socket.pause()
      socket.unshift(bytes)
      if (bytes[0] !== HANDSHAKE) {
        this.#waiting.delete(socket)
        visitor.onAdmitted(socket, PLAIN)
        socket.resume()
        return
      }
      this.#visitors.set(socket, visitor)
      this.#server.emit('connection', socket)
    })
  }

  /** Cuts whoever has not said anything yet, or is in the middle of a handshake. */
  close(): void {
    for (const socket of this.#waiting) socket.destroy()
  }

  #onSecure(socket: TLSSocket): void {
    const visitor = this.#takeVisitor(socket)
    const security = securityOf(socket, this.#identities.get(socket))
    if (security !== null) return visitor?.onAdmitted(socket, security)
    socket.destroy()
    visitor?.onRefused('TLS without a certificate of the trusted authority')
  }

  #onFailure(error: Error, socket: TLSSocket): void {
    this.#takeVisitor(socket)?.onRefused(`the TLS handshake failed: ${handshakeFault(error)}`)
    socket.destroy()
  }

  #takeVisitor(socket: TLSSocket): Visitor | undefined {
    // The socket below, which the types leave out.
    const raw = (socket as unknown as { readonly _parent?: Socket })._parent
    if (raw !== undefined) this.#waiting.delete(raw)
    return raw === undefined ? undefined : this.#visitors.get(raw)
  }
}

/** OpenSSL's own words have numbers and files in them; the last part is for people. */
function handshakeFault(error: Error): string {
  const reason = 'reason' in error && typeof error.reason === 'string' ? error.reason : null
  return reason ?? error.message.split(':').at(-1)?.trim() ?? 'no reason'
}
