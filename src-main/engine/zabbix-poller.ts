import type { EpochMs } from '../contract/index.ts'
import { assertNever } from '../domain/assert-never.ts'
import type { ZabbixProxy } from '../domain/zabbix-configuration.ts'
import { Backoff } from '../net/backoff.ts'
import { systemTimers, type Timers } from '../net/timers.ts'
import { type Dialogue, type DialSecurity, dialPassiveProxy } from '../net/zabbix-dial.ts'
import type { ByteBudget } from '../protocols/zabbix/byte-budget.ts'
import type {
  PassiveErrand,
  PassiveEvent,
  PassiveQuestion,
  PassiveReply,
} from '../protocols/zabbix/passive-session.ts'
import type { FrameDecoder } from './frame-decoder.ts'
import type { ProxyActivity } from './proxy-activity.ts'
import type { TasksService } from './tasks-service.ts'
import { faultOfIdentity } from './zabbix-admission.ts'
import type { ZabbixIntake } from './zabbix-intake.ts'
import type { ZabbixInventory } from './zabbix-inventory.ts'
import type { ZabbixTables } from './zabbix-tables.ts'

export interface ZabbixPollerOptions {
  readonly inventory: ZabbixInventory
  readonly activity: ProxyActivity
  readonly tasks: TasksService
  readonly intake: ZabbixIntake
  readonly tables: ZabbixTables
  readonly budget: ByteBudget
  readonly frames: FrameDecoder
  /** Ours, for proxies that want a certificate; null when none is set. */
  readonly certificate: () => Omit<Extract<DialSecurity, { readonly kind: 'cert' }>, 'kind'> | null
  readonly now: () => EpochMs
  readonly timers?: Timers
}

/** ProxyConfigFrequency, ProxyDataFrequency, and the turn for tasks in between (zabbix.md §2). */
export const POLL_MS = { config: 300_000, data: 1_000, tasks: 1_000 } as const

/**
 * Fetches from one passive proxy: its configuration when it has changed and
 * every five minutes, its data every second, at once while there is more. One
 * poller a proxy, one dialogue at a time: two would steal each other's rows.
 */
export class ZabbixPoller {
  readonly #options: ZabbixPollerOptions
  readonly #timers: Timers
  readonly #proxyId: number
  readonly #backoff = new Backoff(Math.random)
  #cancelTimer: (() => void) | null = null
  #dialogue: Dialogue | null = null
  #running: Promise<void> = Promise.resolve()
  #isStopped = false
  #configDueAt: EpochMs = 0
  #sentRevision = -1

  constructor(proxyId: number, options: ZabbixPollerOptions) {
    this.#proxyId = proxyId
    this.#options = options
    this.#timers = options.timers ?? systemTimers
  }

  start(): void {
    this.#plan(0)
  }

  /** Something for the proxy is new: it is told at once. */
  wake(): void {
    if (this.#cancelTimer === null || this.#isStopped) return
    this.#cancelTimer()
    this.#plan(0)
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#cancelTimer?.()
    this.#cancelTimer = null
    this.#dialogue?.cancel()
    await this.#running
  }

  #plan(delayMs: number): void {
    if (this.#isStopped) return
    this.#cancelTimer = this.#timers.after(delayMs, () => {
      this.#cancelTimer = null
      this.#running = this.#turn()
    })
  }

  async #turn(): Promise<void> {
    const { inventory, activity, now } = this.#options
    const proxy = inventory.proxy(this.#proxyId)
    if (proxy === null || this.#isStopped) return
    const failure = await this.#poll(proxy)
    if (this.#isStopped) return
    if (failure === null) {
      this.#backoff.reset()
      return this.#plan(POLL_MS.data)
    }
    const delayMs = this.#backoff.nextDelayMs()
    // What a proxy that was away has, nobody knows.
    this.#sentRevision = -1
    activity.failed(proxy.id, failure, now() + delayMs)
    this.#plan(delayMs)
  }

  /** Null, or why it failed. */
  async #poll(proxy: ZabbixProxy): Promise<string | null> {
    const { inventory, now, tables, activity, intake } = this.#options
    const revision = inventory.revisionOf(proxy.id)
    if (now() >= this.#configDueAt || revision !== this.#sentRevision) {
      const text = tables.textFor(proxy)
      if (text !== null) {
        const event = await this.#dial(proxy, { kind: 'config', text })
        if (event.kind === 'failed') return event.reason
        activity.note(proxy.id, 'info', 'It was sent its configuration.')
        activity.seen(proxy.id, { version: event.version })
      }
      this.#sentRevision = revision
      this.#configDueAt = now() + POLL_MS.config
    }
    // While the database is behind, the proxy keeps what it has; only tasks go to and fro.
    for (;;) {
      const event = await this.#dial(proxy, { kind: intake.isBehind ? 'tasks' : 'data' })
      if (event.kind === 'failed') return event.reason
      if (!event.hasMore || this.#isStopped) return null
    }
  }

  async #dial(proxy: ZabbixProxy, errand: PassiveErrand): Promise<PassiveEvent> {
    const { budget, now } = this.#options
    const security = this.#securityOf(proxy)
    if (typeof security === 'string') return { kind: 'failed', reason: security }
    if (proxy.address === null || proxy.port === null) return { kind: 'failed', reason: 'It has no address.' }
    this.#dialogue = dialPassiveProxy({
      host: proxy.address,
      port: proxy.port,
      security,
      errand,
      budget,
      now,
      refuse: (peer) => faultOfIdentity(proxy, peer),
      onAsk: (question) => this.#answer(proxy, question),
    })
    const event = await this.#dialogue.outcome
    this.#dialogue = null
    return event
  }

  async #answer(proxy: ZabbixProxy, question: PassiveQuestion): Promise<PassiveReply> {
    const { intake, tasks } = this.#options
    switch (question.kind) {
      case 'decode':
        return { kind: 'decoded', answer: await this.#options.frames.read('answer', question.frame) }
      case 'store':
        try {
          await intake.takeProxyData(proxy, question.data, proxy.address ?? '')
          return { kind: 'stored', tasks: await tasks.claim(proxy.id) }
        } catch (error) {
          const words = error instanceof Error ? error.message : String(error)
          return { kind: 'not-stored', reason: words }
        }
      default:
        return assertNever(question)
    }
  }

  #securityOf({ name, tls }: ZabbixProxy): DialSecurity | string {
    if (tls.mode === 'none') return { kind: 'plain' }
    if (tls.mode === 'psk') {
      return { kind: 'psk', identity: tls.pskIdentity, key: Uint8Array.from(Buffer.from(tls.psk, 'hex')) }
    }
    const certificate = this.#options.certificate()
    return certificate === null
      ? `${name} wants a certificate, and the console has none: choose its files in Settings.`
      : { kind: 'cert', ...certificate }
  }
}
