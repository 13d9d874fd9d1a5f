import type { EpochMs } from '../contract/index.ts'
import { assertNever } from '../domain/assert-never.ts'
import type { Peer } from '../net/session-socket.ts'
import { activeChecksOf } from '../protocols/zabbix/active-checks.ts'
import { hostNotFound } from '../protocols/zabbix/names.ts'
import type { ProxyData } from '../protocols/zabbix/proxy-data.ts'
import type { RegistrationRow } from '../protocols/zabbix/sections.ts'
import type { TrapperQuestion, TrapperReply } from '../protocols/zabbix/trapper-session.ts'
import { differenceInWords, judgeVersion } from '../protocols/zabbix/versions.ts'
import type { FrameDecoder } from './frame-decoder.ts'
import type { ProxyActivity } from './proxy-activity.ts'
import type { TasksService } from './tasks-service.ts'
import { admitProxy } from './zabbix-admission.ts'
import type { ZabbixIntake } from './zabbix-intake.ts'
import type { ZabbixInventory } from './zabbix-inventory.ts'
import type { ZabbixSightings } from './zabbix-sightings.ts'
import type { ZabbixTables } from './zabbix-tables.ts'

interface ZabbixAnswersOptions {
  readonly inventory: ZabbixInventory
  readonly activity: ProxyActivity
  readonly tasks: TasksService
  readonly intake: ZabbixIntake
  readonly sightings: ZabbixSightings
  readonly tables: ZabbixTables
  readonly frames: FrameDecoder
  readonly now: () => EpochMs
}

const BEHIND: TrapperReply = { kind: 'busy', reason: 'The database is behind; send it again.' }

/** What the console answers on the trapper's port. */
export class ZabbixAnswers {
  readonly #options: ZabbixAnswersOptions

  constructor(options: ZabbixAnswersOptions) {
    this.#options = options
  }

  async answer(question: TrapperQuestion, peer: Peer): Promise<TrapperReply> {
    switch (question.kind) {
      case 'decode':
        return { kind: 'decoded', reading: await this.#options.frames.read('request', question.frame) }
      case 'heartbeat':
      case 'configuration':
      case 'proxy-data':
        return this.#answerProxy(question, peer)
      case 'active-checks':
        return this.#answerAgent(question.agent, peer)
      case 'values':
        return this.#takeValues(question, peer)
      default:
        return assertNever(question)
    }
  }

  async #answerProxy(
    question: Extract<TrapperQuestion, { readonly proxy: string }>,
    peer: Peer,
  ): Promise<TrapperReply> {
    const { inventory, activity, tables } = this.#options
    const admission = admitProxy(inventory, question.proxy, peer.security)
    if ('refusal' in admission) return admission.refusal
    const { proxy } = admission
    if (question.kind === 'proxy-data') return this.#takeData(proxy.id, question.data, peer)
    const { version } = question
    activity.seen(proxy.id, { address: peer.address, ...(version === null ? {} : { version }) })
    if (question.kind === 'heartbeat') return { kind: 'accepted', tasks: [] }
    const text = tables.textFor(proxy)
    if (text === null) return { kind: 'busy', reason: 'The configuration has a fault; see the console.' }
    activity.note(proxy.id, 'info', 'It fetched its configuration.')
    return { kind: 'configuration', text }
  }

  async #takeData(proxyId: number, data: ProxyData, peer: Peer): Promise<TrapperReply> {
    const { inventory, activity, tasks, intake } = this.#options
    const proxy = inventory.proxy(proxyId)
    const { version } = data
    const verdict = judgeVersion(version)
    if (proxy === null || verdict === 'unsupported') {
      const reason = `protocol version ${version ?? 'unknown'} is not supported; 4.2 to 6.0 are`
      return { kind: 'refused', info: null, reason, countsAsFailure: false }
    }
    if (verdict === 'older') activity.note(proxyId, 'warning', differenceInWords(version ?? ''))
    if (intake.isBehind) return BEHIND
    try {
      await intake.takeProxyData(proxy, data, peer.address)
      return { kind: 'accepted', tasks: await tasks.claim(proxyId) }
    } catch (error) {
      const reason = messageOf(error)
      activity.note(proxyId, 'problem', `Not stored, and to be sent again: ${reason}`)
      return { kind: 'busy', reason }
    }
  }

  async #answerAgent(agent: RegistrationRow, peer: Peer): Promise<TrapperReply> {
    const { inventory, activity, intake, sightings } = this.#options
    const host = inventory.hostByName(agent.host)
    if (host === null || host.proxyId !== null || !host.enabled) {
      const info = hostNotFound(agent.host)
      if (host === null) {
        const ip = agent.ip === '' ? peer.address : agent.ip
        await intake.takeRegistration({ ...agent, ip }).catch(() => undefined)
      }
      return { kind: 'refused', info, reason: info, countsAsFailure: false }
    }
    activity.agentSeen(host.id)
    const checks = activeChecksOf(host, inventory.globalMacros, (id) => sightings.positionOf(id))
    return { kind: 'checks', checks }
  }

  async #takeValues(
    question: Extract<TrapperQuestion, { readonly kind: 'values' }>,
    peer: Peer,
  ): Promise<TrapperReply> {
    const { intake, now } = this.#options
    if (intake.isBehind) return BEHIND
    const startedAt = now()
    try {
      const counts = await intake.takeAgentValues(question.from, question, peer.address)
      return { kind: 'processed', ...counts, seconds: Math.max(0, now() - startedAt) / 1_000 }
    } catch (error) {
      return { kind: 'busy', reason: messageOf(error) }
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
