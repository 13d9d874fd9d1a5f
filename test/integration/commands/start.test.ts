import { spawn, type ChildProcess } from 'node:child_process'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const LINK = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/

let folder: string
let running: ChildProcess | null = null

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scopedeck-start-'))
})
afterEach(async () => {
  running?.kill('SIGKILL')
  running = null
  await rm(folder, { recursive: true, force: true })
})

/** A program in Electron's place, in JavaScript. */
async function fakeElectron(script: string): Promise<void> {
  const file = join(folder, 'electron')
  await writeFile(file, `#!${process.execPath}\n${script}\n`)
  await chmod(file, 0o755)
}

interface Started {
  readonly output: () => string
  /** Resolves when the text has been printed; rejects when the program ends without it. */
  readonly printed: (pattern: RegExp) => Promise<string>
  readonly ended: Promise<number | null>
  readonly signal: (name: NodeJS.Signals) => void
}

/** What `npm start` runs, with a data folder of its own, no ScopePort and a browser that does nothing. */
function start(environment: Readonly<Record<string, string>>): Started {
  const { DISPLAY: _x, WAYLAND_DISPLAY: _w, npm_lifecycle_event: _e, ...rest } = process.env
  const args = ['build/start.mjs', '--data', join(folder, 'data'), '--scopeport', 'off', '--zabbix', 'off']
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...rest, ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'missing'), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running = child
  let text = ''
  const listeners = new Set<() => void>()
  const take = (chunk: Buffer): void => {
    text += chunk.toString()
    for (const listener of listeners) listener()
  }
  child.stdout.on('data', take)
  child.stderr.on('data', take)
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return {
    output: () => text,
    ended,
    signal: (name) => child.kill(name),
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(text)?.[0]
          if (found !== undefined) resolve(found)
        }
        listeners.add(look)
        look()
        void ended.then(() => reject(new Error(`It ended without ${String(pattern)}:\n${text}`)))
      }),
  }
}

describe('npm start', { timeout: 60_000 }, () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'without a display says so in one sentence, serves the browser, and ends well on %s',
    async (signal) => {
      const console = start({})
      const link = await console.printed(LINK)
      const sentences = console
        .output()
        .split('\n')
        .filter((line) => !/^(Building|Installing)/.test(line))
      expect(sentences[0]).toBe('There is no display here, so the console is served to your browser instead.')
      expect((await fetch(link, { redirect: 'manual' })).status).toBe(303)
      console.signal(signal)
      expect(await console.ended).toBe(0)
      await expect(fetch(link)).rejects.toThrow()
    },
  )

  it('opens the window where Electron and a display are, and passes its arguments on', async () => {
    await fakeElectron(`
      process.on('SIGINT', () => process.exit(0))
      console.log('window: ' + process.argv.slice(2).join(' '))
      setTimeout(() => undefined, 60_000)`)
    const console = start({ DISPLAY: ':99', ELECTRON_OVERRIDE_DIST_PATH: folder })
    const line = await console.printed(/window: .*\n/)
    expect(line).toContain(`${root} --data ${join(folder, 'data')} --scopeport off`)
    console.signal('SIGINT')
    expect(await console.ended).toBe(0)
    expect(console.output()).not.toMatch(LINK)
  })

  it('goes to the browser when the window cannot be opened', async () => {
    await fakeElectron(`console.error('Missing X server or $DISPLAY'); process.exitCode = 1`)
    const console = start({ DISPLAY: ':99', ELECTRON_OVERRIDE_DIST_PATH: folder, PATH: folder })
    await console.printed(LINK)
    expect(console.output()).toContain(
      'The desktop window could not be opened, so the console opens in your browser instead.',
    )
    console.signal('SIGINT')
    expect(await console.ended).toBe(0)
  })

  it('stops the console when it is killed itself', async () => {
    const console = start({})
    const link = await console.printed(LINK)
    console.signal('SIGKILL')
    await console.ended
    await expect
      .poll(
        () =>
          fetch(link).then(
            () => 'serves',
            () => 'gone',
          ),
        { timeout: 10_000 },
      )
      .toBe('gone')
  })
})
