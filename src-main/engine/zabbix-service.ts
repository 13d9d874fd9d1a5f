import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { EpochMs, Listener, Settings } from '../contract/index.ts'
import { assertNever } from '../domain/assert-never.ts'
import { faultOfCertificate } from '../net/certificate-check.ts'
import type { DialSecurity } from '../net/zabbix-dial.ts'
import type { Peer } from '../net/session-socket.ts'
import { TcpHost } from '../net/tcp-host.ts'
import { TlsDoor } from '../net/tls-door.ts'
import type { ByteBudget } from '../protocols/zabbix/byte-budget.ts'
import {
  createTrapperSession,
  type TrapperEvent,
  type TrapperQuestion,
  type TrapperReply,
} from '../protocols/zabbix/trapper-session.ts'
import { findPsk } from './zabbix-admission.ts'
import type { ZabbixAnswers } from './zabbix-answers.ts'
import type { ZabbixInventory } from './zabbix-inventory.ts'
import type { ZabbixJournal } from './zabbix-journal.ts'

interface ZabbixServiceOptions {
  readonly inventory: ZabbixInventory
  readonly answers: ZabbixAnswers
  readonly journal: ZabbixJournal
  readonly budget: ByteBudget
  readonly now: () => EpochMs
  readonly onListener: (listener: Listener) => void
}

type Certificate = Omit<Extract<DialSecurity, { readonly kind: 'cert' }>, 'kind'>

/** A configuration may be long, and the line to the proxy slow. */
const PATIENCE = { unsentBytes: 512 * 1024 * 1024, drainMs: 10_000 }

/** The Zabbix server's port: active proxies, agents in active mode, senders; with and without TLS. */
export class ZabbixService {
  readonly #options: ZabbixServiceOptions
  #host: TcpHost<TrapperQuestion, TrapperReply, TrapperEvent> | null = null
  #certificate: Certificate | null = null
  #certificateFault: string | null = null
  #listener: Listener = {
    name: 'zabbix',
    host: '',
    port: 0,
    state: 'off',
    reason: 'It waits for the database.',
    nextTryAt: null,
    connections: 0,
  }

  constructor(options: ZabbixServiceOptions) {
    this.#options = options
  }

  get listener(): Listener {
    const listener = this.#host?.listener ?? this.#listener
    return { ...listener, reason: listener.reason ?? this.#certificateFault }
  }

  /** Ours, for connections to passive proxies too; null when none is set. */
  get certificate(): Certificate | null {
    return this.#certificate
  }

  /** Whether the port has to be opened anew; how often proxies are asked is the pollers' business. */
  isListenedOtherwise(settings: Settings['zabbix'], before: Settings['zabbix']): boolean {
    return JSON.stringify(listenerPart(settings)) !== JSON.stringify(listenerPart(before))
  }

  /** Listens as the settings say; a running listener is replaced. */
  async listen(settings: Settings['zabbix']): Promise<void> {
    await this.stop()
    await this.#readCertificate(settings)
    const { host, port, maxConnections, maxConnectionsPerAddress } = settings
    this.#listener = { ...this.#listener, host, port, state: 'off', reason: null, nextTryAt: null }
    const { answers, inventory, journal, budget, now, onListener } = this.#options
    if (!settings.enabled) return onListener(this.#listener)
    const door = new TlsDoor({
      certificate: this.#certificate,
      findKey: (identity) => findPsk(inventory, identity),
    })
    this.#host = new TcpHost({
      name: 'zabbix',
      host,
      port,
      limits: { maxConnections, maxConnectionsPerAddress },
      now,
      // Nothing is said to a blacklisted peer: the protocol has no words before a request.
      refuse: (peer) => (journal.isBlacklisted(peer) ? new Uint8Array(0) : null),
      onOverLimit: (peer, reason) => {
        journal.refused(peer, null, reason, false)
        return null
      },
      openSession: () => createTrapperSession(budget),
      onAsk: (question, peer) => answers.answer(question, peer),
      onEvent: (event, peer) => this.#onEvent(event, peer),
      onState: onListener,
      patience: PATIENCE,
      tls: { door, onRefused: (peer, reason) => journal.refused(peer, null, reason, true) },
    })
    await this.#host.start()
  }

  async stop(): Promise<void> {
    const host = this.#host
    this.#host = null
    await host?.stop()
  }

  #onEvent(event: TrapperEvent, peer: Peer): void {
    const { journal } = this.#options
    switch (event.kind) {
      case 'accepted':
        if (event.name !== null) journal.accepted(peer, event.name)
        break
      case 'refused':
        journal.refused(peer, event.name, event.reason, event.countsAsFailure)
        break
      default:
        assertNever(event)
    }
  }

  /** A file that cannot be read is said on the listener, which goes on without certificates. */
  async #readCertificate(settings: Settings['zabbix']): Promise<void> {
    const { certificateFile, keyFile, authorityFile } = settings
    this.#certificate = null
    this.#certificateFault = null
    if (certificateFile === null || keyFile === null || authorityFile === null) return
    try {
      const [cert, key, ca] = await Promise.all(
        [certificateFile, keyFile, authorityFile].map((file) => readFile(file, 'utf8')),
      )
      if (cert === undefined || key === undefined || ca === undefined) return
      const fault = faultOfCertificate({ cert, key, ca }) ?? faultOfAge(cert, this.#options.now())
      if (fault !== null) this.#certificateFault = `No certificates: ${fault}`
      else this.#certificate = { cert, key, ca }
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error)
      this.#certificateFault = `No certificates: ${words}`
    }
  }
}

function faultOfAge(cert: string, now: EpochMs): string | null {
  const { validFrom, validTo } = new X509Certificate(cert)
  if (Date.parse(validTo) < now) return `The certificate has expired on ${validTo}.`
  return Date.parse(validFrom) > now ? `The certificate is not valid before ${validFrom}.` : null
}

function listenerPart(settings: Settings['zabbix']): Partial<Settings['zabbix']> {
  const {
    configFrequencySeconds: _,
    dataFrequencySeconds: __,
    heartbeatFrequencySeconds: ___,
    ...rest
  } = settings
  return rest
}
