import { EventEmitter } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { contract } from '../../../src-main/contract/index.ts'
import { PORT_CHANNEL } from '../../../src-main/contract/port-messages.ts'
import { createElectronDouble, type ElectronDouble } from '../../support/electron-double.ts'

const entry = fileURLToPath(new URL('../../../out/main/index.js', import.meta.url))

/** Electron's kind of port over one of Node's: an emitter whose messages are events. */
class MainPort extends EventEmitter {
  readonly #port: MessagePort
  constructor(port: MessagePort) {
    super()
    this.#port = port
    port.on('close', () => this.emit('close'))
  }
  start(): void {
    this.#port.on('message', (data: unknown) => this.emit('message', { data, ports: [] }))
  }
  postMessage(data: unknown): void {
    this.#port.postMessage(data)
  }
  close(): void {
    this.#port.close()
  }
}

class RealChannel {
  readonly port1: MainPort
  readonly port2: MessagePort
  constructor() {
    const { port1, port2 } = new MessageChannel()
    this.port1 = new MainPort(port1)
    this.port2 = port2
  }
}

let folder: string
let electron: ElectronDouble
const argv = process.argv

beforeAll(async () => {
  if (!existsSync(entry)) throw new Error('out/main/index.js is missing: run "npm run build" first')
  folder = await mkdtemp(join(tmpdir(), 'scopedeck-entry-'))
  electron = createElectronDouble()
  electron.app.getPath.mockReturnValue(folder)
  vi.doMock('electron', () => ({ ...electron, MessageChannelMain: RealChannel }))
  process.argv = [
    'electron',
    '--no-sandbox',
    '.',
    `--data=${join(folder, 'data')}`,
    '--scopeport=127.0.0.1:0',
  ]
  await import(/* @vite-ignore */ entry)
})
afterAll(async () => {
  process.argv = argv
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal)
  await rm(folder, { recursive: true, force: true })
})

/** Asks for a port as the preload does, and speaks the contract over it. */
async function connectPage(): Promise<ContractRouterClient<typeof contract>> {
  const port = await new Promise<MessagePort>((resolve) => {
    electron.ipcMain.emit(PORT_CHANNEL, {
      senderFrame: {
        url: 'app://console/',
        parent: null,
        postMessage: (_channel: string, _message: null, [page]: [MessagePort]) => resolve(page),
      },
    })
  })
  const client = createORPCClient<ContractRouterClient<typeof contract>>(new RPCLink({ port }))
  port.start()
  return client
}

describe('the built Electron entry, over a double of electron', () => {
  it('opens one window, starts the engine and serves the contract on the port of the page', async () => {
    await vi.waitFor(() => expect(electron.BrowserWindow.made).toHaveLength(1))
    const client = await connectPage()
    await vi.waitFor(
      async () => {
        const status = await client.status.get()
        expect(status.hostedBy).toBe('electron')
        expect(status.storage.state).toBe('ok')
        expect(status.listeners.find(({ name }) => name === 'scopeport')?.state).toBe('listening')
      },
      { timeout: 15_000 },
    )
    const host = await client.hosts.create({ name: 'web-1' })
    expect(host.name).toBe('web-1')
    expect(host.password.length).toBeGreaterThan(8)
  })

  it('serves its page from the folder beside it', async () => {
    const answer = await electron.session.defaultSession.handlers.get('app')?.(new Request('app://console/'))
    expect(answer?.status).toBe(200)
    expect(await answer?.text()).toContain('<div id="app">')
  })

  it('stops the engine before it quits', async () => {
    electron.app.quit()
    expect(electron.app.hasQuit).toBe(false)
    await vi.waitFor(() => expect(electron.app.hasQuit).toBe(true), { timeout: 10_000 })
    // The database was closed: nothing waits beside it.
    expect(existsSync(join(folder, 'data', 'scopedeck.sqlite'))).toBe(true)
    expect(existsSync(join(folder, 'data', 'scopedeck.sqlite-wal'))).toBe(false)
  })
})
