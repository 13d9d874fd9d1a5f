import { describe, expect, it } from 'vitest'
import { QUANTITIES } from './quantities.ts'
import { slugOf, topColumnOf } from './top-column.ts'

const series = (source: string, metric: string, unit: string, label = metric) => ({
  source,
  metric,
  unit,
  label,
})
const keyOf = (source: string, metric: string, unit: string, label?: string) =>
  topColumnOf(series(source, metric, unit, label)).key

describe('topColumnOf', () => {
  it('puts the same quantity of every source into one column', () => {
    const load = [
      keyOf('collectl', 'cpuload.avg1', ''),
      keyOf('scopeport', 'cpu_load_average_1', ''),
      keyOf('zabbix', 'system.cpu.load[all,avg1]', ''),
    ]
    expect(new Set(load)).toEqual(new Set(['load']))
    const free = [
      topColumnOf(series('collectl', 'meminfo.free', 'KB')),
      topColumnOf(series('scopeport', 'free_memory', 'KB')),
      topColumnOf(series('zabbix', 'vm.memory.size[free]', 'B')),
    ]
    expect(free.map(({ key, unit, factor }) => [key, unit, factor])).toEqual([
      ['memory-free', 'B', 1024],
      ['memory-free', 'B', 1024],
      ['memory-free', 'B', 1],
    ])
  })

  it('takes parameters of an item for a part of its name', () => {
    expect(keyOf('zabbix', 'system.cpu.util[,user]', '%')).toBe('cpu-user')
    expect(keyOf('zabbix', 'system.cpu.util[,user,avg5]', '%')).toBe('cpu-user')
    expect(keyOf('zabbix', 'system.cpu.util', '%')).toBe('cpu')
  })

  it('prefers the source that the quantity names first', () => {
    const rank = (source: string, metric: string) => topColumnOf(series(source, metric, '')).rank
    expect(rank('collectl', 'cpuload.avg1')).toBeLessThan(rank('scopeport', 'cpu_load_average_1'))
  })

  it('keeps out what has another kind of unit', () => {
    expect(keyOf('collectl', 'cputotals.total', 'ms', 'CPU busy')).toBe('cpu-busy.ms')
    expect(keyOf('scopeport', 'free_memory', '%', 'Memory free')).toBe('memory-free.percent')
  })

  it('does not take the name of one protocol for that of another', () => {
    expect(keyOf('scopeport', 'cputotals.total', '%')).not.toBe('cpu')
  })

  it('joins what nobody described by its words and the kind of its unit', () => {
    expect(keyOf('plugin', 'iowait', '%', 'CPU IO Wait')).toBe('cpu-io-wait.percent')
    expect(keyOf('zabbix', 'custom.iowait', '%', 'cpu io wait')).toBe('cpu-io-wait.percent')
    expect(keyOf('collectl', 'diskinfo.readkbs.sda', 'KB/s', 'Disk sda read')).toBe('disk-sda-read.b-s')
    expect(keyOf('run', 'x', 'MB/s', 'Disk sda read')).toBe('disk-sda-read.b-s')
  })

  it('finds the part of the machine by the name', () => {
    const group = (metric: string) => topColumnOf(series('collectl', metric, '')).group
    expect(group('cpuinfo.user.cpu0')).toBe('cpu')
    expect(group('numainfo.free.0')).toBe('memory')
    expect(group('netinfo.kbin.eth0')).toBe('network')
    expect(group('bananas')).toBe('other')
  })

  it('goes by the metric where there is no label', () => {
    expect(topColumnOf(series('plugin', 'queue', '', ''))).toMatchObject({ key: 'queue.', label: 'queue' })
  })
})

describe('the quantities', () => {
  it('have a key each, which is a word for a filter, and claim each metric once', () => {
    const keys = QUANTITIES.map(({ key }) => key)
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys.filter((key) => slugOf(key) !== key)).toEqual([])
    const metrics = QUANTITIES.flatMap((quantity) => quantity.metrics)
    expect(new Set(metrics).size).toBe(metrics.length)
  })
})
