import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Listener } from '../contract/index.ts'
import { findRunning, RuntimeFile, runningSentence } from './runtime-file.ts'

const LISTENER: Listener = {
  name: 'scopeport',
  host: '0.0.0.0',
  port: 12201,
  state: 'listening',
  reason: null,
  nextTryAt: null,
  connections: 3,
}
const HTTP = { url: 'http://127.0.0.1:1', token: 'abc' }

let directory: string
let file: string
let lines: string[]

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'scopedeck-test-'))
  file = join(directory, 'runtime.json')
  lines = []
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const open = (at = directory) => new RuntimeFile(at, HTTP, (line) => lines.push(line))

describe('RuntimeFile', () => {
  it('holds exactly what a script needs, for the owner only', () => {
    open().write(LISTENER)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      pid: process.pid,
      http: HTTP,
      listeners: { scopeport: { host: '0.0.0.0', port: 12201, state: 'listening' } },
    })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readdirSync(directory)).toEqual(['runtime.json'])
  })

  it('follows the listener, and is gone at the end', () => {
    const runtime = open()
    runtime.write(LISTENER)
    runtime.write({ ...LISTENER, state: 'failed' })
    expect(readFileSync(file, 'utf8')).toContain('failed')
    runtime.remove()
    expect(existsSync(file)).toBe(false)
    expect(() => runtime.remove()).not.toThrow()
  })

  it('is never half written: whoever reads sees the old one or the new one', () => {
    const runtime = open()
    runtime.write(LISTENER)
    const before = statSync(file).ino
    runtime.write(LISTENER)
    expect(statSync(file).ino).not.toBe(before)
  })

  it('says once that it cannot be written, and harms nobody', () => {
    writeFileSync(file, '')
    const runtime = open(join(file, 'no-directory'))
    runtime.write(LISTENER)
    runtime.write(LISTENER)
    expect(lines).toEqual([expect.stringMatching(/^runtime\.json could not be written: /)])
  })
})

describe('findRunning', () => {
  const servers: Server[] = []
  afterEach(() => {
    for (const server of servers.splice(0)) server.close().closeAllConnections()
  })

  /** A console that answers its token and nothing else. */
  async function serve(token: string): Promise<string> {
    const server = createServer((request, response) => {
      response.writeHead(request.headers.authorization === `Bearer ${token}` ? 200 : 401).end()
    })
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as { port: number }).port}`
  }

  const write = (content: unknown) => writeFileSync(file, JSON.stringify(content))

  it('finds the console that answers', async () => {
    const url = await serve('abc')
    write({ pid: process.ppid, http: { url, token: 'abc' }, listeners: {} })
    expect(await findRunning(directory)).toEqual({ pid: process.ppid, url })
  })

  it.each([
    ['no file', null],
    ['a file that is no JSON', '{'],
    ['a file without a console in it', '{"pid":"1"}'],
    ['an empty file', ''],
  ])('finds none with %s', async (_, text) => {
    if (text !== null) writeFileSync(file, text)
    expect(await findRunning(directory)).toBeNull()
  })

  it('finds none when its process is gone, even where the port is somebody else’s now', async () => {
    const url = await serve('abc')
    write({ pid: 2 ** 22 + 1, http: { url, token: 'abc' } })
    expect(await findRunning(directory)).toBeNull()
  })

  it('finds none when its number is another program’s now', async () => {
    write({ pid: process.ppid, http: { url: 'http://127.0.0.1:1', token: 'abc' } })
    expect(await findRunning(directory)).toBeNull()
    write({ pid: process.ppid, http: { url: await serve('other'), token: 'abc' } })
    expect(await findRunning(directory)).toBeNull()
  })
})

describe('a desktop window on the directory', () => {
  /** A process that stands there under a name, and its number. */
  async function standing(name: string): Promise<{ pid: number; end(): void }> {
    const child = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1e6)', name])
    await new Promise((resolve) => child.stdout.once('data', resolve))
    return { pid: child.pid ?? 0, end: () => child.kill('SIGKILL') }
  }

  function leave(pid: number): void {
    writeFileSync(file, JSON.stringify({ pid, http: null, listeners: {} }))
  }

  it('is found by its process, for it has no address', async () => {
    const window = await standing('/opt/Scopedeck/scopedeck')
    leave(window.pid)
    expect(await findRunning(directory)).toEqual({ pid: window.pid, url: null })
    expect(runningSentence(directory, { pid: window.pid, url: null })).toMatch(/already.*a desktop window/)
    window.end()
  })

  it('is not mistaken for the program that has its number after a crash', async () => {
    const other = await standing('another-program')
    leave(other.pid)
    expect(await findRunning(directory)).toBeNull()
    other.end()
  })
})
