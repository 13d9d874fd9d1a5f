import { describe, expect, it } from 'vitest'
import { readBody } from './read-body.ts'
import { type PluginReply, PluginSession } from './session.ts'

const ABOUT = { name: 'iowait', description: 'IO', interfaces: ['reporter'], api_version: '1' }
const REPORT = { Host: { nodes: { 'web01;<host>': {} } } }
const ENTRY = { id: 'iowait', label: 'IO Wait', interfaces: ['reporter'], api_version: '1' }
const LATE = { ...REPORT, Plugins: [ENTRY] }
const NOT_FOUND: PluginReply = { kind: 'status', status: 404, text: 'Not Found' }
const TOO_SLOW: PluginReply = { kind: 'failed', problem: 'too-slow', message: 'No answer.' }
const REFUSED: PluginReply = { kind: 'failed', problem: 'nobody-listens', message: 'Nobody.' }

/** A session whose clock is turned by hand, and whose plugin answers with what a test says. */
class World {
  now = 1_000_000
  readonly session: PluginSession

  constructor(fileName = 'iowait') {
    this.session = new PluginSession(
      { fileName, probeId: '5dd2a9b1c3f04e77', intervalMs: 1_000, timeoutMs: 500 },
      this.now,
    )
  }

  get snapshot() {
    return this.session.snapshot
  }

  /** Waits until something is due; gives the path that is asked. */
  ask(answer: object | string | PluginReply, tookMs = 10): string {
    this.now = Math.max(this.now, this.session.dueAt)
    const { path, wanted } = this.session.request(this.now)
    this.now += tookMs
    const isReply = typeof answer === 'object' && 'kind' in answer
    const text = typeof answer === 'string' ? answer : JSON.stringify(answer)
    const reply: PluginReply = isReply
      ? (answer as PluginReply)
      : { kind: 'read', body: readBody(new TextEncoder().encode(text), wanted) }
    this.session.take(reply, this.now)
    return path
  }
}

describe('a plugin of the document (2016-03)', () => {
  it('is asked GET / first, then GET /report, a second apart', () => {
    const world = new World()
    expect(world.snapshot.state).toBe('new')
    expect(world.ask(ABOUT)).toBe('/')
    expect(world.snapshot.state).toBe('new')
    expect(world.session.dueAt).toBe(world.now)
    expect(world.ask(REPORT)).toBe('/report')
    expect(world.snapshot).toMatchObject({
      state: 'ok',
      generation: 'handshake',
      spec: { name: 'iowait', description: 'IO' },
      lastReportAt: world.now,
      latencyMs: 10,
      message: '',
    })
    const { dueAt } = world.session
    expect(world.ask(REPORT, 300)).toBe('/report')
    expect(world.session.dueAt).toBe(dueAt + 1_000)
    expect(world.snapshot).toMatchObject({ latencyMs: 300, isSlow: true })
  })

  it('keeps its beat when an answer is late, and does not make up for what it missed', () => {
    const world = new World()
    world.ask(ABOUT, 0)
    world.ask(REPORT, 0)
    const beat = world.session.dueAt
    world.ask(REPORT, 400)
    expect(world.session.dueAt).toBe(beat + 1_000)
    world.now = beat + 60_000
    world.ask(REPORT, 0)
    expect(world.session.dueAt).toBe(world.now + 1_000)
  })

  it('may have any name, also one that differs from its socket', () => {
    const world = new World('bad_name')
    world.ask(ABOUT)
    world.ask(REPORT)
    expect(world.snapshot).toMatchObject({ state: 'ok', spec: { id: 'iowait' } })
  })

  it('may describe itself in its reports too: their words come first', () => {
    const world = new World()
    world.ask(ABOUT)
    world.ask(LATE)
    expect(world.snapshot).toMatchObject({ state: 'ok', generation: 'handshake', spec: { name: 'IO Wait' } })
    expect(world.snapshot.findings).toEqual([])
  })

  it('of both generations is told where a later probe would refuse it', () => {
    const world = new World('other')
    world.ask(ABOUT)
    world.ask(LATE)
    expect(world.snapshot.state).toBe('ok')
    expect(world.snapshot.findings).toEqual([
      { path: 'Plugins[0].id', expected: 'the name of the socket, "other"', found: 'the text "iowait"' },
    ])
  })

  it.each([
    [{ ...ABOUT, api_version: '0' }, 'api-version', '"0"'],
    [{ ...ABOUT, api_version: 1 }, 'ok', ''],
    [{ name: 'x', interfaces: ['reporter'] }, 'api-version', 'names none'],
    [{ ...ABOUT, interfaces: ['other'] }, 'no-reporter', 'reporter'],
    [{ ...ABOUT, interfaces: undefined }, 'no-reporter', 'reporter'],
  ])('%j: %s', (handshake, problem, says) => {
    const world = new World()
    world.ask(handshake)
    if (problem === 'ok') return expect(world.snapshot.problem).toBeNull()
    expect(world.snapshot).toMatchObject({ state: 'error', problem, nextTryAt: world.session.dueAt })
    expect(world.snapshot.message).toContain(says)
  })

  it('without a name is said to have none', () => {
    const world = new World()
    world.ask({ ...ABOUT, name: '' })
    world.ask({ ...ABOUT, name: '' })
    expect(world.snapshot).toMatchObject({ state: 'error', problem: 'no-name' })
  })
})

describe('a plugin of the later generation', () => {
  it('has no handshake: it is asked as the later probes do', () => {
    const world = new World()
    expect(world.ask(NOT_FOUND)).toBe('/')
    expect(world.ask(LATE)).toBe('/report?api_version=1&probe_id=5dd2a9b1c3f04e77')
    expect(world.snapshot).toMatchObject({
      state: 'ok',
      generation: 'report',
      spec: { id: 'iowait', name: 'IO Wait' },
    })
  })

  it.each([
    ['text', 'hello'],
    ['a time-out', TOO_SLOW],
    ['an error', { kind: 'status', status: 500, text: '' } as const],
  ])('may answer GET / with %s', (_what, answer) => {
    const world = new World()
    world.ask(answer)
    world.ask(LATE)
    expect(world.snapshot.state).toBe('ok')
  })

  it.each([
    ['no entry', REPORT, 'plugin-count'],
    ['two entries', { ...REPORT, Plugins: [ENTRY, ENTRY] }, 'plugin-count'],
    ['no label', { ...REPORT, Plugins: [{ ...ENTRY, label: '' }] }, 'no-name'],
    ['no reporter', { ...REPORT, Plugins: [{ ...ENTRY, interfaces: ['controller'] }] }, 'no-reporter'],
    ['another version', { ...REPORT, Plugins: [{ ...ENTRY, api_version: '2' }] }, 'api-version'],
    ['another id', { ...REPORT, Plugins: [{ ...ENTRY, id: 'other' }] }, 'id-differs'],
  ])('%s: %s', (_what, report, problem) => {
    const world = new World()
    world.ask(NOT_FOUND)
    world.ask(report)
    expect(world.snapshot).toMatchObject({ state: 'error', problem, lastReportAt: null })
  })

  it.each(['bad_name', '-x', 'x-', 'a--b', 'a b', ''])('may not have its socket called %j', (fileName) => {
    const world = new World(fileName)
    world.ask(NOT_FOUND)
    world.ask({ ...REPORT, Plugins: [{ ...ENTRY, id: fileName }] })
    expect(world.snapshot.problem).toBe('invalid-id')
  })

  it('without an entry is explained by the handshake that went wrong', () => {
    const world = new World()
    world.ask('{"name": oops}')
    world.ask(REPORT)
    expect(world.snapshot).toMatchObject({ problem: 'not-json' })
    expect(world.snapshot.message).toContain('position 9')
  })
})

describe('a plugin that fails', () => {
  it('is asked again after one beat, then after 5, 10, 20, 40, 60 and 60 s', () => {
    const world = new World()
    world.ask(ABOUT)
    world.ask(REPORT)
    const waits = Array.from({ length: 7 }, () => {
      const { dueAt } = world.session
      world.ask(TOO_SLOW)
      return world.session.dueAt - dueAt
    })
    expect(waits).toEqual([1_000, 5_000, 10_000, 20_000, 40_000, 60_000, 60_000])
  })

  it('that has never delivered waits 5 s at first, and shakes hands anew', () => {
    const world = new World()
    world.ask(REFUSED)
    expect(world.session.dueAt - world.now).toBe(4_990)
    expect(world.ask(ABOUT)).toBe('/')
    world.ask(REPORT)
    expect(world.snapshot.state).toBe('ok')
  })

  it('recovers with one good answer, and its waits begin anew', () => {
    const world = new World()
    world.ask(ABOUT)
    world.ask(REPORT)
    for (let failure = 0; failure < 5; failure++) world.ask(TOO_SLOW)
    world.ask(REPORT)
    expect(world.snapshot).toMatchObject({ state: 'ok', problem: null, message: '', nextTryAt: null })
    world.ask(TOO_SLOW)
    expect(world.session.dueAt - world.now).toBe(990)
  })

  it('says since when, and not anew with each failure of the same kind', () => {
    const world = new World()
    world.ask(REFUSED)
    const { since } = world.snapshot
    world.ask(REFUSED)
    expect(world.snapshot.since).toBe(since)
    world.ask(TOO_SLOW)
    world.ask(TOO_SLOW)
    expect(world.snapshot).toMatchObject({ problem: 'too-slow', since: world.now })
  })

  it('is asked at once when somebody wants it', () => {
    const world = new World()
    world.ask(REFUSED)
    world.session.retryNow(world.now)
    expect(world.session.dueAt).toBe(world.now)
  })

  it('of which nothing can be used says what is wrong first', () => {
    const world = new World()
    world.ask(ABOUT)
    world.ask({
      Host: { nodes: { 'a;<host>': { metrics: { cpu: { samples: [{ date: 'x', value: 1 }] } } } } },
    })
    expect(world.snapshot).toMatchObject({ state: 'error', problem: 'invalid-report', findingsTotal: 1 })
    expect(world.snapshot.message).toContain('samples[0].date: expected a date')
  })
})

describe('two plugins of one name', () => {
  it('the second waits until the first has gone', () => {
    const world = new World()
    world.ask(ABOUT)
    world.ask(REPORT)
    world.session.setDuplicateOf('/run/a.sock', world.now)
    expect(world.snapshot).toMatchObject({ state: 'error', problem: 'duplicate' })
    expect(world.snapshot.message).toContain('/run/a.sock')
    world.ask(REPORT)
    expect(world.snapshot.problem).toBe('duplicate')
    expect(world.session.dueAt - world.now).toBe(5_000)
    world.session.setDuplicateOf(null, world.now)
    expect(world.snapshot).toMatchObject({ state: 'ok', problem: null })
  })

  it('what goes wrong with it besides is said instead', () => {
    const world = new World()
    world.ask(ABOUT)
    world.ask(REPORT)
    world.session.setDuplicateOf('/run/a.sock', world.now)
    world.ask(TOO_SLOW)
    expect(world.snapshot.problem).toBe('too-slow')
    world.session.setDuplicateOf(null, world.now)
    expect(world.snapshot.problem).toBe('too-slow')
  })
})
