import { describe, expect, it } from 'vitest'
import { readAvailability, readDiscovery, readRegistrations, readTaskResults } from './sections.ts'
import { readValueRows } from './value-rows.ts'
import { judgeVersion } from './versions.ts'

const rows = <Row>(reading: { ok: boolean; rows?: readonly Row[] }) => reading.rows ?? []

describe('sections in the form of the document', () => {
  it('has item ids as texts, and values of items that are not supported', () => {
    const { rows: values, lastId } = readValueRows(
      [
        { itemid: '12345', clock: 1478609647, ns: 332510044, value: '52956612', id: 1 },
        {
          itemid: '12346',
          clock: '1478609647',
          ns: '330690279',
          state: 1,
          value: 'Cannot find it.',
          id: '2',
        },
      ],
      'itemId',
    )
    expect(lastId).toBe(2)
    expect(values).toMatchObject([
      { id: 1, itemId: 12345, at: 1478609647332, value: '52956612', isNotSupported: false },
      { id: 2, itemId: 12346, at: 1478609647330, value: 'Cannot find it.', isNotSupported: true },
    ])
  })

  it('has a type and a status in every discovered row', () => {
    const row = { clock: 1478608764, drule: 2, dcheck: null, type: -1, ip: '10.3.0.10', dns: 'v', status: 1 }
    expect(rows(readDiscovery([row]))).toMatchObject([{ ruleId: 2, checkId: null, isUp: false, port: 0 }])
  })

  it('has results with error, with and without a type, and repeats commands among them', () => {
    expect(
      readTaskResults([
        { type: 2, command: 'restart.sh', parent_taskid: 10, status: 0 },
        { type: 0, status: 0, parent_taskid: 10 },
        { status: 0, parent_taskid: 11 },
        { type: 0, status: 1, error: 'No permissions to execute task.', parent_taskid: 20 },
        { type: 0, error: 'No permissions to execute task.', parent_taskid: '21' },
        { type: 3, status: -1, info: 'Process exited with code: 3.', parent_taskid: 30 },
        { status: 0 },
        7,
      ]),
    ).toEqual([
      { taskId: 10, isSuccess: true, text: '' },
      { taskId: 11, isSuccess: true, text: '' },
      { taskId: 20, isSuccess: false, text: 'No permissions to execute task.' },
      { taskId: 21, isSuccess: false, text: 'No permissions to execute task.' },
      { taskId: 30, isSuccess: false, text: 'Process exited with code: 3.' },
    ])
  })
})

describe('rows with what may be missing or odd', () => {
  it('values: each broken one is counted by its reason, good ones go on', () => {
    const {
      rows: values,
      broken,
      received,
      lastId,
    } = readValueRows(
      [
        null,
        7,
        { value: '1' },
        { itemid: 'x', value: '1' },
        { itemid: 1, clock: 1, ns: 1_000_000_000, value: '1' },
        { itemid: 1, clock: -1, value: '1' },
        { itemid: 1 },
        { itemid: 1, id: 'x', value: '1' },
        { itemid: 1, value: 2.5, id: 8 },
        { itemid: 1, clock: 3, ns: 999_999_999, value: null, id: 9 },
        { itemid: 1, lastlogsize: 9, mtime: 0, id: 10 },
        { itemid: 1, lastlogsize: 12, value: 'line', id: 11 },
        { id: 12 },
      ],
      'itemId',
    )
    expect(received).toBe(13)
    expect(Object.fromEntries(broken)).toEqual({
      'not an object': 2,
      'no item': 3,
      'wrong time': 2,
      'no value': 1,
      'wrong number': 1,
    })
    expect(values.map(({ at, value, position }) => ({ at, value, size: position?.size }))).toEqual([
      { at: null, value: '2.5', size: undefined },
      { at: 3_999, value: 'null', size: undefined },
      { at: null, value: null, size: 9 },
      { at: null, value: 'line', size: 12 },
    ])
    expect(lastId).toBe(12)
  })

  it('agents name host and key', () => {
    const { rows: values, broken } = readValueRows(
      [
        { host: 'h1', key: 'trap', value: '1' },
        { host: 'h1', value: '1' },
        { host: 'h'.repeat(129), key: 'trap', value: '1' },
        { host: 'h1', key: 'k'.repeat(2_049), value: '1' },
        { host: 'h1', key: 'k'.repeat(2_048), value: '1' },
      ],
      'key',
    )
    expect(values).toHaveLength(2)
    expect(broken.get('no item')).toBe(3)
  })

  it('availability down without a word, and states that nobody knows', () => {
    const sent = [
      { interfaceid: 1, available: 2, error: '' },
      { interfaceid: '2', available: '1' },
      { interfaceid: 3, available: 9 },
    ]
    expect(rows(readAvailability(sent))).toEqual([
      { interfaceId: 1, state: 'down', error: '' },
      { interfaceId: 2, state: 'up', error: '' },
      { interfaceId: 3, state: 'unknown', error: '' },
    ])
  })

  it('registrations: ports as texts, no metadata, encryption', () => {
    const sent = [
      { clock: 5, host: 'Logger1', ip: '10.3.0.1', dns: 'localhost', port: '10050' },
      { clock: 5, host: 'a', port: 20064, tls_accepted: 2, host_metadata: 'os=linux' },
      { clock: 5, host: 'b', port: 70_000, tls_accepted: 4 },
    ]
    expect(rows(readRegistrations(sent))).toMatchObject([
      { at: 5_000, host: 'Logger1', port: 10_050, metadata: '', tls: 'none' },
      { port: 20_064, tls: 'psk', metadata: 'os=linux' },
      { port: 10_050, tls: 'cert' },
    ])
  })
})

it.each([
  ['6.0.14', 'same'],
  ['6.0', 'same'],
  ['5.4.0', 'older'],
  ['4.2.1', 'older'],
  ['4.0.9', 'unsupported'],
  ['6.2.0', 'unsupported'],
  ['7.0.0', 'unsupported'],
  ['x', 'unsupported'],
  ['6', 'unsupported'],
  ['60', 'unsupported'],
  [null, 'unsupported'],
] as const)('version %s is %s', (version, verdict) => {
  expect(judgeVersion(version)).toBe(verdict)
})
