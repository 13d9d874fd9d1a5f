import type { SourceName } from '../contract/index.ts'

/** The figures by which a host is judged at a glance. */
export type KeyRole = 'cpu' | 'load' | 'memoryFree'

interface KeyMetric {
  readonly role: KeyRole
  /** Higher wins where a host has several. */
  readonly rank: number
  /** From the series' unit to the role's: percent, plain load, bytes. */
  readonly factor: number
}

const BYTES_PER_KB = 1024

const KEY_METRICS: ReadonlyMap<string, KeyMetric> = new Map([
  ['collectl cputotals.total', { role: 'cpu', rank: 2, factor: 1 }],
  ['collectl cpuload.avg1', { role: 'load', rank: 3, factor: 1 }],
  ['collectl meminfo.free', { role: 'memoryFree', rank: 2, factor: BYTES_PER_KB }],
  ['zabbix system.cpu.util.total', { role: 'cpu', rank: 2, factor: 1 }],
  ['zabbix system.cpu.util', { role: 'cpu', rank: 1, factor: 1 }],
  ['zabbix system.cpu.load[all,avg1]', { role: 'load', rank: 3, factor: 1 }],
  ['zabbix system.cpu.load[,avg1]', { role: 'load', rank: 2, factor: 1 }],
  ['zabbix system.cpu.load', { role: 'load', rank: 1, factor: 1 }],
  ['zabbix vm.memory.size[available]', { role: 'memoryFree', rank: 2, factor: 1 }],
  ['zabbix vm.memory.size[free]', { role: 'memoryFree', rank: 1, factor: 1 }],
  ['scopeport cpu_load_average_1', { role: 'load', rank: 2, factor: 1 }],
  ['scopeport cpu_load_average_5', { role: 'load', rank: 1, factor: 1 }],
  ['scopeport cpu_load_average_15', { role: 'load', rank: 0, factor: 1 }],
  ['scopeport free_memory', { role: 'memoryFree', rank: 1, factor: BYTES_PER_KB }],
])

export function keyMetricOf(source: SourceName, metric: string): KeyMetric | null {
  return KEY_METRICS.get(`${source} ${metric}`) ?? null
}
