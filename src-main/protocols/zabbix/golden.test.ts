import { describe, expect, it } from 'vitest'
import {
  ACTIVE_CAPTURES,
  captureBytes,
  captureJson,
  type CaptureName,
  PASSIVE_CAPTURES,
} from '../../../test/support/zabbix-captures.ts'
import { textOf, TrapperDialogue } from '../../../test/support/zabbix-dialogue.ts'
import { ByteBudget } from './byte-budget.ts'
import { readHeader } from './codec.ts'
import { createPassiveSession, type PassiveErrand, type PassiveQuestion } from './passive-session.ts'
import type { ProxyData } from './proxy-data.ts'
import type { TaskMessage } from './tasks.ts'
import type { TrapperReply } from './trapper-session.ts'

/** Tasks of a recorded reply, as the console would have had them. */
function tasksOf(json: Readonly<Record<string, unknown>>): TaskMessage[] {
  const tasks = (json['tasks'] ?? []) as readonly Record<string, string & number>[]
  return tasks.map((task) => {
    const head = {
      taskId: task['parent_taskid'] ?? 0,
      createdAt: (task['clock'] ?? 0) * 1_000,
      ttlSeconds: task['ttl'] ?? 0,
    }
    if (task['type'] === 6) return { ...head, kind: 'checkNow', itemId: task['itemid'] ?? 0 }
    const data = task['data'] ?? ''
    if (task['type'] === 7)
      return { ...head, kind: task['datatype'] === 0 ? 'itemTest' : 'diagnostics', data }
    const executeOn = task['execute_on'] === 0 ? 'agent' : 'proxy'
    return {
      ...head,
      kind: 'command',
      hostId: task['hostid'] ?? 0,
      command: task['command'] ?? '',
      executeOn,
    }
  })
}

const replyOf = (name: CaptureName) => captureJson(name).find(({ dir }) => dir === 's2c')?.json ?? {}

describe.each(ACTIVE_CAPTURES)('%s', (name) => {
  const request = captureBytes(name, 'c2s')
  const answer = (): TrapperReply => ({ kind: 'accepted', tasks: tasksOf(replyOf(name)) })

  it('is answered as the real server did, in its compression, and closed', () => {
    const dialogue = new TrapperDialogue(answer).send(request)
    expect(dialogue.sent).toHaveLength(1)
    expect(JSON.parse(dialogue.replyText ?? '')).toEqual(replyOf(name))
    expect(dialogue.replyText).toBe(textOf(captureBytes(name, 's2c')))
    expect(dialogue.sent[0]?.[4]).toBe(captureBytes(name, 's2c')[4])
    expect(dialogue.closed).toBe('done')
    expect(dialogue.questions).toHaveLength(1)
    expect(dialogue.budget.used).toBe(0)
  })

  it('is the same wherever the stream is split', () => {
    const whole = new TrapperDialogue(answer).send(request)
    for (let at = 1; at < request.length; at++) {
      const parts = new TrapperDialogue(answer).send(request.subarray(0, at)).send(request.subarray(at))
      expect(parts.questions).toEqual(whole.questions)
      expect(parts.sent).toEqual(whole.sent)
      expect(parts.closed).toBe('done')
    }
    const bytewise = new TrapperDialogue(answer)
    for (const byte of request) bytewise.send(Uint8Array.of(byte))
    expect(bytewise.questions).toEqual(whole.questions)
  })
})

function dataOf(name: CaptureName): ProxyData {
  const { question } = new TrapperDialogue().send(captureBytes(name, 'c2s'))
  if (question?.kind !== 'proxy-data') throw new Error('no data')
  return question.data
}

describe('what a real proxy sends', () => {
  it('has availability of interfaces and discovered services', () => {
    const { availability, discovery, sentAt, session } = dataOf('active-04-data-availability-discovery')
    expect(session).toBe('a3ff76db2aff3d52334c3050e456f540')
    expect(sentAt).toBe(1_795_202_765_661)
    expect(availability).toHaveLength(4)
    expect(availability[0]).toEqual({ interfaceId: 931101, state: 'unknown', error: '' })
    const common = { at: 1_795_202_764_000, ruleId: 940100, ip: '127.0.0.1', dns: 'localhost' }
    expect(discovery).toEqual([
      { ...common, checkId: 940101, port: 20050, value: 'host-active-a', isUp: true },
      { ...common, checkId: 940102, port: 20050, value: '', isUp: true },
      { ...common, checkId: 940103, port: 20059, value: '', isUp: false },
      { ...common, checkId: null, port: 0, value: '', isUp: true },
    ])
  })

  it('has values, and errors of items that are not supported', () => {
    const { history } = dataOf('active-05-data-history')
    const sent = captureJson('active-05-data-history')[0]?.json['history data'] as Record<string, unknown>[]
    expect(history.rows).toHaveLength(sent.length)
    expect(history.broken.size).toBe(0)
    expect(history.lastId).toBe(sent.at(-1)?.['id'])
    expect(history.rows.map(({ id, value, itemId }) => ({ id, value, itemId }))).toEqual(
      sent.map((row) => ({ id: row['id'], value: row['value'], itemId: row['itemid'] })),
    )
    expect(history.rows.map((row) => row.isNotSupported)).toEqual(sent.map((row) => row['state'] === 1))
  })

  it('has agents that register themselves', () => {
    const { registrations } = dataOf('active-06-data-autoregistration')
    expect(registrations[0]).toEqual({
      at: 1_795_202_823_000,
      host: 'host-active-a',
      ip: '127.0.0.1',
      dns: 'localhost',
      port: 20050,
      metadata: 'linux-test-meta',
      tls: 'none',
    })
  })

  it('has results of tasks, good and bad', () => {
    const { results } = dataOf('active-08-data-task-results')
    expect(results).toContainEqual({ taskId: 1001, isSuccess: true, text: 'hi-from-proxy\n' })
    expect(results.filter(({ isSuccess }) => !isSuccess).map(({ text }) => text)).toContain(
      'Process exited with code: 3.',
    )
  })
})

const ERRANDS: Readonly<Record<(typeof PASSIVE_CAPTURES)[number], PassiveErrand>> = {
  'passive-02-data-empty': { kind: 'data' },
  'passive-03-tasks-empty': { kind: 'tasks' },
  'passive-04-tasks-delivery': { kind: 'tasks' },
  'passive-05-data-with-results': { kind: 'data' },
}

/** Plays a passive proxy; gives what the console said, as texts, and what it asked. */
function playPassive(name: (typeof PASSIVE_CAPTURES)[number], pieces: readonly Uint8Array[]) {
  const acknowledgement = captureJson(name)[2]?.json ?? {}
  const session = createPassiveSession(ERRANDS[name], new ByteBudget(1_000_000))
  const sent: string[] = []
  const questions: PassiveQuestion[] = []
  const events: unknown[] = []
  const carryOut = (effects: ReturnType<typeof session.open>): void => {
    for (const effect of effects) {
      if (effect.kind === 'send') sent.push(textOf(effect.bytes))
      else if (effect.kind === 'publish') events.push(effect.event)
      else if (effect.kind === 'ask') {
        questions.push(effect.question)
        carryOut(session.answer(effect.id, { kind: 'stored', tasks: tasksOf(acknowledgement) }, 5))
      }
    }
  }
  carryOut(session.open(1))
  for (const piece of pieces) carryOut(session.receive(piece, 2))
  return { sent, questions, events }
}

describe.each(PASSIVE_CAPTURES)('%s', (name) => {
  const answer = captureBytes(name, 's2c')

  it('says what the real server said, before and after', () => {
    const { sent, events } = playPassive(name, [answer])
    const said = captureBytes(name, 'c2s')
    const first = readHeader(said)
    if (first.kind !== 'header') throw new Error('no header')
    const end = first.header.headerBytes + first.header.payloadBytes
    expect(sent).toEqual([textOf(said.subarray(0, end)), textOf(said.subarray(end))])
    expect(events).toEqual([{ kind: 'done', version: '6.0.14', hasMore: false }])
  })

  it('is the same wherever the answer is split', () => {
    const whole = playPassive(name, [answer])
    for (let at = 1; at < answer.length; at++) {
      expect(playPassive(name, [answer.subarray(0, at), answer.subarray(at)])).toEqual(whole)
    }
  })
})
