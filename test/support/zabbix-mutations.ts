import { ByteBudget } from '../../src-main/protocols/zabbix/byte-budget.ts'
import { ZABBIX_LIMITS } from '../../src-main/protocols/zabbix/limits.ts'
import { createPassiveSession } from '../../src-main/protocols/zabbix/passive-session.ts'
import { readRequest } from '../../src-main/protocols/zabbix/requests.ts'
import { randomIntegers } from './random.ts'
import { ACTIVE_CAPTURES, captureBytes, captureJson, PASSIVE_CAPTURES } from './zabbix-captures.ts'
import { TrapperDialogue } from './zabbix-dialogue.ts'

type Random = (below: number) => number

const NOTHING = new Uint8Array(0)
const SIGNS = ['0', '9', '-', 'x', 'null', '[]', '{}', '"', '1e9', 'é', ',']

/** Whatever came in: at most one answer, one event, one close, and nothing kept. Throws otherwise. */
export function expectSound(dialogue: TrapperDialogue): void {
  dialogue.wait(ZABBIX_LIMITS.requestMs + ZABBIX_LIMITS.answerMs)
  const isSound =
    dialogue.sent.length <= 1 &&
    dialogue.events.length <= 1 &&
    dialogue.questions.length <= 2 &&
    dialogue.closed !== null &&
    dialogue.session.nextDeadline === null &&
    dialogue.budget.used === 0
  if (!isSound) throw new Error(`unsound: ${JSON.stringify(dialogue.events)}`)
}

/** Feeds recordings with wrong bytes to sessions; gives how many were refused. */
export function playMutatedBytes(seed: number, count: number): number {
  const random = randomIntegers(seed)
  const requests = ACTIVE_CAPTURES.map((name) => captureBytes(name, 'c2s'))
  const answers = PASSIVE_CAPTURES.map((name) => captureBytes(name, 's2c'))
  let refused = 0
  for (let turn = 0; turn < count; turn++) {
    const dialogue = new TrapperDialogue().send(
      mutateBytes(random, requests[turn % requests.length] ?? NOTHING),
    )
    expectSound(dialogue)
    refused += dialogue.events.length
    const session = createPassiveSession({ kind: 'data' }, new ByteBudget(1_000_000))
    session.open(1)
    session.receive(mutateBytes(random, answers[turn % answers.length] ?? NOTHING), 2)
    session.end(3)
  }
  return refused
}

/** Reads recordings with wrong letters; gives how many still were data of a proxy, in a sound shape. */
export function readMutatedTexts(seed: number, count: number): number {
  const random = randomIntegers(seed)
  const texts = ACTIVE_CAPTURES.map((name) => JSON.stringify(captureJson(name)[0]?.json))
  let read = 0
  for (let turn = 0; turn < count; turn++) {
    const reading = readRequest(mutateText(random, texts[turn % texts.length] ?? ''))
    if (!reading.ok || reading.request.kind !== 'proxy data') continue
    read++
    const { history, availability, discovery, registrations, results } = reading.request.data
    const isSound =
      history.rows.every(({ id, at }) => Number.isSafeInteger(id) && (at === null || at >= 0)) &&
      availability.every(({ interfaceId }) => Number.isSafeInteger(interfaceId)) &&
      discovery.every(({ ruleId, port }) => Number.isSafeInteger(ruleId) && port >= 0) &&
      registrations.every(({ host }) => host.length > 0) &&
      results.every(({ taskId }) => Number.isSafeInteger(taskId))
    if (!isSound) throw new Error(`unsound: ${JSON.stringify(reading)}`)
  }
  return read
}

function mutateBytes(random: Random, bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice(0, random(8) === 0 ? random(bytes.length) : bytes.length)
  for (let change = random(4); change >= 0 && copy.length > 0; change--) {
    copy[random(copy.length)] = random(2) === 0 ? random(256) : (copy[random(copy.length)] ?? 0)
  }
  return copy
}

/** Digits and signs change, so that much of it stays JSON. */
function mutateText(random: Random, text: string): string {
  const at = random(text.length)
  const digit = text.slice(at).search(/\d/)
  if (random(2) === 0 && digit >= 0) {
    const position = at + digit
    return text.slice(0, position) + String(random(10)) + text.slice(position + 1)
  }
  return text.slice(0, at) + (SIGNS[random(SIGNS.length)] ?? '') + text.slice(at + random(3))
}
