import { describe, expect, it } from 'vitest'
import { frameOf, TrapperDialogue } from '../../../test/support/zabbix-dialogue.ts'
import { ByteBudget } from './byte-budget.ts'
import { ZABBIX_LIMITS } from './limits.ts'
import { readRequest } from './requests.ts'
import { createTrapperSession, type TrapperReply } from './trapper-session.ts'

const HEARTBEAT = '{"request":"proxy heartbeat","host":"prx","version":"6.0.14"}'
const DATA = '{"request":"proxy data","host":"prx","version":"6.0.14"}'
const SESSION = '0123456789abcdef0123456789abcdef'
const ACCEPT = (): TrapperReply => ({ kind: 'accepted', tasks: [] })

describe('what is no request (zabbix.md §1)', () => {
  it.each([
    ['another protocol', new TextEncoder().encode('GET / HTTP/1.0\r\n\r\n')],
    ['no JSON', frameOf('hello', true)],
    ['a JSON array', frameOf('[]', false)],
    ['no request', frameOf('{"host":"prx"}', true)],
    ['an unknown request', frameOf('{"request":"proxy tasks"}', true)],
    ['bytes behind the message', Uint8Array.of(...frameOf(HEARTBEAT, true), 10)],
  ])('%s: closed without a word, and counted', (_, bytes) => {
    const dialogue = new TrapperDialogue(ACCEPT).send(bytes)
    expect(dialogue.sent).toEqual([])
    expect(dialogue.closed).not.toBeNull()
    expect(dialogue.events).toMatchObject([{ kind: 'refused', countsAsFailure: true }])
  })

  it('a wrong size after inflation is closed without a word', () => {
    const frame = frameOf(HEARTBEAT, true)
    frame[9] = (frame[9] ?? 0) + 1
    expect(new TrapperDialogue(ACCEPT).send(frame)).toMatchObject({ sent: [], closed: expect.any(String) })
  })
})

describe('names (zabbix.md §3)', () => {
  it.each([
    ['{"request":"proxy heartbeat","version":"6.0.14"}', 'missing name of proxy'],
    ['{"request":"proxy heartbeat","host":""}', 'missing name of proxy'],
    [
      '{"request":"proxy heartbeat","host":"a/b"}',
      `invalid proxy name "a/b": name contains invalid character '/'`,
    ],
    ['{"request":"proxy data","host":"ü"}', `invalid proxy name "ü": name contains invalid character 'ü'`],
  ])('%s', (text, info) => {
    const dialogue = new TrapperDialogue(ACCEPT).sendText(text)
    expect(JSON.parse(dialogue.replyText ?? '')).toEqual({ response: 'failed', info })
    expect(dialogue.events).toMatchObject([{ kind: 'refused', reason: info, countsAsFailure: true }])
  })

  it('of 128 characters are taken, longer ones not', () => {
    const ask = (length: number) =>
      new TrapperDialogue(ACCEPT).sendText(`{"request":"proxy heartbeat","host":"${'x'.repeat(length)}"}`)
    expect(ask(128).replyText).toBe('{"response":"success"}')
    expect(ask(129).replyText).toMatch(/name is too long/)
  })
})

describe('answers', () => {
  it.each([true, false])(
    'come in the compression of the request (compressed: %s), never as a large packet',
    (isCompressed) => {
      for (const text of [HEARTBEAT, DATA]) {
        const { sent } = new TrapperDialogue(ACCEPT).sendText(text, { isCompressed })
        expect(sent[0]?.[4]).toBe(isCompressed ? 0x03 : 0x01)
      }
    },
  )

  it('to a large packet are small ones', () => {
    const small = frameOf(HEARTBEAT, false)
    const large = new Uint8Array(21 + small.length - 13)
    large.set(small.subarray(0, 5))
    large[4] = 0x05
    large.set(small.subarray(5, 9), 5)
    large.set(small.subarray(13), 21)
    const { sent, replyText } = new TrapperDialogue(ACCEPT).send(large)
    expect(replyText).toBe('{"response":"success"}')
    expect(sent[0]?.[4]).toBe(0x01)
  })

  it('are what each outcome calls for', () => {
    const answered = (text: string, reply: TrapperReply) =>
      new TrapperDialogue(() => reply).sendText(text).replyText
    expect(answered(DATA, { kind: 'accepted', tasks: [] })).toBe('{"upload":"enabled","response":"success"}')
    expect(answered(DATA, { kind: 'busy', reason: 'behind' })).toBe(
      '{"upload":"disabled","response":"failed"}',
    )
    const old = { kind: 'refused', info: null, reason: 'version', countsAsFailure: false } as const
    expect(answered(DATA, old)).toBe('{"response":"failed"}')
    const unknown = { ...old, info: 'proxy "prx" not found' }
    expect(answered(DATA, unknown)).toBe('{"response":"failed","info":"proxy \\"prx\\" not found"}')
    const config = '{"request":"proxy config","host":"prx"}'
    expect(answered(config, { kind: 'configuration', text: '{"hosts":{}}' })).toBe('{"hosts":{}}')
    const agent = '{"request":"agent data","session":"x","data":[]}'
    expect(answered(agent, { kind: 'processed', processed: 6, failed: 1, seconds: 0.0001 })).toBe(
      '{"response":"success","info":"processed: 6; failed: 1; total: 7; seconds spent: 0.000100"}',
    )
    const key = 'agent.ping'
    const check = { key, originalKey: key, itemId: 1, delaySeconds: 1, lastLogSize: 0, modifiedAt: 0 }
    expect(answered('{"request":"active checks","host":"web01"}', { kind: 'checks', checks: [check] })).toBe(
      '{"response":"success","data":[{"key":"agent.ping","itemid":1,"delay":1,"lastlogsize":0,"mtime":0}]}',
    )
  })

  it('come once: what follows a request is never read', () => {
    const dialogue = new TrapperDialogue().sendText(HEARTBEAT).sendText(HEARTBEAT)
    expect(dialogue.questions).toHaveLength(1)
    dialogue.reply({ kind: 'accepted', tasks: [] }).reply({ kind: 'accepted', tasks: [] })
    expect(dialogue.sent).toHaveLength(1)
    expect(dialogue.session.nextDeadline).toBeNull()
  })

  it('still come when the peer has closed its half', () => {
    const dialogue = new TrapperDialogue().sendText(HEARTBEAT).end()
    expect(dialogue.reply({ kind: 'accepted', tasks: [] }).replyText).toBe('{"response":"success"}')
  })

  it('accept the success that the document lets a proxy send after its configuration', () => {
    const dialogue = new TrapperDialogue(() => ({ kind: 'configuration', text: '{}' }))
    dialogue.sendText('{"request":"proxy config","host":"prx"}').sendText('{"response":"success"}')
    expect(dialogue.events).toMatchObject([{ kind: 'accepted' }])
  })
})

describe('sections (zabbix.md §5)', () => {
  const infoOf = (sections: string) => {
    const { replyText } = new TrapperDialogue(ACCEPT).sendText(
      `{"request":"proxy data","host":"prx","version":"6.0.14",${sections}}`,
    )
    return (JSON.parse(replyText ?? '') as { info?: string }).info ?? null
  }

  it.each([
    ['"interface availability":[{"available":1}]', 'cannot find pair with name "interfaceid"'],
    ['"discovery data":[{"clock":1,"dcheck":1}]', 'cannot find pair with name "drule"'],
    ['"auto registration":[{"clock":1,"ip":"127.0.0.1"}]', 'cannot find pair with name "host"'],
    ['"session":"abc","history data":[{"itemid":1,"value":"1"}]', 'invalid session token length 3'],
  ])('%s', (sections, info) => {
    expect(infoOf(sections)).toBe(info)
  })

  it.each([
    '"session":"abc"',
    `"session":"${SESSION}","history data":[7,{"value":"1"},{"itemid":1}]`,
    '"history data":{},"discovery data":null,"interface availability":"x","tasks":3',
    '"host availability":[{"hostid":1}]',
    '"interface availability":[7]',
  ])('are taken with what is merely left out: %s', (sections) => {
    expect(infoOf(sections)).toBeNull()
  })
})

describe('time', () => {
  it('cuts a connection on which nothing comes, without blame', () => {
    const dialogue = new TrapperDialogue().wait(ZABBIX_LIMITS.quietMs - 1)
    expect(dialogue.closed).toBeNull()
    expect(dialogue.wait(1)).toMatchObject({ closed: 'nothing was sent', events: [] })
  })

  it('cuts half a request after the same time since its last byte, and in any case after five minutes', () => {
    const frame = frameOf(HEARTBEAT, true)
    const dialogue = new TrapperDialogue().send(frame.subarray(0, 20)).wait(ZABBIX_LIMITS.quietMs - 1)
    dialogue.send(frame.subarray(20, 21)).wait(ZABBIX_LIMITS.quietMs - 1)
    expect(dialogue.closed).toBeNull()
    dialogue.wait(1)
    expect(dialogue.events).toMatchObject([{ kind: 'refused', countsAsFailure: false }])

    const slow = new TrapperDialogue()
    const large = frameOf('x'.repeat(1_000), false)
    let sent = 0
    while (slow.closed === null) slow.send(large.subarray(sent, ++sent)).wait(ZABBIX_LIMITS.quietMs - 1)
    expect(sent).toBe(Math.ceil(ZABBIX_LIMITS.requestMs / (ZABBIX_LIMITS.quietMs - 1)))
  })

  it('asks for the values again when the console does not answer itself in time', () => {
    const dialogue = new TrapperDialogue().sendText(DATA).wait(ZABBIX_LIMITS.answerMs - 1)
    expect(dialogue.sent).toEqual([])
    expect(dialogue.wait(1).replyText).toBe('{"upload":"disabled","response":"failed"}')
    expect(dialogue.reply({ kind: 'accepted', tasks: [] }).sent).toHaveLength(1)
  })
})

describe('size', () => {
  const padded = (bytes: number) => {
    const head = `{"request":"proxy heartbeat","host":"prx","pad":"`
    return `${head}${'x'.repeat(bytes - head.length - 2)}"}`
  }

  it('decides where a message is decoded, and nothing else', () => {
    const inline = new TrapperDialogue(ACCEPT).sendText(padded(ZABBIX_LIMITS.inlineBytes))
    expect(inline.questions.map(({ kind }) => kind)).toEqual(['heartbeat'])
    const elsewhere = new TrapperDialogue((question) =>
      question.kind === 'decode'
        ? { kind: 'decoded', reading: readRequest(padded(ZABBIX_LIMITS.inlineBytes + 1)) }
        : ACCEPT(),
    ).sendText(padded(ZABBIX_LIMITS.inlineBytes + 1))
    expect(elsewhere.questions.map(({ kind }) => kind)).toEqual(['decode', 'heartbeat'])
    expect(elsewhere.replyText).toBe(inline.replyText)
  })

  it('of all unfinished requests together is limited, and given back', () => {
    const budget = new ByteBudget(100)
    const open = () => createTrapperSession(budget)
    const [first, second] = [open(), open()]
    const frame = frameOf(padded(300), false)
    expect(first.receive(frame.subarray(0, 100), 1)).toEqual([])
    expect(budget.used).toBe(100 - 13)
    expect(second.receive(frame.subarray(0, 100), 1)).toMatchObject([{ kind: 'close', flush: false }])
    first.dispose()
    expect(budget.used).toBe(0)
    const third = open()
    third.receive(frame.subarray(0, 50), 1)
    third.end(2)
    expect(budget.used).toBe(0)
  })
})
