import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { answerOf, PluginDouble, type PluginBehaviour } from '../../test/support/plugin-double.ts'
import { type HttpAnswer, UnixHttpClient } from './unix-http.ts'

const BODY = '{"name":"x"}'
const LIMIT = 1_000

describe('HTTP over a unix socket', () => {
  let directory: string
  let path: string
  let plugin: PluginDouble | null
  let client: UnixHttpClient

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'http-'))
    path = join(directory, 'p.sock')
    plugin = null
    client = new UnixHttpClient(path)
  })

  afterEach(async () => {
    client.close()
    await plugin?.stop()
    rmSync(directory, { recursive: true, force: true })
  })

  async function ask(behaviour: PluginBehaviour, timeoutMs = 10_000): Promise<HttpAnswer> {
    if (plugin === null) plugin = await PluginDouble.start(path, behaviour)
    else plugin.behaviour = behaviour
    return client.get({ path: '/', timeoutMs, maxBodyBytes: LIMIT })
  }

  const raw =
    (text: string | Buffer, end = false): PluginBehaviour =>
    ({ answer, socket }) => {
      answer(Buffer.from(text))
      if (end) socket.end()
    }

  it.each([
    ['with a length', raw(answerOf(BODY))],
    ['until the connection closes', raw(`HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n${BODY}`, true)],
    ['of HTTP/1.0', raw(`HTTP/1.0 200 OK\r\n\r\n${BODY}`, true)],
    [
      'in chunks',
      raw(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"nam\r\n7\r\ne":"x"}\r\n0\r\n\r\n`),
    ],
    ['with gzip', raw(answerOf(gzipSync(BODY), { headers: ['Content-Encoding: gzip'] }))],
    ['as plain text', raw(answerOf(BODY, { headers: ['Content-Type: text/plain; charset=utf-8'] }))],
  ])('reads an answer %s', async (_what, behaviour) => {
    const answer = await ask(behaviour)
    expect(answer).toMatchObject({ ok: true, status: 200 })
    expect(answer.body.toString()).toBe(BODY)
  })

  it('asks as the later probes do, and keeps the connection', async () => {
    await ask(raw(answerOf(BODY)))
    await ask(raw(answerOf(BODY)))
    expect(plugin?.requests).toHaveLength(2)
    expect(plugin?.requests[0]).toMatch(/^GET \/ HTTP\/1\.1\r\nhost: plugin\r\naccept-encoding: gzip\r\n/i)
    expect(plugin?.connections).toBe(1)
  })

  it('asks once more where a kept connection had been closed', async () => {
    await ask(raw(answerOf(BODY)))
    let isFirst = true
    const answer = await ask(({ answer: reply, socket }) => {
      if (isFirst) socket.destroy()
      else reply(answerOf(BODY))
      isFirst = false
    })
    expect(answer.ok).toBe(true)
    expect(plugin?.requests).toHaveLength(3)
  })

  it('gives the status and the head as they came', async () => {
    const answer = await ask(raw('HTTP/1.1 503 Busy\r\nX-Odd:  a \r\nContent-Length: 4\r\n\r\nbusy'))
    expect(answer).toMatchObject({ ok: true, status: 503, statusText: 'Busy' })
    expect(answer.head).toBe('HTTP/1.1 503 Busy\nX-Odd: a\nContent-Length: 4')
  })

  it.each([
    ['no answer', 'too-slow', () => undefined],
    ['half of one', 'too-slow', raw('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{')],
  ] as const)('gives up on %s in time', async (_what, problem, behaviour) => {
    expect(await ask(behaviour, 50)).toMatchObject({ ok: false, problem })
  })

  it.each([
    ['nothing at all', 'cut-off', ({ socket }) => void socket.destroy()],
    ['half a body', 'cut-off', raw('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{', true)],
    ['half a head', 'cut-off', raw('HTTP/1.1 200 OK\r\nContent-', true)],
    ['another protocol', 'not-http', raw('SSH-2.0-OpenSSH_9.2\r\n')],
    ['a head without end', 'not-http', raw(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}`)],
    ['a packing that is none', 'encoding', raw(answerOf(BODY, { headers: ['Content-Encoding: gzip'] }))],
    [
      'a packing that nobody asked for',
      'encoding',
      raw(answerOf(BODY, { headers: ['Content-Encoding: br'] })),
    ],
    [
      'a packed megabyte',
      'too-large',
      raw(answerOf(gzipSync(Buffer.alloc(1e6)), { headers: ['Content-Encoding: gzip'] })),
    ],
  ] as const satisfies readonly (readonly [string, string, PluginBehaviour])[])(
    'names %s',
    async (_what, problem, behaviour) => {
      expect(await ask(behaviour)).toMatchObject({ ok: false, problem })
    },
  )

  it.each([LIMIT - 1, LIMIT, LIMIT + 1])('takes a body of %d bytes of 1000', async (length) => {
    const answer = await ask(raw(answerOf('x'.repeat(length))))
    if (length <= LIMIT) expect(answer).toMatchObject({ ok: true })
    else expect(answer).toMatchObject({ ok: false, problem: 'too-large' })
  })

  it('names a socket where nobody listens', async () => {
    writeFileSync(path, '')
    const answer = await client.get({ path: '/', timeoutMs: 10_000, maxBodyBytes: LIMIT })
    expect(answer).toMatchObject({ ok: false, problem: 'nobody-listens', head: null })
  })

  it('ends the request under way when it is closed', async () => {
    const answered = ask(() => undefined)
    while ((plugin?.requests.length ?? 0) === 0) await new Promise((resolve) => setImmediate(resolve))
    client.close()
    expect(await answered).toMatchObject({ ok: false, problem: 'cut-off' })
  })
})
