import { mkdirSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { dirname } from 'node:path'

export interface PluginRequest {
  readonly path: string
  /** For whoever does not answer as one should. */
  readonly socket: Socket
  /** Sends the whole answer. */
  answer(bytes: Buffer): void
}

export type PluginBehaviour = (request: PluginRequest) => void

export interface AnswerOptions {
  readonly status?: string
  readonly headers?: readonly string[]
}

/** A complete answer with a length, as most plugins send. */
export function answerOf(
  body: string | Buffer,
  { status = '200 OK', headers = [] }: AnswerOptions = {},
): Buffer {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  const lines = [`HTTP/1.1 ${status}`, `Content-Length: ${bytes.length}`, ...headers, '', '']
  return Buffer.concat([Buffer.from(lines.join('\r\n')), bytes])
}

/** A plugin of the first generation; `report` may change from one request to the next. */
export function handshakePlugin(name: string, report: () => object): PluginBehaviour {
  const about = { name, description: `about ${name}`, interfaces: ['reporter'], api_version: '1' }
  return ({ path, answer }) => {
    answer(answerOf(JSON.stringify(path.startsWith('/report') ? report() : about)))
  }
}

/** A plugin of the later generation: no handshake, one entry of "Plugins" in each report. */
export function reportPlugin(id: string, report: () => object, spec: object = {}): PluginBehaviour {
  const about = {
    id,
    label: id,
    description: `about ${id}`,
    interfaces: ['reporter'],
    api_version: '1',
    ...spec,
  }
  return ({ path, answer }) => {
    if (!path.startsWith('/report')) answer(answerOf('404 page not found', { status: '404 Not Found' }))
    else answer(answerOf(JSON.stringify({ ...report(), Plugins: [about] })))
  }
}

/** The report of one host with these metrics, each with one sample. */
export function hostReport(host: string, metrics: Readonly<Record<string, number>>, at = new Date()): object {
  const date = at.toISOString()
  return {
    Host: {
      nodes: {
        [`${host};<host>`]: {
          metrics: Object.fromEntries(
            Object.entries(metrics).map(([id, value]) => [id, { samples: [{ date, value }] }]),
          ),
        },
      },
    },
  }
}

/** A process at a unix socket that speaks HTTP, or whatever a test lets it speak. */
export class PluginDouble {
  readonly path: string
  behaviour: PluginBehaviour
  /** First lines of all requests so far, with their headers. */
  readonly requests: string[] = []
  /** Most requests that were under way at once. */
  mostAtOnce = 0
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #underWay = 0

  private constructor(path: string, behaviour: PluginBehaviour) {
    this.path = path
    this.behaviour = behaviour
    this.#server = createServer((socket) => {
      this.#sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => this.#sockets.delete(socket))
      socket.on('data', (bytes) => this.#take(socket, bytes.toString('latin1')))
    })
  }

  static async start(path: string, behaviour: PluginBehaviour): Promise<PluginDouble> {
    mkdirSync(dirname(path), { recursive: true })
    const plugin = new PluginDouble(path, behaviour)
    await new Promise<void>((resolve, reject) => {
      plugin.#server.once('error', reject)
      plugin.#server.listen(path, resolve)
    })
    return plugin
  }

  get connections(): number {
    return this.#sockets.size
  }

  /** Ends it; its socket goes with it. */
  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  #take(socket: Socket, text: string): void {
    this.requests.push(text)
    this.#underWay++
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#underWay)
    let isUnderWay = true
    const done = (): void => {
      if (isUnderWay) this.#underWay--
      isUnderWay = false
      socket.off('close', done)
    }
    socket.once('close', done)
    const answer = (bytes: Buffer): void => {
      done()
      socket.write(bytes)
    }
    this.behaviour({ path: text.split(' ', 2)[1] ?? '', socket, answer })
  }
}
