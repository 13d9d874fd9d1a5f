import { networkInterfaces } from 'node:os'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { RPC_PATH } from '../../../src-main/rpc/web-host.ts'
import { RawClient } from '../../support/raw-client.ts'
import { PAGE, SECRET, serveConsole, type ServedConsole } from '../../support/served-console.ts'

let console_: ServedConsole

beforeAll(async () => {
  console_ = await serveConsole()
})

afterAll(() => console_.dispose())

/** Sends a request as it is written here, which no HTTP client would; gives what came back. */
async function raw(target: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') {
  const client = new RawClient({ port: console_.web.port })
  const all = { host: `127.0.0.1:${console_.web.port}`, connection: 'close', ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  client.send(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`)
  const answer = await client.all()
  return { status: Number(answer.split(' ', 2)[1]), text: answer }
}

/** The cookie of a browser that has come in by the link. */
async function cookie(): Promise<string> {
  const { headers } = await console_.request(new URL(console_.web.link).search.replace('?', '/?'))
  return headers.get('set-cookie')?.split(';')[0] ?? ''
}

function handshake(headers: Readonly<Record<string, string>>, path = RPC_PATH): Promise<string> {
  const socket = new WebSocket(console_.web.url.replace('http', 'ws') + path, { headers })
  return new Promise((resolve) => {
    socket.on('open', () => {
      resolve('open')
      socket.terminate()
    })
    socket.on('error', (error) => resolve(error.message))
  })
}

const bearer = () => ({ authorization: `Bearer ${console_.web.token}` })

describe('without the token', () => {
  it.each([
    ['GET', '/api/status'],
    ['GET', '/api/openapi.json'],
    ['GET', '/api/nothing'],
    ['GET', '/api'],
    ['POST', '/api/hosts'],
    ['PATCH', '/api/hosts/1'],
    ['DELETE', '/api/hosts/1'],
    ['OPTIONS', '/api/hosts'],
    ['PUT', '/api/hosts'],
  ])('%s %s is 401 and nothing else', async (method, path) => {
    const { status, body } = await console_.request(path, { method })
    expect(status).toBe(401)
    expect(body).toEqual({ code: 'UNAUTHORIZED', message: 'A valid token is needed.' })
  })

  it.each([
    ['none', {}],
    ['a wrong one', { authorization: 'Bearer wrong' }],
    ['an empty one', { authorization: 'Bearer ' }],
    ['another scheme', { authorization: 'Basic c2NvcGVkZWNr' }],
    ['a session that is none', { cookie: 'scopedeck=anything' }],
  ])('%s opens neither the interface nor the page nor the socket', async (_, headers) => {
    for (const path of ['/api/status', '/', '/hosts', '/index.html', '/assets/index-abc.js', '/nothing']) {
      const { status, body } = await console_.request(path, { headers })
      expect([path, status]).toEqual([path, 401])
      expect(JSON.stringify(body)).not.toContain('export')
      expect(body).not.toBe(PAGE)
    }
    expect(await handshake(headers)).toContain('401')
  })

  it('the token of the interface is none where it is cut, longer, or in the query', async () => {
    const { token } = console_.web
    for (const wrong of [token.slice(0, -1), `${token}x`, token.toLowerCase()]) {
      const { status } = await console_.request('/api/status', {
        headers: { authorization: `Bearer ${wrong}` },
      })
      expect(status).toBe(401)
    }
    expect((await console_.request(`/api/status?token=${token}`)).status).toBe(401)
    expect((await console_.call('GET', '/api/status')).status).toBe(200)
  })

  it('a session of a browser does not open the interface for scripts', async () => {
    const { status } = await console_.request('/api/status', { headers: { cookie: await cookie() } })
    expect(status).toBe(401)
  })
})

describe('the link', () => {
  it('works once, and there is another one for the next browser', async () => {
    const { link } = console_.web
    const path = link.slice(console_.web.url.length)
    const before = console_.linksUsed()
    const first = await console_.request(path)
    expect([first.status, first.headers.get('location')]).toEqual([303, '/'])
    const used = console_.linksUsed()
    expect(used).toBe(before + 1)
    expect(console_.web.link).not.toBe(link)

    const second = await console_.request(path)
    expect([second.status, second.headers.get('set-cookie')]).toEqual([401, null])
    expect(console_.linksUsed()).toBe(used)
    expect((await console_.request(console_.web.link.slice(console_.web.url.length))).status).toBe(303)
  })

  it('gives a cookie that no script of a page can read and no other site can send', async () => {
    const { headers } = await console_.request(console_.web.link.slice(console_.web.url.length))
    expect(headers.get('set-cookie')).toMatch(/^scopedeck-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
    const page = await console_.request('/', { headers: { cookie: await cookie() } })
    expect([page.status, page.body]).toEqual([200, PAGE])
  })

  it('is not used up by a look at its headers', async () => {
    const path = console_.web.link.slice(console_.web.url.length)
    expect((await console_.request(path, { method: 'HEAD' })).status).toBe(401)
    expect((await console_.request(path)).status).toBe(303)
  })
})

describe('a page of somebody else', () => {
  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '1.2.3.4.5', '[::1].evil'])(
    'that was made to point here as “%s” gets nothing',
    async (host) => {
      const headers = { host, ...bearer(), cookie: await cookie() }
      for (const target of ['/api/status', '/', '/assets/index-abc.js'])
        expect((await raw(target, headers)).status).toBe(401)
      expect(await handshake({ host, ...bearer() })).toContain('401')
    },
  )

  it('that does not say how it calls the console gets nothing', async () => {
    expect((await raw('/api/status', { host: '', ...bearer() })).status).toBe(401)
  })

  it.each(['localhost', 'LOCALHOST:80', '127.0.0.1', '192.0.2.7:8080', '[::1]:80', 'console-box'])(
    'is not what calls the console “%s”',
    async (host) => {
      expect((await raw('/api/status', { host, ...bearer() })).status).toBe(200)
    },
  )

  it.each(['http://evil.example', 'null', 'http://127.0.0.1:1', 'file://', 'garbage'])(
    'that says it is %s gets nothing',
    async (origin) => {
      const headers = { origin, ...bearer(), cookie: await cookie() }
      for (const path of ['/api/status', '/']) {
        const { status, headers: answered } = await console_.request(path, { headers })
        expect([path, status]).toEqual([path, 401])
        expect(answered.get('access-control-allow-origin')).toBeNull()
      }
      expect(await handshake(headers)).toContain('401')
    },
  )

  it('is not the console itself', async () => {
    expect(await handshake({ origin: console_.web.url, cookie: await cookie() })).toBe('open')
    expect(await handshake(bearer())).toBe('open')
  })
})

describe('the page', () => {
  it('comes with a policy that allows nothing inline and nothing from elsewhere', async () => {
    const headers = { cookie: await cookie() }
    for (const path of ['/', '/assets/index-abc.js', '/nothing.js']) {
      const answer = await console_.request(path, { headers })
      const policy = answer.headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/unsafe|\*|http:|https:/)
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    }
    expect((await console_.request('/')).headers.get('content-security-policy')).toContain('default-src')
  })

  it('is there under every address of a page, also one with the name of a host in it', async () => {
    const headers = { cookie: await cookie() }
    for (const path of ['/', '/hosts', '/hosts/web01.example.org', '/graphs?series=1']) {
      expect([path, (await console_.request(path, { headers })).body]).toEqual([path, PAGE])
    }
    for (const path of ['/assets/missing.js', '/missing.png', '/assets/']) {
      expect([path, (await console_.request(path, { headers })).status]).toEqual([path, 404])
    }
  })

  it('says when its files may be kept', async () => {
    const headers = { cookie: await cookie() }
    const cacheOf = async (path: string) =>
      (await console_.request(path, { headers })).headers.get('cache-control')
    expect(await cacheOf('/')).toBe('no-store')
    expect(await cacheOf('/assets/index-abc.js')).toContain('immutable')
  })

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/..%2fsecret.txt',
    '/..%5csecret.txt',
    '/..\\secret.txt',
    '//secret.txt',
    '/../page-secret.txt',
    '/..%2fpage-secret.txt',
    '/secret.txt%00.html',
    '/..%2fsecret.txt%00',
    '/%',
    '/%ff',
    '/%c0%ae%c0%ae/secret.txt',
    '/....//secret.txt',
    '/assets/..;/..;/secret.txt',
    'http://127.0.0.1/../secret.txt',
  ])('has no way out of its folder: %s', async (target) => {
    const { text } = await raw(target, { cookie: await cookie() })
    expect(text).toMatch(/^HTTP\/1\.1 (200|400|404) /)
    expect(text).not.toContain(SECRET)
  })
})

describe('whatever anybody sends', () => {
  it.each(['//', '/\\', '//evil.example/api/status', '*', '///', '/api//status', '/%00', '/?token=%'])(
    'the console goes on after a request for %s',
    async (target) => {
      expect((await raw(target)).status).toBeGreaterThanOrEqual(400)
      const upgrade = { connection: 'upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' }
      expect((await raw(target, upgrade)).status).toBe(401)
      expect((await console_.call('GET', '/api/status')).status).toBe(200)
    },
  )

  it('an upgrade that is refused leaves no connection behind, even when the peer goes on or is gone', async () => {
    const request =
      `GET ${RPC_PATH} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: upgrade\r\nupgrade: websocket\r\n` +
      'sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n'
    const own = await serveConsole()
    const { port } = own.web
    const patient = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    patient.on('error', () => undefined)
    const patientClosed = new Promise((resolve) => patient.on('close', resolve))
    patient.write(request)
    patient.on('data', () => patient.write('more'))
    for (let peer = 0; peer < 20; peer++) new RawClient({ port }).send(request).reset()
    await new Promise((resolve) => patient.on('end', resolve))
    expect((await own.call('GET', '/api/status')).status).toBe(200)
    const startedAt = performance.now()
    await own.web.stop()
    expect(performance.now() - startedAt).toBeLessThan(900)
    patient.destroy()
    await patientClosed
    await own.dispose()
  })

  it('no other address of this machine answers unless asked for', async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((infos) => infos ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
      .map(({ address }) => address)
    for (const host of ['127.0.0.2', ...others]) {
      const client = new RawClient({ port: console_.web.port, host })
      expect([host, await client.closed]).toEqual([host, 'ECONNREFUSED'])
    }
  })
})
