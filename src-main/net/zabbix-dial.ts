import { connect as connectPlain, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { EpochMs } from '../contract/index.ts'
import type { ByteBudget } from '../protocols/zabbix/byte-budget.ts'
import {
  createPassiveSession,
  type PassiveErrand,
  type PassiveEvent,
  type PassiveQuestion,
  type PassiveReply,
} from '../protocols/zabbix/passive-session.ts'
import { type ConnectionSecurity, PLAIN, securityOf } from './connection-security.ts'
import { SessionSocket } from './session-socket.ts'
import { formatSocketAddress } from './socket-address.ts'
import { socketErrorInWords } from './socket-error.ts'
import { tlsAbilities } from './tls-ciphers.ts'

/** How to protect the connection to a passive proxy. */
export type DialSecurity =
  | { readonly kind: 'plain' }
  | { readonly kind: 'psk'; readonly identity: string; readonly key: Uint8Array }
  /** PEM texts. */
  | { readonly kind: 'cert'; readonly cert: string; readonly key: string; readonly ca: string }

export interface DialOptions {
  readonly host: string
  readonly port: number
  readonly security: DialSecurity
  readonly errand: PassiveErrand
  readonly budget: ByteBudget
  readonly now: () => EpochMs
  /** Says no to a peer that has proved to be somebody else; in words. */
  readonly refuse: (security: ConnectionSecurity) => string | null
  readonly onAsk: (question: PassiveQuestion) => Promise<PassiveReply>
}

export interface Dialogue {
  /** Never rejects: an unreachable proxy is a `failed` with words for a person. */
  readonly outcome: Promise<PassiveEvent>
  /** Cuts the connection. */
  cancel(): void
}

const CONNECT_MS = 5_000
/** A configuration may be long and the line slow. */
const PATIENCE = { unsentBytes: 512 * 1024 * 1024, drainMs: 5_000 }

/** One dialogue with a passive proxy over a connection of its own (zabbix.md §7). */
export function dialPassiveProxy(options: DialOptions): Dialogue {
  const { host, port, errand, budget, now, onAsk } = options
  const address = formatSocketAddress({ host, port })
  const { promise, resolve } = Promise.withResolvers<PassiveEvent>()
  const fail = (reason: string): void => resolve({ kind: 'failed', reason })
  const socket = open(options)
  let connection: SessionSocket<PassiveQuestion, PassiveReply, PassiveEvent> | null = null

  const timer = setTimeout(() => {
    fail(`${address} did not answer within ${CONNECT_MS / 1_000} s.`)
    socket.destroy()
  }, CONNECT_MS)
  socket.on('error', (error) => fail(errorInWords(error, address)))
  socket.once('close', () => {
    clearTimeout(timer)
    fail(`${address} closed the connection.`)
  })
  const onReady = (): void => {
    clearTimeout(timer)
    const refusal = options.refuse(securityOfDial(socket, options.security))
    if (refusal !== null) {
      fail(refusal)
      socket.destroy()
      return
    }
    connection = new SessionSocket({
      socket,
      peer: { address: host, port },
      session: createPassiveSession(errand, budget),
      now,
      onAsk,
      onEvent: resolve,
      onClosed: () => fail(`${address} closed the connection.`),
      patience: PATIENCE,
    })
  }
  socket.once(options.security.kind === 'plain' ? 'connect' : 'secureConnect', onReady)

  return {
    outcome: promise,
    cancel() {
      fail('The console stops.')
      if (connection === null) socket.destroy()
      else connection.cut('the console stops')
    },
  }
}

function open({ host, port, security }: DialOptions): Socket {
  if (security.kind === 'plain') return connectPlain({ host, port })
  const common = {
    host,
    port,
    ciphers: tlsAbilities().ciphers,
    minVersion: 'TLSv1.2',
    // The original checks the authority and the names of the certificate, and never the address.
    checkServerIdentity: () => undefined,
  } as const
  if (security.kind === 'psk') {
    const psk = { psk: security.key, identity: security.identity }
    return connectTls({ ...common, pskCallback: () => psk })
  }
  return connectTls({ ...common, cert: security.cert, key: security.key, ca: security.ca })
}

function securityOfDial(socket: Socket, security: DialSecurity): ConnectionSecurity {
  if (security.kind === 'plain') return PLAIN
  if (security.kind === 'psk') return { kind: 'psk', identity: security.identity }
  return securityOf(socket as TLSSocket, undefined) ?? PLAIN
}

function errorInWords(error: Error, address: string): string {
  const isTls = 'code' in error && typeof error.code === 'string' && error.code.startsWith('ERR_SSL')
  return isTls
    ? `${address}: the TLS handshake failed (${error.message.split(':').at(5) ?? error.message}).`
    : socketErrorInWords(error, address)
}
