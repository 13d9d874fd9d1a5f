import { Agent, type IncomingMessage, request } from 'node:http'
import { createGunzip } from 'node:zlib'
import type { PluginProblem } from '../contract/index.ts'
import {
  badPacking,
  CUT_OFF,
  DENIED,
  NOBODY_LISTENS,
  NOT_HTTP,
  tooLarge,
  tooSlow,
  unreachable,
  wrongEncoding,
} from '../protocols/scope-plugin/trouble.ts'
import { Deadline } from './deadline.ts'
import { socketErrorInWords } from './socket-error.ts'

export type HttpAnswer =
  | {
      readonly ok: true
      readonly status: number
      /** Reason phrase of the status line. */
      readonly statusText: string
      /** Status line and headers as they came. */
      readonly head: string
      /** Unpacked. */
      readonly body: Buffer
    }
  | {
      readonly ok: false
      readonly problem: PluginProblem
      /** In words, with what helps. */
      readonly message: string
      readonly head: string | null
      /** What had come of the body, as far as it is kept. */
      readonly body: Buffer
    }

export interface HttpRequestOptions {
  readonly path: string
  /** From the request to the last byte of the answer. */
  readonly timeoutMs: number
  /** Of the body, packed and unpacked. */
  readonly maxBodyBytes: number
}

/** Of a failed answer this much is kept, for people to look at. */
const KEPT_BYTES = 64 * 1024
const HEADERS = { host: 'plugin', 'accept-encoding': 'gzip', 'user-agent': 'Scopedeck', accept: '*/*' }

/**
 * Asks one unix socket over HTTP/1.1, one request after the other. Reads
 * answers that keep the connection and that close it, in chunks, with or
 * without a length, plain and with gzip (scope-plugins.md §2).
 */
export class UnixHttpClient {
  readonly #socketPath: string
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 })
  #cancel: (() => void) | null = null

  constructor(socketPath: string) {
    this.#socketPath = socketPath
  }

  /** Never rejects: what goes wrong is an answer too. */
  async get(options: HttpRequestOptions): Promise<HttpAnswer> {
    const first = await this.#once(options)
    // The plugin had closed the connection that it was asked on: that is no failure of this request.
    return first === 'stale'
      ? this.#once(options).then((second) => (second === 'stale' ? lost() : second))
      : first
  }

  /** Cuts the request under way and every connection that is kept. */
  close(): void {
    this.#cancel?.()
    this.#agent.destroy()
  }

  #once({ path, timeoutMs, maxBodyBytes }: HttpRequestOptions): Promise<HttpAnswer | 'stale'> {
    return new Promise((resolve) => {
      let head: string | null = null
      const kept: Buffer[] = []
      let isSettled = false

      const outgoing = request({ socketPath: this.#socketPath, path, agent: this.#agent, headers: HEADERS })
      const deadline = new Deadline(timeoutMs, () => fail('too-slow', tooSlow(timeoutMs)))
      this.#cancel = () => fail('cut-off', CUT_OFF)

      const settle = (answer: HttpAnswer | 'stale'): void => {
        if (isSettled) return
        isSettled = true
        deadline.cancel()
        this.#cancel = null
        resolve(answer)
      }
      function fail(problem: PluginProblem, message: string): void {
        settle({ ok: false, problem, message, head, body: Buffer.concat(kept).subarray(0, KEPT_BYTES) })
        outgoing.destroy()
      }

      outgoing.on('error', (error) => {
        if (head === null && outgoing.reusedSocket && isReset(error)) return settle('stale')
        const { problem, message } = troubleOf(error)
        fail(problem, message)
      })
      outgoing.on('response', (response) => {
        head = headOf(response)
        const encoding = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
        if (!['identity', '', 'gzip', 'x-gzip'].includes(encoding))
          return fail('encoding', wrongEncoding(encoding))
        const isPacked = encoding.endsWith('gzip')
        let packedBytes = 0
        let bytes = 0
        response.on('data', (chunk: Buffer) => {
          packedBytes += chunk.length
          if (packedBytes > maxBodyBytes) fail('too-large', tooLarge(maxBodyBytes))
        })
        response.on('aborted', () => fail('cut-off', CUT_OFF))
        response.on('error', () => fail('cut-off', CUT_OFF))
        const unpacked = isPacked ? response.pipe(createGunzip()) : response
        unpacked.on('data', (chunk: Buffer) => {
          if (isSettled) return
          bytes += chunk.length
          if (bytes > maxBodyBytes) fail('too-large', tooLarge(maxBodyBytes))
          else kept.push(chunk)
        })
        if (isPacked) unpacked.on('error', () => fail('encoding', badPacking()))
        unpacked.on('end', () =>
          settle({
            ok: true,
            status: response.statusCode ?? 0,
            statusText: (response.statusMessage ?? '').slice(0, 100),
            head: headOf(response),
            body: Buffer.concat(kept),
          }),
        )
      })
      outgoing.end()
    })
  }
}

function lost(): HttpAnswer {
  return { ok: false, problem: 'cut-off', message: CUT_OFF, head: null, body: Buffer.alloc(0) }
}

function isReset(error: Error): boolean {
  return 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE')
}

function troubleOf(error: Error): { problem: PluginProblem; message: string } {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code === 'ECONNREFUSED' || code === 'ENOENT')
    return { problem: 'nobody-listens', message: NOBODY_LISTENS }
  if (code === 'EACCES' || code === 'EPERM') return { problem: 'denied', message: DENIED }
  if (code === 'ECONNRESET' || code === 'EPIPE') return { problem: 'cut-off', message: CUT_OFF }
  if (code.startsWith('HPE_')) return { problem: 'not-http', message: NOT_HTTP }
  return {
    problem: 'unreachable',
    message: unreachable(socketErrorInWords(error, 'this socket').replace(/\.$/, '')),
  }
}

function headOf(response: IncomingMessage): string {
  const { httpVersion, statusCode, statusMessage, rawHeaders } = response
  const lines = [`HTTP/${httpVersion} ${String(statusCode)} ${statusMessage ?? ''}`.trim()]
  for (let index = 0; index < rawHeaders.length; index += 2)
    lines.push(`${rawHeaders[index] ?? ''}: ${rawHeaders[index + 1] ?? ''}`)
  return lines.join('\n')
}
