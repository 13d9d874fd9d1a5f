import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Plugin } from '../../../src-main/contract/index.ts'
import { startTestEngine, type TestEngine } from '../../support/test-engine.ts'

const EXAMPLE = fileURLToPath(new URL('../../../resources/examples/scope-plugin.mjs', import.meta.url))
const PATIENCE = { timeout: 30_000, interval: 50 }

/** The example that is shipped, as a process of its own. */
describe('the example of a plugin', () => {
  let directory: string
  let socket: string
  let deck: TestEngine
  const processes: ChildProcess[] = []

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'example-'))
    socket = join(directory, 'host-extras.sock')
    deck = await startTestEngine({ plugins: { directory } })
  })

  afterEach(async () => {
    for (const child of processes.splice(0)) {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null)
        await new Promise((resolve) => child.once('exit', resolve))
    }
    await deck.dispose()
    rmSync(directory, { recursive: true, force: true })
  })

  function start(...args: string[]): ChildProcess {
    const child = spawn(process.execPath, [EXAMPLE, socket, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    processes.push(child)
    return child
  }

  const plugin = (): Plugin | undefined => deck.services.plugins.list()[0]
  const isOk = (): Promise<void> => vi.waitFor(() => expect(plugin()?.state).toBe('ok'), PATIENCE)

  it.each([
    ['both', 'handshake'],
    ['handshake', 'handshake'],
    ['report', 'report'],
  ] as const)('works as a plugin of generation "%s"', async (generation, seen) => {
    start('--generation', generation)
    await isOk()
    expect(plugin()).toMatchObject({
      id: 'host-extras',
      generation: seen,
      apiVersion: '1',
      interfaces: ['reporter'],
      findings: 0,
      delivered: { topologies: ['Host', 'Process'], nodes: 2, metrics: 5 },
    })
    const node = deck.services.plugins.topologies.node('Host', `${hostname()};<host>`)
    expect(node.metrics.map(({ id }) => id).sort()).toEqual([
      'extras_cpu',
      'extras_load',
      'extras_memory',
      'extras_requests',
    ])
    expect(node.metadata.map(({ label, dataType }) => [label, dataType])).toEqual([
      ['Uptime', 'duration'],
      ['Started', 'datetime'],
      ['Interfaces', ''],
    ])
    expect(node.tables.map(({ label, columns }) => [label, columns.length])).toEqual([
      ['Processor', 2],
      ['Interfaces', 3],
    ])
    const formats = deck.services.plugins.topologies.list()[0]?.metricTemplates.map(({ format }) => format)
    expect(formats).toEqual(['percent', 'filesize', '', 'integer'])
    const [process] = deck.services.plugins.topologies.nodes('Process', { limit: 1 })
    expect(process).toMatchObject({ label: expect.stringMatching(/^scope-plugin \(\d+\)$/) as string })
  })

  it('leaves its socket when it is killed, and is found again when it is started again', async () => {
    const child = start()
    await isOk()
    child.kill('SIGKILL')
    await vi.waitFor(() => expect(plugin()?.problem).toBe('nobody-listens'), PATIENCE)
    expect(plugin()?.message).toContain('the plugin has ended or crashed')
    expect(existsSync(socket)).toBe(true)
    start()
    await isOk()
  })

  it('takes its socket along when it is stopped', async () => {
    const child = start()
    await isOk()
    child.kill('SIGTERM')
    await vi.waitFor(() => expect(plugin()?.state).toBe('gone'), PATIENCE)
    expect(existsSync(socket)).toBe(false)
  })
})
