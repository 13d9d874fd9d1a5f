import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { PluginProblem, PluginState } from '../../src-main/contract/index.ts'
import { answerOf, handshakePlugin, hostReport, type PluginBehaviour, reportPlugin } from './plugin-double.ts'
import { seededBytes } from './seeded-bytes.ts'

/** One plugin that does something wrong, and what the console shall say of it. */
export interface Misbehaviour {
  /** Name of its socket, below the directory, without extension. */
  readonly name: string
  readonly behaviour: PluginBehaviour
  readonly state: PluginState
  readonly problem: PluginProblem | null
  /** Occurs in the message. */
  readonly says?: RegExp
}

const NOT_FOUND = answerOf('404 page not found', { status: '404 Not Found' })
const report = (): object => hostReport('web01', { cpu: 1 })
const always =
  (bytes: Buffer): PluginBehaviour =>
  ({ answer }) =>
    answer(bytes)
/** The report of a plugin of the later generation with one thing put in by hand. */
const raw = (body: string): PluginBehaviour => always(answerOf(body))
const late = (id: string, more: object): PluginBehaviour => reportPlugin(id, () => ({ ...report(), ...more }))

function nested(depth: number): string {
  return '{"Host":'.concat('['.repeat(depth), ']'.repeat(depth), '}')
}

/** Every row of the table of failures (scope-plugins.md §4), and the bad input of the issue. */
export const MISBEHAVIOURS: readonly Misbehaviour[] = [
  { name: 'good', behaviour: handshakePlugin('good', report), state: 'ok', problem: null },
  { name: 'sub/dir/nested', behaviour: reportPlugin('nested', report), state: 'ok', problem: null },
  { name: 'hangs', behaviour: () => undefined, state: 'error', problem: 'too-slow', says: /500 ms/ },
  {
    name: 'trickles',
    behaviour: ({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{')
      const timer = setInterval(() => socket.write(' '), 50)
      socket.once('close', () => clearInterval(timer))
    },
    state: 'error',
    problem: 'too-slow',
  },
  {
    name: 'status',
    behaviour: always(answerOf('oops', { status: '500 Internal Server Error' })),
    state: 'error',
    problem: 'status',
    says: /500 Internal Server Error/,
  },
  {
    name: 'no-json',
    behaviour: raw('{\n  "name": oops\n}'),
    state: 'error',
    problem: 'not-json',
    says: /line 2, column 11 \(position 12\) has "oops"/,
  },
  { name: 'nan', behaviour: raw('{"Host":{"v":NaN}}'), state: 'error', problem: 'not-json', says: /"NaN/ },
  { name: 'empty', behaviour: raw(''), state: 'error', problem: 'not-json', says: /empty/ },
  { name: 'list', behaviour: raw('[1,2]'), state: 'error', problem: 'not-a-report' },
  {
    name: 'no-name',
    behaviour: raw('{"description":"x","interfaces":["reporter"],"api_version":"1"}'),
    state: 'error',
    problem: 'no-name',
  },
  {
    name: 'no-label',
    behaviour: reportPlugin('no-label', report, { label: '' }),
    state: 'error',
    problem: 'no-name',
  },
  {
    name: 'old-version',
    behaviour: raw('{"name":"old-version","interfaces":["reporter"],"api_version":"0"}'),
    state: 'error',
    problem: 'api-version',
    says: /has "0".*expected "1"/,
  },
  {
    name: 'late-version',
    behaviour: reportPlugin('late-version', report, { api_version: '2' }),
    state: 'error',
    problem: 'api-version',
  },
  {
    name: 'no-reporter',
    behaviour: raw('{"name":"no-reporter","interfaces":["other"],"api_version":"1"}'),
    state: 'error',
    problem: 'no-reporter',
  },
  {
    name: 'differs',
    behaviour: reportPlugin('another', report),
    state: 'error',
    problem: 'id-differs',
    says: /"another".*"differs"/,
  },
  { name: 'bad_name', behaviour: reportPlugin('bad_name', report), state: 'error', problem: 'invalid-id' },
  {
    name: 'two-entries',
    behaviour: ({ path, answer }) =>
      answer(
        path.startsWith('/report')
          ? answerOf(JSON.stringify({ ...report(), Plugins: [{ id: 'a' }, { id: 'b' }] }))
          : NOT_FOUND,
      ),
    state: 'error',
    problem: 'plugin-count',
    says: /2 entries/,
  },
  {
    name: 'no-entry',
    behaviour: ({ path, answer }) =>
      answer(path.startsWith('/report') ? answerOf(JSON.stringify(report())) : NOT_FOUND),
    state: 'error',
    problem: 'plugin-count',
  },
  { name: 'twin-a', behaviour: handshakePlugin('twin', report), state: 'ok', problem: null },
  {
    name: 'twin-b',
    behaviour: handshakePlugin('twin', report),
    state: 'error',
    problem: 'duplicate',
    says: /twin-a\.sock/,
  },
  {
    name: 'large',
    behaviour: always(answerOf(Buffer.alloc(5 * 1024 * 1024 + 1, 0x20))),
    state: 'error',
    problem: 'too-large',
    says: /5 MB/,
  },
  {
    name: 'bomb',
    behaviour: always(
      answerOf(gzipSync(Buffer.alloc(64 * 1024 * 1024)), { headers: ['Content-Encoding: gzip'] }),
    ),
    state: 'error',
    problem: 'too-large',
  },
  { name: 'deep', behaviour: raw(nested(10_000)), state: 'error', problem: 'too-deep' },
  {
    name: 'random',
    behaviour: always(Buffer.from(seededBytes(1, 4_096))),
    state: 'error',
    problem: 'not-http',
  },
  {
    name: 'random-body',
    behaviour: always(answerOf(Buffer.from(seededBytes(2, 4_096)))),
    state: 'error',
    problem: 'not-json',
  },
  {
    name: 'not-packed',
    behaviour: always(answerOf('plain', { headers: ['Content-Encoding: gzip'] })),
    state: 'error',
    problem: 'encoding',
  },
  { name: 'closes', behaviour: ({ socket }) => void socket.end(), state: 'error', problem: 'cut-off' },
  {
    name: 'closes-in-the-middle',
    behaviour: ({ socket }) => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"Host":'),
    state: 'error',
    problem: 'cut-off',
  },
  {
    name: 'texts',
    behaviour: late('texts', {
      Host: {
        nodes: {
          'web01;<host>': { metrics: { cpu: { samples: [{ date: '2026-11-20T19:52:16Z', value: '12' }] } } },
        },
      },
    }),
    state: 'error',
    problem: 'invalid-report',
    says: /samples\[0\]\.value: expected a number, found the text "12"/,
  },
  {
    name: 'markup',
    behaviour: reportPlugin('markup', () => hostReport('<img src=x onerror=alert(1)>', { '<b>cpu</b>': 1 })),
    state: 'ok',
    problem: null,
  },
  {
    name: 'future',
    behaviour: reportPlugin('future', () =>
      hostReport('web01', { ahead: 1 }, new Date(Date.now() + 3_600_000)),
    ),
    state: 'ok',
    problem: null,
  },
]

/** What lies in a directory of plugins and is none: a file, a link in a loop, a link that leads nowhere. */
export function addClutter(directory: string): void {
  writeFileSync(join(directory, 'README.txt'), 'no socket')
  mkdirSync(join(directory, 'sub'), { recursive: true })
  symlinkSync('..', join(directory, 'sub', 'loop'))
  symlinkSync('nowhere', join(directory, 'dangling.sock'))
  symlinkSync('self', join(directory, 'self'))
}
