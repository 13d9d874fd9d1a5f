import { existsSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, test } from 'vitest'
import { ConsoleDirectory } from '../../support/console-process.ts'

/** Each test has a directory of its own, so that they can run beside each other. */
const it = test.extend('directory', ({ task: _task }, { onCleanup }) => {
  const directory = new ConsoleDirectory()
  onCleanup(() => directory.dispose())
  return directory
})

async function statusOf({ runtime: { http } }: ConsoleDirectory) {
  const response = await fetch(`${http.url}/api/status`, {
    headers: { authorization: `Bearer ${http.token}` },
  })
  return (await response.json()) as { storage: { state: string; reason: string | null }; listeners: object[] }
}

/** Somebody else's program on a port of loopback. */
async function takePort(): Promise<{ port: number; release: () => Promise<void> }> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return { port, release: () => new Promise((resolve) => server.close(() => resolve())) }
}

describe.concurrent('a console without a window', () => {
  it.for(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'tells scripts where it is, and is gone without a trace after %s',
    async (signal, { directory, expect }) => {
      const running = await directory.on()
      const { runtime } = directory
      expect(runtime).toEqual({
        pid: running.child.pid,
        http: {
          url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/) as string,
          token: expect.stringMatching(/^[\w-]{43}$/) as string,
        },
        listeners: {
          scopeport: { host: '127.0.0.1', port: expect.any(Number) as number, state: 'listening' },
          zabbix: { host: '127.0.0.1', port: expect.any(Number) as number, state: 'listening' },
        },
      })
      expect(runtime.listeners.scopeport.port).toBeGreaterThan(0)
      expect(statSync(directory.runtimeFile).mode & 0o777).toBe(0o600)
      expect((await statusOf(directory)).storage.state).toBe('ok')
      // The token is for scripts of the owner; what is printed may end in somebody's log.
      expect(running.output).not.toContain(runtime.http.token)

      const { code, output } = await running.stop(signal)
      expect([code, output.match(/Error|\n {4}at /)]).toEqual([0, null])
      expect(existsSync(directory.runtimeFile)).toBe(false)
    },
  )

  it('is one a directory: the second says so and leaves the first alone', async ({ directory, expect }) => {
    const first = await directory.on()
    const before = directory.runtime
    const second = await directory.start().ended
    expect(second.code).toBe(1)
    expect(second.output.trim()).toBe(
      `A console runs on ${directory.path} already: process ${first.child.pid}, ${before.http.url}`,
    )
    expect(directory.runtime).toEqual(before)
    expect((await statusOf(directory)).storage.state).toBe('ok')
  })

  it('does not stumble over what one that was killed has left', async ({ directory, expect }) => {
    const first = await directory.on()
    const before = directory.runtime
    await first.stop('SIGKILL')
    expect(existsSync(directory.runtimeFile)).toBe(true)
    const second = await directory.on()
    expect(directory.runtime.pid).toBe(second.child.pid)
    expect(directory.runtime.http.token).not.toBe(before.http.token)
  })

  it('can leave ScopePort off', async ({ directory, expect }) => {
    const running = await directory.on('--scopeport', 'off')
    expect(directory.runtime.listeners.scopeport.state).toBe('off')
    expect((await running.stop('SIGTERM')).code).toBe(0)
  })

  it('prints the next link when one was used', async ({ directory, expect }) => {
    const running = await directory.on()
    const link = /Open (http\S+)/.exec(running.output)?.[1] ?? ''
    expect((await fetch(link, { redirect: 'manual' })).status).toBe(303)
    const output = await running.says(/For another browser: http\S+\n/)
    const next = /For another browser: (http\S+)/.exec(output)?.[1] ?? ''
    expect(next).not.toBe(link)
    expect((await fetch(next, { redirect: 'manual' })).status).toBe(303)
    expect((await fetch(link, { redirect: 'manual' })).status).toBe(401)
  })
})

describe.concurrent('what is in the way', () => {
  it('a port of the page that is taken is one plain sentence', async ({ directory, expect }) => {
    const { port, release } = await takePort()
    const { code, output } = await directory.start('--http', `127.0.0.1:${port}`).ended
    expect(code).toBe(1)
    expect(output).toBe(
      `Port ${port} on 127.0.0.1 is taken by another program: choose another one with --http HOST:PORT.\n`,
    )
    expect(existsSync(directory.runtimeFile)).toBe(false)
    await release()
  })

  it('an address that this machine has not is one plain sentence', async ({ directory, expect }) => {
    const { code, output } = await directory.start('--http', '203.0.113.1:0').ended
    expect([code, output.trim().split('\n').length]).toEqual([1, 1])
    expect(output).toContain('203.0.113.1')
  })

  it('a port of ScopePort that is taken is a state with its reason, and no end', async ({
    directory,
    expect,
  }) => {
    const { port, release } = await takePort()
    const running = await directory.on('--scopeport', `127.0.0.1:${port}`)
    expect(directory.runtime.listeners.scopeport).toMatchObject({ port, state: 'failed' })
    expect((await statusOf(directory)).listeners[0]).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('taken') as string,
      nextTryAt: expect.any(Number) as number,
    })
    await release()
    // It tries again by itself, and the file says so.
    const runtime = await directory.runtimeIs(({ listeners }) => listeners.scopeport.state === 'listening')
    expect(runtime.listeners.scopeport.port).toBe(port)
    expect((await running.stop('SIGTERM')).code).toBe(0)
  })

  // headless-arguments.test.ts has the others.
  it('arguments that are wrong end with 2 and how it is used', async ({ directory, expect }) => {
    const { code, output } = await directory.start('--http', '80').ended
    expect(code).toBe(2)
    expect(output).toMatch(/^--http: “80” has not the form HOST:PORT\n\nUsage: npm run headless/)
    expect(output).not.toMatch(/\n {4}at /)
  })

  it('help is no failure', async ({ directory, expect }) => {
    const { code, output } = await directory.start('--help').ended
    expect([code, output]).toEqual([0, expect.stringMatching(/^Usage: /)])
  })

  it('a directory that cannot be made is a state in words', async ({ directory, expect }) => {
    const file = join(directory.path, 'a-file')
    writeFileSync(file, '')
    const running = await directory.on('--data', join(file, 'data'))
    expect(running.output).toMatch(/Database: The directory \S+ cannot be made: /)
    await running.says('runtime.json could not be written')
    const link = /Open (http\S+)/.exec(running.output)?.[1] ?? ''
    expect((await fetch(link, { redirect: 'manual' })).status).toBe(303)
    expect((await running.stop('SIGTERM')).code).toBe(0)
  })

  it('a database that is none is a state in words', async ({ directory, expect }) => {
    writeFileSync(join(directory.path, 'scopedeck.sqlite'), 'x'.repeat(10_000))
    const running = await directory.on()
    const { storage } = await statusOf(directory)
    expect(storage).toMatchObject({ state: 'away', reason: expect.stringMatching(/\w+ \w+/) as string })
    expect((await running.stop('SIGTERM')).code).toBe(0)
  })
})
