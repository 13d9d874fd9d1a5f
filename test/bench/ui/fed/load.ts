/** What one host sends: names and units of collectl, so that Top knows them. */
export const METRICS: readonly (readonly [metric: string, unit: string, label: string])[] = [
  ['cputotals.total', '%', 'CPU busy'],
  ['cputotals.user', '%', 'CPU user'],
  ['cputotals.sys', '%', 'CPU system'],
  ['cputotals.wait', '%', 'CPU waiting for I/O'],
  ['cputotals.idle', '%', 'CPU idle'],
  ['ctxint.ctx', '/s', 'Context switches'],
  ['ctxint.int', '/s', 'Interrupts'],
  ['cpuload.avg1', '', 'Load, 1 min'],
  ['cpuload.avg5', '', 'Load, 5 min'],
  ['cpuload.avg15', '', 'Load, 15 min'],
  ['meminfo.free', 'KB', 'Memory free'],
  ['meminfo.cached', 'KB', 'Memory cached'],
  ['swapinfo.free', 'KB', 'Swap free'],
  ['disktotals.readkbs', 'KB/s', 'Disk read'],
  ['disktotals.writekbs', 'KB/s', 'Disk written'],
  ['disktotals.reads', '/s', 'Disk reads'],
  ['disktotals.writes', '/s', 'Disk writes'],
  ['nettotals.kbin', 'KB/s', 'Network in'],
  ['nettotals.kbout', 'KB/s', 'Network out'],
  ['proc.run', '', 'Tasks running'],
]

/** Columns of Top for all of them. */
export const COLUMNS = [
  ...['cpu', 'cpu-user', 'cpu-system', 'cpu-wait', 'cpu-idle', 'context-switches', 'interrupts'],
  ...['load', 'load-5', 'load-15', 'memory-free', 'memory-cached', 'swap-free'],
  ...['disk-read', 'disk-written', 'disk-reads', 'disk-writes', 'network-in', 'network-out'],
  'processes-running',
]

export const HOSTS = Number(process.env['BENCH_HOSTS'] ?? 200)
export const STORED_SAMPLES = Number(process.env['BENCH_STORED'] ?? 1_000_000)

export function hostName(index: number): string {
  return `host${String(index).padStart(3, '0')}`
}

/** Numbers that move and can be repeated. */
export function valueOf(host: number, metric: number, second: number): number {
  return 50 + 45 * Math.sin(second / (5 + metric) + host * 1.7 + metric)
}
