import { describe, expect, it } from 'vitest'
import { Dialogue } from '../../../test/support/scopeport-dialogue.ts'
import { SCOPEPORT_LIMITS } from './limits.ts'

const LOGIN = '16,login,secret\n'
const { messageBytes, sensorNameLength, valueLength, listEntries, pendingBytes } = SCOPEPORT_LIMITS
const TOO_LONG = `Closing connection (Reason: The message is longer than ${messageBytes} bytes)`
const NOT_STORED = 'Closing connection (Reason: Could not accept and store your data.)'

/** The last words of the console. */
function lastReply(...sent: readonly string[]): string | undefined {
  const dialogue = new Dialogue()
  for (const text of sent) dialogue.send(text)
  return dialogue.quiet().outcome.sent.at(-1)
}

function ofLength(prefix: string, length: number): string {
  return prefix + 'x'.repeat(length - prefix.length)
}

describe('a message', () => {
  it.each([
    ['a login with a newline', (length: number) => [`${ofLength('16,login,', length)}\n`]],
    ['a login as telnet sends it', (length: number) => [`${ofLength('16,login,', length)}\r\n`]],
    ['a login without a newline', (length: number) => [ofLength('16,login,', length)]],
  ])('%s may be as long as the limit', (_name, messages) => {
    expect(lastReply(...messages(messageBytes - 1))).toContain('Login incorrect')
    expect(lastReply(...messages(messageBytes))).toContain('Login incorrect')
    expect(lastReply(...messages(messageBytes + 1))).toBe(TOO_LONG)
  })

  it('is refused as soon as it is too long, without waiting for its end', () => {
    const dialogue = new Dialogue().send('x'.repeat(messageBytes))
    expect(dialogue.outcome.closed).toBeNull()
    dialogue.send('xx')
    expect(dialogue.outcome.sent.at(-1)).toBe(TOO_LONG)
    expect(dialogue.outcome.events).toMatchObject([{ kind: 'refused', countsAsFailure: true }])
  })

  it('of ten megabytes is refused after the first piece; the rest changes nothing', () => {
    const dialogue = new Dialogue()
    for (let piece = 0; piece < 160; piece++) dialogue.send(new Uint8Array(65_536).fill(120))
    expect(dialogue.outcome.sent).toEqual(['Okay', TOO_LONG])
    expect(dialogue.outcome.events).toHaveLength(1)
  })
})

describe('what waits while a login is checked', () => {
  const longPackage = ofLength('16,profile_network_interfaces,', messageBytes)

  /** Login and package in one segment, and the answer to the login only after it. */
  function sendAtOnce(text: string): Dialogue {
    const dialogue = new Dialogue((question) => (question.kind === 'store' ? { kind: 'stored' } : null))
    return dialogue.send(text).reply({ kind: 'accepted' }).quiet()
  }

  it('may be the longest login and the longest package', () => {
    const login = ofLength('16,login,', messageBytes)
    const text = `${login}\r\n${longPackage}\r\n`
    expect(text).toHaveLength(pendingBytes)
    const { questions, sent } = sendAtOnce(text).outcome
    expect(sent).toEqual(['Okay', 'Okay', 'Okay'])
    expect(questions[1]).toMatchObject({
      package: { kind: 'profile', update: { networkInterfaces: [{ name: 'x'.repeat(messageBytes - 30) }] } },
    })
  })

  it('is never stored as less than it was', () => {
    const flood = `${LOGIN}${'\n'.repeat(pendingBytes - LOGIN.length - 14)}16,cpuload15,3.25`
    const { sent, questions } = sendAtOnce(flood).outcome
    expect(sent.at(-1)).toBe(TOO_LONG)
    expect(questions).toHaveLength(1)
  })
})

describe('fields of a package', () => {
  it('a sensor name may be as long as its column', () => {
    const reply = (length: number): string | undefined => lastReply(LOGIN, `16,${'n'.repeat(length)},1\n`)
    expect(reply(sensorNameLength - 1)).toBe('Okay')
    expect(reply(sensorNameLength)).toBe('Okay')
    expect(reply(sensorNameLength + 1)).toBe(
      'Closing connection (Reason: The sensor name is longer than 190 characters)',
    )
  })

  it.each(['motd', 'profile_kernel'])('a value of %s may be as long as the original’s column', (name) => {
    const reply = (length: number): string | undefined =>
      lastReply(LOGIN, `16,${name},${'v'.repeat(length)}\n`)
    expect(reply(valueLength - 1)).toBe('Okay')
    expect(reply(valueLength)).toBe('Okay')
    expect(reply(valueLength + 1)).toBe(NOT_STORED)
  })

  it.each([
    ['profile_network_interfaces', 'e|1|2;'],
    ['profile_cpus', 'c:0|v|m;'],
  ])('%s may have as many entries as the limit', (name, entry) => {
    const reply = (entries: number): string | undefined =>
      lastReply(LOGIN, `16,${name},${entry.repeat(entries)}\n`)
    expect(reply(listEntries - 1)).toBe('Okay')
    expect(reply(listEntries)).toBe('Okay')
    expect(reply(listEntries + 1)).toBe(NOT_STORED)
  })

  it('a host id has at most nine digits', () => {
    const asked = (id: string): number =>
      new Dialogue(() => null).send(`${id},login,secret\n`).outcome.questions.length
    expect([asked('99999999'), asked('999999999'), asked('9999999999')]).toEqual([1, 1, 0])
  })
})
