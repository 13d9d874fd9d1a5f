import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { scanForSockets } from '../../../src-main/engine/plugins/socket-scan.ts'
import { PLUGIN_LIMITS } from '../../../src-main/protocols/scope-plugin/limits.ts'
import { addClutter } from '../../support/misbehaving-plugins.ts'
import { handshakePlugin, PluginDouble } from '../../support/plugin-double.ts'

const NOBODY = 65_534

describe('the scan for sockets', () => {
  let directory: string
  let doubles: PluginDouble[]

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'scan-'))
    chmodSync(directory, 0o755)
    doubles = []
  })

  afterEach(async () => {
    for (const double of doubles) await double.stop()
    rmSync(directory, { recursive: true, force: true })
  })

  async function socketAt(name: string): Promise<string> {
    const double = await PluginDouble.start(
      join(directory, name),
      handshakePlugin('x', () => ({})),
    )
    doubles.push(double)
    return double.path
  }

  const pathsOf = async (...directories: string[]): Promise<string[]> =>
    (await scanForSockets(directories)).sockets.map(({ path }) => path)

  it('finds sockets at any depth, by path', async () => {
    const b = await socketAt('b.sock')
    const nested = await socketAt('a/deep/er/z.sock')
    expect(await pathsOf(directory)).toEqual([nested, b])
  })

  it('passes over what is none, and says why', async () => {
    addClutter(directory)
    const { sockets, skipped, skippedTotal } = await scanForSockets([directory])
    expect(sockets).toEqual([])
    expect(skippedTotal).toBe(4)
    expect(new Map(skipped.map(({ path, reason }) => [path.slice(directory.length + 1), reason]))).toEqual(
      new Map([
        ['README.txt', 'not-a-socket'],
        ['dangling.sock', 'dangling-link'],
        ['self', 'link-loop'],
        ['sub/loop', 'link-loop'],
      ]),
    )
  })

  it('takes two ways to one socket for one plugin', async () => {
    const path = await socketAt('one.sock')
    symlinkSync(path, join(directory, 'two.sock'))
    mkdirSync(join(directory, 'sub'))
    symlinkSync(directory, join(directory, 'sub', 'again'))
    expect(await pathsOf(directory, directory)).toEqual([path])
  })

  it('marks a socket that was made anew as another one', async () => {
    const path = await socketAt('one.sock')
    const before = (await scanForSockets([directory])).sockets[0]
    expect((await scanForSockets([directory])).sockets[0]).toEqual(before)
    await doubles.pop()?.stop()
    // Another file in between, so that the number of the old one is not given again.
    await socketAt('other.sock')
    await socketAt('one.sock')
    const after = (await scanForSockets([directory])).sockets.find((socket) => socket.path === path)
    expect(after?.mark).not.toBe(before?.mark)
  })

  it('names a directory that is not there, and one that is none', async () => {
    const path = await socketAt('one.sock')
    const { directories } = await scanForSockets([join(directory, 'later'), path])
    expect(directories.map(({ state }) => state)).toEqual(['missing', 'failed'])
    expect(directories[0]?.message).toContain('does not exist yet')
  })

  it('names a directory that it may not read, and finds the rest', async () => {
    const path = await socketAt('one.sock')
    const locked = join(directory, 'locked')
    mkdirSync(locked)
    chmodSync(locked, 0)
    const isRoot = process.getuid?.() === 0
    if (isRoot) process.seteuid?.(NOBODY)
    try {
      const { sockets, directories } = await scanForSockets([directory])
      expect(sockets.map((socket) => socket.path)).toEqual([path])
      expect(directories.find((one) => one.path === locked)).toMatchObject({
        state: 'denied',
        message: expect.stringContaining('may not read') as string,
      })
    } finally {
      if (isRoot) process.seteuid?.(0)
    }
  })

  it('stops at a depth and a number of entries', async () => {
    mkdirSync(join(directory, Array.from({ length: 17 }, () => 'd').join('/')), { recursive: true })
    const { directories, skipped } = await scanForSockets([directory])
    expect(directories).toHaveLength(17)
    expect(skipped.map(({ reason }) => reason)).toEqual(['too-deep'])
  })

  describe('in a directory of many entries', () => {
    const LIMIT = PLUGIN_LIMITS.entriesPerScan

    function fill(entries: number): void {
      for (let index = 0; index < entries; index++) writeFileSync(join(directory, `a${index}`), '')
    }

    it('finds a socket behind 9,999 other entries', async () => {
      expect(LIMIT).toBe(10_000)
      fill(LIMIT - 1)
      const path = await socketAt('z.sock')
      const { sockets, skipped, skippedTotal } = await scanForSockets([directory])
      expect(sockets.map((socket) => socket.path)).toEqual([path])
      expect(skippedTotal).toBe(LIMIT - 1)
      // A page lists the first of them and counts the rest.
      expect(skipped).toHaveLength(100)
    })

    it('stops at the 10,001st, and says in which directory', async () => {
      fill(LIMIT)
      await socketAt('z.sock')
      const { sockets, skipped, skippedTotal } = await scanForSockets([directory])
      expect(sockets).toEqual([])
      expect(skippedTotal).toBe(LIMIT + 1)
      expect(skipped[0]).toEqual({ path: directory, reason: 'too-many' })
    })
  })
})
