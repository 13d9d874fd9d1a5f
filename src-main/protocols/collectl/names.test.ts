import { describe, expect, it } from 'vitest'
import { readRecording, recordsOf, replay } from '../../../test/support/collectl-recording.ts'
import { MetricCatalogue } from './catalogue.ts'
import { headerColumns, timeColumns } from './header-columns.ts'
import { COLLECTL_LIMITS } from './limits.ts'
import { briefMetric, plotMetric } from './names.ts'
import { describeMetric, isAlwaysNumber } from './units.ts'

const namesIn = (recording: string): Set<string> =>
  new Set(
    recordsOf(replay([readRecording(recording)], 0)).flatMap(({ readings }) => readings.map((r) => r.metric)),
  )

describe('names', () => {
  it('are those of lexpr, whatever the format', () => {
    const lexpr = namesIn('lexpr-scdnm')
    const shared = (recording: string): number =>
      [...namesIn(recording)].filter((name) => lexpr.has(name)).length
    // Of the 54 of lexpr; what is missing is in no column: cputotals.num, systot and usertot.
    expect(shared('plot-scdnm')).toBe(51)
    expect(shared('verbose-scdnm')).toBe(45)
    expect(shared('brief-scdnm')).toBe(17)
    expect(shared('vmstat')).toBe(15)
  })

  it('agree on the devices', () => {
    const lexpr = [...namesIn('lexpr-all')].filter((name) =>
      /^(?:cpuinfo|diskinfo|netinfo|numainfo)\./.test(name),
    )
    const plot = namesIn('plot-scdnmCDN')
    expect(lexpr.filter((name) => !plot.has(name) && !name.startsWith('numainfo'))).toEqual([])
    const detail = namesIn('detail-CDNM')
    expect(lexpr.filter((name) => !detail.has(name))).toEqual([
      'cpuinfo.intrpt.cpu0',
      'cpuinfo.intrpt.cpu1',
      'numainfo.act.0',
    ])
  })

  it('keep a column that lexpr does not have as plot calls it', () => {
    expect(plotMetric('CPU', null, 'Guest%')).toBe('[CPU]Guest%')
    expect(plotMetric('DSK', 'sda', 'RMerge')).toBe('[DSK:sda]RMerge')
    expect(briefMetric('Lustre Client', 'KBRead')).toBe('[Lustre Client]KBRead')
    expect(plotMetric('CPU', null, 'constructor')).toBe('[CPU]constructor')
    expect(briefMetric('__proto__', 'x')).toBe('[__proto__]x')
  })

  it('take a device name as it is', () => {
    expect(plotMetric('NET', 'a$&b', 'RxKB')).toBe('netinfo.kbin.a$&b')
  })
})

describe('units and labels', () => {
  it.each([
    ['cputotals.user', '%', 'CPU user'],
    ['cpuinfo.user.cpu12', '%', 'CPU 12 user'],
    ['diskinfo.reads.vda', '/s', 'Disk vda reads'],
    ['diskinfo.readw.dm-0', 'ms', 'Disk dm-0 wait of a read'],
    ['netinfo.kbin.eth0.100', 'KB/s', 'Network eth0.100 in'],
    ['meminfo.free', 'KB', 'Memory free'],
    ['cpuload.avg1', '', 'Load, 1 min'],
    ['lusclt.readkbs', 'KB/s', 'lusclt.readkbs'],
    ['env.temp1', '', 'env.temp1'],
    ['[DSK:sda]RKBytes', 'KB/s', 'Disk sda RKBytes'],
    ['[NET:eth0]RxErrs', '/s', 'Network eth0 RxErrs'],
    ['[CPU:0]Totl%', '%', 'CPU 0 Totl%'],
    ['[NUMA:0]Hits', '%', 'Node 0 Hits'],
    ['constructor', '', 'constructor'],
  ])('%s is in %j and called %j', (metric, unit, label) => {
    expect(describeMetric(metric)).toEqual({ unit, label })
  })

  it('exist for each name of lexpr in the recordings', () => {
    for (const recording of ['lexpr-all', 'lexpr-scdnm']) {
      for (const name of namesIn(recording)) expect(describeMetric(name).label).not.toBe(name)
    }
  })

  it('say where text is damage and where it is what was measured', () => {
    expect(isAlwaysNumber('cputotals.user')).toBe(true)
    expect(isAlwaysNumber('env.fan1')).toBe(false)
  })
})

describe('header columns', () => {
  it('belong to the group that stands over their middle', () => {
    const columns = headerColumns('#   <---Tcp---|--Udp-->  ', '#x  Reads Errs Reads Err ')
    expect(columns.map(({ key }) => key)).toEqual(['x', 'Tcp.Reads', 'Tcp.Errs', 'Udp.Reads', 'Udp.Err'])
  })

  it('are told apart where a name comes again', () => {
    expect(headerColumns('', '#In Size In Size').map(({ key }) => key)).toEqual([
      'In',
      'Size',
      'In#2',
      'Size#2',
    ])
  })

  it('begin with the time or not', () => {
    const count = (line: string): number => timeColumns(headerColumns('', line))
    expect([count('#Time cpu'), count('#Date    Time cpu'), count('#cpu sys'), count('#Date cpu')]).toEqual([
      1, 2, 0, 0,
    ])
  })
})

describe('the catalogue', () => {
  it('starts anew at its limit instead of growing', () => {
    const catalogue = new MetricCatalogue(3)
    const first = catalogue.get('a')
    catalogue.get('b')
    catalogue.get('c')
    expect(catalogue.get('a')).toBe(first)
    expect(catalogue.size).toBe(3)
    catalogue.get('d')
    expect(catalogue.size).toBe(1)
  })

  it('cuts names that no column could hold', () => {
    const { nameLength } = COLLECTL_LIMITS
    expect(new MetricCatalogue().get('x'.repeat(nameLength + 1)).metric).toBe('x'.repeat(nameLength))
  })
})
