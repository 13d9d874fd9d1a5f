import { describe, expect, it } from 'vitest'
import { recordsOf, replay, valuesOf } from '../../../test/support/collectl-recording.ts'
import type { CollectlEvent } from './events.ts'
import { COLLECTL_LIMITS } from './limits.ts'

const NOW = Date.parse('2026-11-20T19:25:13Z')
const LIMIT = COLLECTL_LIMITS.namesPerRecord

const say = (lines: readonly string[]): CollectlEvent[] =>
  replay([new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''))], NOW)
const values = (events: readonly CollectlEvent[]): object[] => recordsOf(events).map(valuesOf)
const dropped = (events: readonly CollectlEvent[]): string[] =>
  events.flatMap((event) => (event.kind === 'dropped' ? [event.reason] : []))
const troubles = (events: readonly CollectlEvent[]): (string | null)[] =>
  events.flatMap((event) => (event.kind === 'trouble' ? [event.message] : []))
const numbered = (count: number, name: string): string[] =>
  Array.from({ length: count }, (_, index) => `${name}${index}`)

describe('lexpr', () => {
  const record = (second: number, ...lines: string[]): string[] => [
    `sample.time ${second}.002`,
    ...lines,
    '>>><<<',
  ]
  const S = 1_795_202_661

  it('follows names that come and go, and any order', () => {
    const events = say([
      ...record(S, 'cputotals.user 1', 'diskinfo.reads.sda 2', 'meminfo.free 3'),
      ...record(S + 1, 'cputotals.user 4', 'meminfo.free 5'),
      ...record(S + 2, 'meminfo.free 6', 'cputotals.user 7', 'diskinfo.reads.sdb 8'),
      ...record(S + 3),
    ])
    expect(values(events)).toEqual([
      { 'cputotals.user': 1, 'diskinfo.reads.sda': 2, 'meminfo.free': 3 },
      { 'cputotals.user': 4, 'meminfo.free': 5 },
      { 'meminfo.free': 6, 'cputotals.user': 7, 'diskinfo.reads.sdb': 8 },
      {},
    ])
    expect(dropped(events)).toEqual([])
  })

  it('keeps text of env, and what a module calls its own', () => {
    const events = say(
      record(S, 'env.psu1 Presence detected', 'my.word up', 'misc.uptime 0.011', 'cpuload.avg1 -nan'),
    )
    expect(values(events)).toEqual([
      { 'env.psu1': 'Presence detected', 'my.word': 'up', 'misc.uptime': 0.011, 'cpuload.avg1': null },
    ])
  })

  it('reads large, negative and broken numbers', () => {
    const events = say(record(S, 'meminfo.free 9007199254740991', 'swapinfo.in -5', 'cpuload.avg1 0.73'))
    expect(values(events)).toEqual([
      { 'meminfo.free': 9007199254740991, 'swapinfo.in': -5, 'cpuload.avg1': 0.73 },
    ])
  })

  it.each([
    ['the next one glued to a name', ['cpuinfo.sample.time 1795202662.002']],
    ['the next one glued to a value', ['cputotals.sys 1sample.time 1795202662.002']],
    ['the next one at once', ['sample.time 1795202662.002']],
    ['a line without a value', ['cputotals.sys', 'x.y 1', '>>><<<', 'sample.time 1795202662.002']],
    ['a damaged number', ['cputotals.sys 1x', '>>><<<', 'sample.time 1795202662.002']],
    ['a name twice', ['cputotals.user 2', '>>><<<', 'sample.time 1795202662.002']],
    ['bytes that are no text', ['\u0000\u0001 3', '>>><<<', 'sample.time 1795202662.002']],
  ])('drops a record with %s, and reads the next', (_, damage) => {
    const events = say([`sample.time ${S}.002`, 'cputotals.user 1', ...damage, 'cputotals.user 9', '>>><<<'])
    expect(values(events)).toEqual([{ 'cputotals.user': 9 }])
    expect(recordsOf(events)[0]?.at).toBe((S + 1) * 1_000 + 2)
    expect(dropped(events)).toHaveLength(1)
  })

  it('discards what was not finished at the end', () => {
    const events = say([...record(S, 'cputotals.user 1'), `sample.time ${S + 1}.002`, 'cputotals.user 2'])
    expect(values(events)).toEqual([{ 'cputotals.user': 1 }])
    expect(dropped(events)).toEqual(['the connection ended in the middle of a record'])
  })

  it.each([
    [LIMIT - 1, 1],
    [LIMIT, 1],
    [LIMIT + 1, 0],
  ])('of a record with %i names makes %i', (count, records) => {
    const events = say([
      ...record(S, ...numbered(count, 'my.n').map((name) => `${name} 1`)),
      ...record(S + 1, 'a.b 1'),
    ])
    expect(recordsOf(events)).toHaveLength(records + 1)
    expect(dropped(events)).toHaveLength(1 - records)
  })

  it.each([
    [COLLECTL_LIMITS.nameLength, 1],
    [COLLECTL_LIMITS.nameLength + 1, 0],
  ])('with a name of %i characters makes %i', (length, records) => {
    expect(recordsOf(say(record(S, `${'n'.repeat(length)} 1`)))).toHaveLength(records)
  })

  it('cuts long text', () => {
    const [record0] = values(say(record(S, `env.x ${'y'.repeat(COLLECTL_LIMITS.textLength + 1)}`)))
    expect(record0).toEqual({ 'env.x': 'y'.repeat(COLLECTL_LIMITS.textLength) })
  })

  it('with the host before each line takes a bare end mark, and no other bare line', () => {
    const events = say(['h sample.time 1795202661.002', 'h cputotals.user 1', 'cputotals.sys 2', '>>><<<'])
    expect(values(events)).toEqual([{ 'cputotals.user': 1 }])
    expect(dropped(events)).toHaveLength(1)
  })
})

describe('plot', () => {
  const HEADER =
    '#Date Time [CPU]User% [NET:lo]Name [NET:lo]RxKB [NET:lo]TxKB [NET:eth0]Name [NET:eth0]RxKB [NET:eth0]TxKB'
  const TIME = '20261120 19:25:13'

  it('follows devices that come, go and change their name before the header does', () => {
    const events = say([
      HEADER,
      `${TIME} 1 lo 2 3 eth0 4 5`,
      `${TIME} 1 lo 2 3 eth0 4 5 eth1 6 7`,
      `${TIME} 1 lo 2 3`,
      `${TIME} 1`,
      `${TIME} 1 lo 2 3 eth9 8 9`,
    ])
    const lo = { 'cputotals.user': 1, 'netinfo.kbin.lo': 2, 'netinfo.kbout.lo': 3 }
    expect(values(events)).toEqual([
      { ...lo, 'netinfo.kbin.eth0': 4, 'netinfo.kbout.eth0': 5 },
      {
        ...lo,
        'netinfo.kbin.eth0': 4,
        'netinfo.kbout.eth0': 5,
        'netinfo.kbin.eth1': 6,
        'netinfo.kbout.eth1': 7,
      },
      lo,
      { 'cputotals.user': 1 },
      { ...lo, 'netinfo.kbin.eth9': 8, 'netinfo.kbout.eth9': 9 },
    ])
  })

  it('reads blocks of two kinds, and columns after them', () => {
    const events = say([
      '#UTC [DSK:sda]Name [DSK:sda]Reads [NET:lo]Name [NET:lo]RxKB [NET:lo]TxKB [NUMA:0]Used',
      '1795202661.5 sda 1 sdb 2 lo 3 4 eth0 5 6 7',
      '1795202662.5 sda 1 sdb 2 lo 3 4 eth0 5 6 7 8',
    ])
    expect(values(events)).toEqual([
      {
        'diskinfo.reads.sda': 1,
        'diskinfo.reads.sdb': 2,
        'netinfo.kbin.lo': 3,
        'netinfo.kbout.lo': 4,
        'netinfo.kbin.eth0': 5,
        'netinfo.kbout.eth0': 6,
        'numainfo.used.0': 7,
      },
    ])
    expect(dropped(events)).toHaveLength(1)
  })

  it('drops lines that can not be matched until the next header, and says what helps', () => {
    const events = say([
      '#UTC [CPU]User% [CPU]Sys%',
      '1795202661 1 2',
      '1795202662 1 2 3',
      '1795202663 1',
      '#UTC [CPU]User% [CPU]Sys% [CPU:1]User%',
      '1795202664 1 2 3',
    ])
    expect(values(events)).toEqual([
      { 'cputotals.user': 1, 'cputotals.sys': 2 },
      { 'cputotals.user': 1, 'cputotals.sys': 2, 'cpuinfo.user.cpu1': 3 },
    ])
    expect(dropped(events)).toHaveLength(2)
    expect(troubles(events)).toEqual([expect.stringContaining('--hr 5'), null])
  })

  it.each([
    ['a word for a number', '20261120 19:25:13 x lo 2 3 eth0 4 5'],
    ['no time', '20261120 19:25 1 lo 2 3 eth0 4 5'],
    ['two lines glued', `20261120 19:25:13 1 lo ${TIME} 1 lo 2 3 eth0 4 5`],
    ['an empty field', '20261120 19:25:13  lo 2 3 eth0 4 5'],
  ])('drops a line with %s', (_, line) => {
    const events = say([HEADER, line])
    expect(recordsOf(events)).toEqual([])
    expect(dropped(events)).toHaveLength(1)
  })

  it('leaves out columns that hold words', () => {
    const events = say(['#UTC [CLT:x]FileSys [CLT:x]Reads', '1795202661 home 5'])
    expect(values(events)).toEqual([{ '[CLT:x]Reads': 5 }])
  })

  it.each([
    [LIMIT, 1],
    [LIMIT + 1, 0],
  ])('of a header with %i columns reads %i records', (count, records) => {
    const events = say([
      `#UTC ${numbered(count, '[X]c').join(' ')}`,
      `1795202661 ${numbered(count, '').join(' ')}`,
    ])
    expect(recordsOf(events)).toHaveLength(records)
    expect(troubles(events)).toEqual(records === 1 ? [] : [expect.stringContaining('-s')])
  })
})

describe('brief', () => {
  const GROUPS = '#<--------CPU--------><----------Disks----------->'
  const COLUMNS = '#cpu sys inter  ctxsw KBRead  Reads KBWrit Writes '

  it('drops lines that do not fit and goes on', () => {
    const events = say([
      GROUPS,
      COLUMNS,
      ' 1 2 3 4 5 6 7 8 ',
      ' 1 2 3',
      ' 1 2 3 4 5 6 7 x',
      ' 2 2 3 4 5 6 7 34K',
    ])
    expect(values(events)).toEqual([
      expect.objectContaining({ 'cputotals.total': 1, 'disktotals.writes': 8 }),
      expect.objectContaining({ 'cputotals.total': 2, 'disktotals.writes': 34_000 }),
    ])
    expect(dropped(events)).toHaveLength(2)
  })

  it('says what collectl says when it stops', () => {
    const events = say([GROUPS, COLUMNS, 'Error: something is wrong'])
    expect(troubles(events)).toEqual([expect.stringContaining('Error: something is wrong')])
  })

  it.each([
    [LIMIT, 1],
    [LIMIT + 1, 0],
  ])('of a header with %i columns reads %i records', (count, records) => {
    const events = say(['#<--X-->', `#${numbered(count, 'c').join(' ')}`, numbered(count, '').join(' ')])
    expect(recordsOf(events)).toHaveLength(records)
    expect(dropped(events)).toHaveLength(records === 1 ? 0 : 2)
  })
})

describe('verbose', () => {
  const border = (second: number): string => `### RECORD    1 >>> h <<< (${second}.003) (whenever) ###`
  const CPU = ['# CPU SUMMARY (INTR, CTXSW & PROC /sec)', '# User  Nice', '   16     0']
  const INTERRUPTS = ['# INTERRUPT SUMMARY', '#    Cpu0   Cpu1', '      131    103']

  it('leaves out what is words, and what it does not know', () => {
    const events = say([
      border(1_795_202_661),
      '',
      ...CPU,
      '# INTERRUPT DETAILS',
      '#Int    Cpu0   Cpu1   Type            Device(s)',
      '042       0      1   PCI-MSIX-0000:00:04.0 2-edge virtio3-tx',
      '# QUANTUM STATISTICS',
      '#a b',
      ' 1 2',
      ...INTERRUPTS,
    ])
    expect(values(events)).toEqual([
      { 'cputotals.user': 16, 'cputotals.nice': 0, 'cpuinfo.intrpt.cpu0': 131, 'cpuinfo.intrpt.cpu1': 103 },
    ])
    expect(dropped(events)).toEqual([])
  })

  it('drops a row that does not fit, and keeps the rest of the record', () => {
    const events = say([border(1_795_202_661), ...CPU.slice(0, 2), '  16', ...INTERRUPTS])
    expect(values(events)).toEqual([{ 'cpuinfo.intrpt.cpu0': 131, 'cpuinfo.intrpt.cpu1': 103 }])
    expect(dropped(events)).toHaveLength(1)
  })

  it('skips a record without a time', () => {
    const events = say([
      '### RECORD    1 >>> h <<< (1) (whenever) ###',
      ...CPU,
      border(1_795_202_661),
      ...INTERRUPTS,
    ])
    expect(values(events)).toEqual([{ 'cpuinfo.intrpt.cpu0': 131, 'cpuinfo.intrpt.cpu1': 103 }])
  })

  it('says so when there is nothing to draw', () => {
    const events = say(['# PROCESS SUMMARY (counters are /sec)', '# PID  User', '  1 root'])
    expect(recordsOf(events)).toEqual([])
    expect(troubles(events)).toEqual([expect.stringContaining('-scdnm --export lexpr')])
  })

  it.each([
    [LIMIT / 2, 1],
    [LIMIT / 2 + 1, 0],
  ])('of a record with %i rows of two values makes %i', (rows, records) => {
    const disks = numbered(rows, '').map((cpu) => `${cpu} 1 2`)
    const events = say([border(1_795_202_661), '# SINGLE CPU STATISTICS', '# Cpu  User Nice', ...disks])
    expect(recordsOf(events)).toHaveLength(records)
    expect(dropped(events)).toHaveLength(1 - records)
  })
})
