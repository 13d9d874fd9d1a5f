import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ERRORS } from '../../../src-main/contract/index.ts'
import { MAX_BODY_BYTES } from '../../../src-main/rpc/open-api.ts'
import { RawClient } from '../../support/raw-client.ts'
import { type Answer, serveConsole, type ServedConsole } from '../../support/served-console.ts'

const UTC_2020 = 1_577_836_800_000
const time = expect.toSatisfy(
  (value: unknown) => Number.isInteger(value) && Number(value) > UTC_2020,
  'epoch milliseconds',
) as number

let console_: ServedConsole

beforeAll(async () => {
  console_ = await serveConsole({ scopeport: { host: '127.0.0.1', port: 0 } })
})

afterAll(() => console_.dispose())

const call = (method: string, path: string, body?: unknown): Promise<Answer> =>
  console_.call(method, path, body)

/** Logs in as a ScopePort client does and sends one value; gives the last reply. */
async function send(id: number, password: string, sensor: string, value: string): Promise<string> {
  const client = new RawClient({ port: console_.services.scopeport.listener.port })
  client.send(`${id},login,${password}\n${id},${sensor},${value}\n`)
  return client.all()
}

describe('the interface for scripts', () => {
  let host: { id: number; password: string }

  it('GET /api/status', async () => {
    const { status, body } = await call('GET', '/api/status')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      version: '0.0.0-test',
      startedAt: time,
      storage: { engine: 'sqlite', state: 'ok' },
      listeners: [
        { name: 'scopeport', host: '127.0.0.1', port: expect.any(Number) as number, state: 'listening' },
        { name: 'zabbix', state: 'off' },
        { name: 'collectl', state: 'off' },
      ],
      ingest: { samplesPerSecond: expect.any(Number) as number, samplesTotal: expect.any(Number) as number },
    })
  })

  it('POST /api/hosts makes a host and shows its password once', async () => {
    const { status, body } = await call('POST', '/api/hosts', { name: 'web01' })
    expect(status).toBe(201)
    host = body as typeof host
    expect(body).toMatchObject({
      id: 1,
      name: 'web01',
      enabled: true,
      sources: [],
      lastSampleAt: null,
      profile: null,
      password: expect.stringMatching(/^[A-Za-z0-9]{20}$/) as string,
    })
    const list = await call('GET', '/api/hosts')
    expect(list.body).toHaveLength(1)
    expect(JSON.stringify(list.body)).not.toContain(host.password)
  })

  it('a value over TCP arrives under the number of the host', async () => {
    expect(await send(host.id, host.password, 'cpuload15', '3.25')).toMatch(/Okay\s*$/)
    const { body } = await call('GET', '/api/hosts')
    expect(body).toMatchObject([{ id: 1, sources: ['scopeport'], lastSampleAt: time }])
  })

  it('GET /api/series?search=&source=&host=', async () => {
    const series = {
      id: expect.any(Number) as number,
      host: 'web01',
      source: 'scopeport',
      metric: 'cpu_load_average_15',
      unit: '',
      label: expect.any(String) as string,
      type: 'number',
      lastAt: time,
      lastValue: 3.25,
    }
    for (const query of [
      '',
      '?search=load',
      '?search=WEB01%20load',
      '?source=scopeport',
      '?host=web01',
      '?host=1',
    ]) {
      const { status, body } = await call('GET', `/api/series${query}`)
      expect([query, status, body]).toEqual([query, 200, [expect.objectContaining(series)]])
    }
    for (const query of ['?search=nothing', '?source=collectl', '?host=web02', '?host=2']) {
      expect([query, (await call('GET', `/api/series${query}`)).body]).toEqual([query, []])
    }
    expect((await call('GET', '/api/series?source=nagios')).body).toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('GET /api/series/{id}/samples?from=&to=&maxPoints=', async () => {
    const { status, body } = await call('GET', '/api/series/1/samples')
    expect(status).toBe(200)
    expect(body).toEqual({ tier: 'raw', t: [time], v: [3.25], gapMs: expect.any(Number) as number })

    const at = (body as { t: number[] }).t[0] ?? 0
    const range = async (query: string) => (await call('GET', `/api/series/1/samples${query}`)).body
    expect(await range(`?from=${at}&to=${at}&maxPoints=10`)).toMatchObject({ t: [at], v: [3.25] })
    expect(await range(`?from=${at + 1}&to=${at + 60_000}`)).toMatchObject({ t: [], v: [] })
    expect(await range(`?from=${at}&to=${at - 1}`)).toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('samples that stand for several carry min and max', async () => {
    const { services } = console_
    const from = Date.now() - 60_000
    const identity = services.catalogue.identity('collectl', 'db01')
    const reading = { metric: 'load', unit: '', label: 'load' }
    for (let point = 0; point < 1_000; point++)
      services.ingest.add(identity, from + point, [{ ...reading, value: point }])
    await services.ingest.settle()
    const id = identity.seriesByMetric.get('load')?.id ?? 0
    const { body } = await call('GET', `/api/series/${id}/samples?from=${from}&to=${from + 999}&maxPoints=10`)
    const { t, v, min, max } = body as Record<'t' | 'v' | 'min' | 'max', number[]>
    expect(t.length).toBeLessThanOrEqual(11)
    expect([v.length, min.length, max.length]).toEqual([t.length, t.length, t.length])
    expect([min[0], max.at(-1)]).toEqual([0, 999])
  })

  it('GET /api/logins?limit= gives the newest first', async () => {
    expect(await send(host.id, 'wrong', 'cpuload15', '1')).not.toMatch(/Okay\s*$/)
    await console_.services.ingest.settle()
    const { status, body } = await call('GET', '/api/logins')
    expect(status).toBe(200)
    expect(body).toMatchObject([
      {
        at: time,
        protocol: 'ScopePort',
        address: '127.0.0.1',
        identity: '1',
        outcome: 'refused',
        reason: 'wrong password for host 1',
      },
      { at: time, identity: '1', outcome: 'accepted', reason: null },
    ])
    expect((await call('GET', '/api/logins?limit=1')).body).toHaveLength(1)
    expect((await call('GET', '/api/logins?outcome=accepted')).body).toHaveLength(1)
  })

  it('PATCH /api/hosts/{id} and POST /api/hosts/{id}/password', async () => {
    const off = await call('PATCH', '/api/hosts/1', { enabled: false })
    expect([off.status, off.body]).toMatchObject([200, { id: 1, enabled: false, state: 'disabled' }])
    expect(await send(host.id, host.password, 'cpuload15', '1')).toContain('Login incorrect')
    const on = await call('PATCH', '/api/hosts/1', { enabled: true, name: 'web01.example.org' })
    expect(on.body).toMatchObject({ enabled: true, name: 'web01.example.org' })

    const { status, body } = await call('POST', '/api/hosts/1/password')
    expect(status).toBe(200)
    const { password } = body as { password: string }
    expect(password).not.toBe(host.password)
    expect(await send(host.id, host.password, 'cpuload15', '1')).not.toMatch(/Okay\s*$/)
    expect(await send(host.id, password, 'cpuload15', '1')).toMatch(/Okay\s*$/)
  })

  it('GET, POST and DELETE /api/blacklist', async () => {
    const expiresAt = Date.now() + 3_600_000
    const added = await call('POST', '/api/blacklist', { host: '198.51.100.7', reason: 'noise', expiresAt })
    expect(added.status).toBe(201)
    const entry = { host: '198.51.100.7', reason: 'noise', createdAt: time, expiresAt, hits: 0 }
    expect(added.body).toMatchObject(entry)
    const bare = await call('POST', '/api/blacklist', { host: '203.0.113.0/24' })
    expect(bare.body).toMatchObject({ host: '203.0.113.0/24', reason: null, expiresAt: null })

    const list = (await call('GET', '/api/blacklist')).body as { id: number; host: string }[]
    expect(list.map((one) => one.host).sort()).toEqual(['198.51.100.7', '203.0.113.0/24'])
    for (const { id } of list) expect((await call('DELETE', `/api/blacklist/${id}`)).status).toBe(200)
    expect((await call('GET', '/api/blacklist')).body).toEqual([])
  })

  it('GET, POST and DELETE /api/collectl/endpoints', async () => {
    const silent = createServer(() => undefined)
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as { port: number }
    const address = `127.0.0.1:${port}`
    const added = await call('POST', '/api/collectl/endpoints', { address, name: 'db02' })
    expect(added.status).toBe(201)
    const { id } = added.body as { id: number }
    const list = await call('GET', '/api/collectl/endpoints')
    expect(list.body).toMatchObject([
      {
        id,
        address,
        host: null,
        state: expect.stringMatching(/^(connecting|waiting)$/) as string,
        format: null,
        intervalMs: null,
        lastRecordAt: null,
        error: null,
      },
    ])
    expect((await call('DELETE', `/api/collectl/endpoints/${id}`)).status).toBe(200)
    expect((await call('GET', '/api/collectl/endpoints')).body).toEqual([])
    silent.close()
  })

  it('DELETE /api/hosts/{id}', async () => {
    const { status, body } = await call('DELETE', '/api/hosts/1')
    expect([status, body]).toMatchObject([200, { id: 1 }])
    expect((await call('GET', '/api/hosts/1')).status).toBe(404)
    expect((await call('GET', '/api/series?host=1')).body).toEqual([])
  })
})

describe('what a script does wrong', () => {
  it.each([
    ['POST', '/api/hosts', {}, 400, /^name: /],
    ['POST', '/api/hosts', { name: '' }, 400, /^name: /],
    ['POST', '/api/hosts', { name: 'x'.repeat(191) }, 400, /^name: /],
    ['POST', '/api/hosts', { name: 7 }, 400, /^name: /],
    ['POST', '/api/hosts', { name: 'two\nlines' }, 400, /^name: .*control characters/],
    ['POST', '/api/blacklist', { host: '192.0.2.9', expiresAt: 1_000 }, 400, /past/],
    ['POST', '/api/hosts', '{"name":', 400, /./],
    ['POST', '/api/hosts', '[]', 400, /./],
    ['POST', '/api/hosts', undefined, 400, /./],
    ['PATCH', '/api/hosts/one', { enabled: true }, 400, /^id: /],
    ['PATCH', '/api/hosts/1.5', { enabled: true }, 400, /^id: /],
    ['PATCH', '/api/hosts/-1', { enabled: true }, 400, /^id: /],
    ['PATCH', '/api/settings', { retention: { rawDays: 0 } }, 400, /^retention\.rawDays: /],
    ['GET', '/api/logins?limit=0', undefined, 400, /^limit: /],
    ['GET', '/api/logins?limit=1001', undefined, 400, /^limit: /],
    ['GET', '/api/logins?limit=many', undefined, 400, /^limit: /],
    ['GET', '/api/series/1/samples?maxPoints=0', undefined, 400, /^maxPoints: /],
    ['GET', '/api/series/1/samples?maxPoints=20001', undefined, 400, /^maxPoints: /],
    ['GET', '/api/series/1/samples?from=yesterday', undefined, 400, /^from: /],
  ])('%s %s with %j gives %s and names what is wrong', async (method, path, body, status, words) => {
    const answer = await call(method, path, body)
    expect(answer.status).toBe(status)
    expect(Object.keys(answer.body as object).sort()).toEqual(['code', 'message'])
    expect(answer.body).toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringMatching(words) as string,
    })
  })

  it.each([
    ['GET', '/api/hosts/999'],
    ['PATCH', '/api/hosts/999'],
    ['DELETE', '/api/hosts/999'],
    ['POST', '/api/hosts/999/password'],
    ['DELETE', '/api/blacklist/999'],
    ['DELETE', '/api/collectl/endpoints/999'],
    ['GET', '/api/series/999/samples'],
    ['GET', '/api/nothing'],
    ['GET', '/api/'],
    ['GET', '/api'],
    ['DELETE', '/api/hosts'],
    ['PUT', '/api/hosts/1'],
    ['POST', '/api/openapi.json'],
    // Only what has a route is there for scripts.
    ['POST', '/api/series/samplesOfMany'],
    ['POST', '/api/live/topics'],
  ])('%s %s gives 404', async (method, path) => {
    const { status, body } = await call(method, path, method === 'PATCH' ? {} : undefined)
    expect([status, body]).toEqual([404, { code: 'NOT_FOUND', message: expect.any(String) as string }])
  })

  it('gives every expected failure its code and status', async () => {
    await call('POST', '/api/hosts', { name: 'taken' })
    const answers = [
      await call('POST', '/api/hosts', { name: 'Taken' }),
      await call('POST', '/api/blacklist', { host: 'example.org' }),
      await call('POST', '/api/collectl/endpoints', { address: 'host:port' }),
      await call('PATCH', '/api/settings', {
        blacklist: { enabled: true, failures: 3, windowMinutes: 10, expiryMinutes: null, allow: ['nobody'] },
      }),
    ]
    const codes = [
      'HOST_NAME_TAKEN',
      'BLACKLIST_HOST_INVALID',
      'ENDPOINT_ADDRESS_INVALID',
      'SETTING_INVALID',
    ] as const
    expect(answers.map(({ status, body }) => [status, (body as { code: string }).code])).toEqual(
      codes.map((code) => [ERRORS[code].status, code]),
    )
  })

  it.each([
    [MAX_BODY_BYTES - 1, 201],
    [MAX_BODY_BYTES, 201],
    [MAX_BODY_BYTES + 1, 413],
  ])('takes a body of %s bytes: %s', async (sizeBytes, status) => {
    const start = JSON.stringify({ name: `padded-${sizeBytes}` })
    const answer = await call('POST', '/api/hosts', start + ' '.repeat(sizeBytes - start.length))
    expect(answer.status).toBe(status)
    if (status === 413) expect(answer.body).toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('takes no body without end that does not say how long it is', async () => {
    const { web } = console_
    const client = new RawClient({ port: web.port })
    client.send(
      `POST /api/hosts HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${web.token}\r\n` +
        'transfer-encoding: chunked\r\n\r\n',
    )
    const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`
    for (let sent = 0; sent <= MAX_BODY_BYTES; sent += 0x10000) client.send(chunk)
    expect(await client.all()).toMatch(/^HTTP\/1\.1 413 /)
  })

  it('reads JSON from a script that calls it a form, as curl does', async () => {
    const { status, body } = await console_.request('/api/hosts', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${console_.web.token}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: '{"name":"from-curl"}',
    })
    expect([status, body]).toMatchObject([201, { name: 'from-curl' }])
  })
})
