import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { CollectlEvent, CollectlRecord } from '../../../src-main/protocols/collectl/events.ts'
import { createCollectlSession } from '../../../src-main/protocols/collectl/session.ts'
import { createTcpClient, type TcpClient, type TcpClientSnapshot } from '../../../src-main/net/tcp-client.ts'
import { COLLECTL } from '../../support/needs.ts'

const running = new Set<ChildProcess>()
const clients = new Set<TcpClient>()

/** The real collectl as a server; the result kills it, and resolves when it is gone. */
export function startCollectl(port: number, switches: string): () => Promise<void> {
  const child = spawn(COLLECTL.path, ['-A', `server:${port}`, ...switches.split(' ')], { stdio: 'ignore' })
  running.add(child)
  return () => kill(child)
}

/** A client as the console has it, and promises for what it hears. */
export class Listener {
  readonly events: CollectlEvent[] = []
  readonly records: CollectlRecord[] = []
  readonly errors: string[] = []
  readonly client: TcpClient
  #waiting: (() => void)[] = []

  constructor(port: number) {
    this.client = createTcpClient({
      host: '127.0.0.1',
      port,
      createSession: createCollectlSession,
      onState: ({ error }) => {
        if (error !== null && error !== this.errors.at(-1)) this.errors.push(error)
        this.#wake()
      },
      onEvent: (event) => {
        this.events.push(event)
        if (event.kind === 'record') this.records.push(event)
        this.#wake()
      },
    })
    clients.add(this.client)
    this.client.start()
  }

  /** What became of it, for the message of a test that fails. */
  story() {
    const { state, error, format, recordsTotal, recordsDropped } = this.client.snapshot()
    const dropped = this.events.filter(({ kind }) => kind === 'dropped')
    return { state, error, format, recordsTotal, recordsDropped, errors: this.errors, dropped }
  }

  async until(isReached: (snapshot: TcpClientSnapshot) => boolean): Promise<TcpClientSnapshot> {
    while (!isReached(this.client.snapshot()))
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    return this.client.snapshot()
  }

  /** The record that completes the number. */
  async record(count: number): Promise<CollectlRecord> {
    await this.until(() => this.records.length >= count)
    return this.records[count - 1] as CollectlRecord
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}

/** Ends everything that a test has left. */
export async function endAll(): Promise<void> {
  await Promise.all([...clients].map((client) => client.stop()))
  clients.clear()
  await Promise.all([...running].map(kill))
}

async function kill(child: ChildProcess): Promise<void> {
  running.delete(child)
  // It takes other signals only at its next interval.
  child.kill('SIGKILL')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}
