import type { TopGroup } from '../contract/index.ts'

/** What is measured, whoever measures it: a column of Top that several sources fill. */
export interface Quantity {
  /** Also its name in a filter: `cpu>80`. */
  readonly key: string
  readonly group: TopGroup
  /** Family of the unit (unit-family.ts): `%`, `B`, `B/s`, `/s`; empty for a plain number. */
  readonly unit: string
  /**
   * `source metric`, the best first: where a host has several that are fresh,
   * the earlier one stands in the cell. An ending `*` stands for anything.
   */
  readonly metrics: readonly string[]
}

/**
 * The quantities that more than one source knows, or that everybody asks for.
 * Metrics of collectl are those of collectl.md §5, sensors those of
 * scopeport.md §4, items those of Zabbix' own templates for Linux agents.
 */
export const QUANTITIES: readonly Quantity[] = [
  {
    key: 'cpu',
    group: 'cpu',
    unit: '%',
    metrics: ['collectl cputotals.total', 'zabbix system.cpu.util', 'zabbix system.cpu.util[]'],
  },
  {
    key: 'cpu-user',
    group: 'cpu',
    unit: '%',
    metrics: ['collectl cputotals.user', 'zabbix system.cpu.util[,user*'],
  },
  {
    key: 'cpu-system',
    group: 'cpu',
    unit: '%',
    metrics: ['collectl cputotals.sys', 'zabbix system.cpu.util[,system*'],
  },
  {
    key: 'cpu-wait',
    group: 'cpu',
    unit: '%',
    metrics: ['collectl cputotals.wait', 'zabbix system.cpu.util[,iowait*'],
  },
  {
    key: 'cpu-idle',
    group: 'cpu',
    unit: '%',
    metrics: ['collectl cputotals.idle', 'zabbix system.cpu.util[,idle*'],
  },
  {
    key: 'context-switches',
    group: 'cpu',
    unit: '/s',
    metrics: ['collectl ctxint.ctx', 'zabbix system.cpu.switches'],
  },
  {
    key: 'interrupts',
    group: 'cpu',
    unit: '/s',
    metrics: ['collectl ctxint.int', 'zabbix system.cpu.intr'],
  },
  {
    key: 'load',
    group: 'load',
    unit: '',
    metrics: [
      'collectl cpuload.avg1',
      'scopeport cpu_load_average_1',
      'zabbix system.cpu.load[all,avg1]',
      'zabbix system.cpu.load[,avg1]',
      'zabbix system.cpu.load',
    ],
  },
  {
    key: 'load-5',
    group: 'load',
    unit: '',
    metrics: [
      'collectl cpuload.avg5',
      'scopeport cpu_load_average_5',
      'zabbix system.cpu.load[all,avg5]',
      'zabbix system.cpu.load[,avg5]',
    ],
  },
  {
    key: 'load-15',
    group: 'load',
    unit: '',
    metrics: [
      'collectl cpuload.avg15',
      'scopeport cpu_load_average_15',
      'zabbix system.cpu.load[all,avg15]',
      'zabbix system.cpu.load[,avg15]',
    ],
  },
  {
    key: 'memory-free',
    group: 'memory',
    unit: 'B',
    metrics: ['collectl meminfo.free', 'scopeport free_memory', 'zabbix vm.memory.size[free]'],
  },
  {
    key: 'memory-available',
    group: 'memory',
    unit: 'B',
    metrics: ['zabbix vm.memory.size[available]'],
  },
  {
    key: 'memory-cached',
    group: 'memory',
    unit: 'B',
    metrics: ['collectl meminfo.cached', 'zabbix vm.memory.size[cached]'],
  },
  {
    key: 'memory-total',
    group: 'memory',
    unit: 'B',
    metrics: ['collectl meminfo.tot', 'zabbix vm.memory.size[total]', 'zabbix vm.memory.size'],
  },
  {
    key: 'swap-free',
    group: 'memory',
    unit: 'B',
    metrics: ['collectl swapinfo.free', 'scopeport free_swap', 'zabbix system.swap.size[,free]'],
  },
  {
    key: 'disk-read',
    group: 'disk',
    unit: 'B/s',
    metrics: ['collectl disktotals.readkbs', 'zabbix vfs.dev.read[,bytes]'],
  },
  {
    key: 'disk-written',
    group: 'disk',
    unit: 'B/s',
    metrics: ['collectl disktotals.writekbs', 'zabbix vfs.dev.write[,bytes]'],
  },
  {
    key: 'disk-reads',
    group: 'disk',
    unit: '/s',
    metrics: ['collectl disktotals.reads', 'scopeport read_operations', 'zabbix vfs.dev.read[,ops]'],
  },
  {
    key: 'disk-writes',
    group: 'disk',
    unit: '/s',
    metrics: ['collectl disktotals.writes', 'scopeport write_operations', 'zabbix vfs.dev.write[,ops]'],
  },
  {
    key: 'network-in',
    group: 'network',
    unit: 'B/s',
    metrics: ['collectl nettotals.kbin'],
  },
  {
    key: 'network-out',
    group: 'network',
    unit: 'B/s',
    metrics: ['collectl nettotals.kbout'],
  },
  { key: 'packets-in', group: 'network', unit: '/s', metrics: ['collectl nettotals.pktin'] },
  { key: 'packets-out', group: 'network', unit: '/s', metrics: ['collectl nettotals.pktout'] },
  {
    key: 'processes',
    group: 'processes',
    unit: '',
    metrics: ['scopeport total_processes', 'zabbix proc.num', 'zabbix proc.num[]'],
  },
  {
    key: 'processes-running',
    group: 'processes',
    unit: '',
    metrics: ['collectl proc.run', 'scopeport running_processes', 'zabbix proc.num[,,run]'],
  },
  {
    key: 'files-open',
    group: 'processes',
    unit: '',
    metrics: ['collectl inodeinfo.filesalloc', 'scopeport open_files'],
  },
]

/** What Top shows of a machine until somebody chooses, where it is there. */
export const USUAL_COLUMNS: readonly string[] = [
  'cpu',
  'cpu-wait',
  'load',
  'memory-free',
  'swap-free',
  'disk-read',
  'disk-written',
  'network-in',
  'network-out',
  'processes-running',
]
