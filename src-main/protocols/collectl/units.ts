/** Unit and label of a metric; the wire carries neither (collectl.md §5.2). */
export interface Description {
  readonly unit: string
  readonly label: string
}

/** Names without an instance, as `unit|label`. */
const SUMMARY: Readonly<Record<string, string>> = {
  'cputotals.num': '|CPUs',
  'cputotals.user': '%|CPU user',
  'cputotals.nice': '%|CPU nice',
  'cputotals.sys': '%|CPU system',
  'cputotals.wait': '%|CPU waiting for I/O',
  'cputotals.irq': '%|CPU hard interrupts',
  'cputotals.soft': '%|CPU soft interrupts',
  'cputotals.steal': '%|CPU stolen',
  'cputotals.idle': '%|CPU idle',
  'cputotals.systot': '%|CPU system with interrupts',
  'cputotals.usertot': '%|CPU user with nice',
  'cputotals.total': '%|CPU busy',
  'ctxint.ctx': '/s|Context switches',
  'ctxint.int': '/s|Interrupts',
  'proc.creates': '/s|Processes created',
  'proc.runq': '|Tasks',
  'proc.run': '|Tasks running',
  'cpuload.avg1': '|Load, 1 min',
  'cpuload.avg5': '|Load, 5 min',
  'cpuload.avg15': '|Load, 15 min',
  'disktotals.reads': '/s|Disk reads',
  'disktotals.writes': '/s|Disk writes',
  'disktotals.readkbs': 'KB/s|Disk read',
  'disktotals.writekbs': 'KB/s|Disk written',
  'nettotals.kbin': 'KB/s|Network in',
  'nettotals.kbout': 'KB/s|Network out',
  'nettotals.pktin': '/s|Network packets in',
  'nettotals.pktout': '/s|Network packets out',
  'meminfo.tot': 'KB|Memory total',
  'meminfo.used': 'KB|Memory used, with cache',
  'meminfo.free': 'KB|Memory free',
  'meminfo.shared': 'KB|Memory shared',
  'meminfo.buf': 'KB|Memory buffers',
  'meminfo.cached': 'KB|Memory cached',
  'meminfo.slab': 'KB|Memory slab',
  'meminfo.map': 'KB|Memory mapped',
  'meminfo.anon': 'KB|Memory anonymous',
  'meminfo.anonH': 'KB|Memory anonymous in huge pages',
  'meminfo.dirty': 'KB|Memory dirty',
  'meminfo.locked': 'KB|Memory locked',
  'meminfo.inactive': 'KB|Memory inactive',
  'meminfo.sunreclaim': 'KB|Memory slab, not reclaimable',
  'meminfo.hugetot': '|Huge pages',
  'meminfo.hugefree': '|Huge pages free',
  'meminfo.hugersvd': '|Huge pages reserved',
  'swapinfo.total': 'KB|Swap total',
  'swapinfo.free': 'KB|Swap free',
  'swapinfo.used': 'KB|Swap used',
  'swapinfo.in': '/s|Pages swapped in',
  'swapinfo.out': '/s|Pages swapped out',
  'pageinfo.fault': '/s|Page faults',
  'pageinfo.majfault': '/s|Major page faults',
  'pageinfo.in': 'KB/s|Paged in',
  'pageinfo.out': 'KB/s|Paged out',
  'inodeinfo.dentrynum': '|Directory entries cached',
  'inodeinfo.dentryunused': '|Directory entries unused',
  'inodeinfo.filesalloc': '|Files open',
  'inodeinfo.filesmax': '|Files open, limit',
  'inodeinfo.inodeused': '|Inodes in memory',
  'sockinfo.used': '|Sockets',
  'sockinfo.tcp': '|TCP sockets',
  'sockinfo.orphan': '|TCP sockets orphaned',
  'sockinfo.tw': '|TCP sockets in time wait',
  'sockinfo.alloc': '|TCP sockets allocated',
  'sockinfo.mem': '|TCP memory pages',
  'sockinfo.udp': '|UDP sockets',
  'sockinfo.raw': '|Raw sockets',
  'sockinfo.frag': '|IP fragments',
  'sockinfo.fragm': '|IP fragment memory',
  'tcpinfo.iperrs': '/s|IP errors',
  'tcpinfo.tcperrs': '/s|TCP errors',
  'tcpinfo.udperrs': '/s|UDP errors',
  'tcpinfo.icmperrs': '/s|ICMP errors',
  'tcpinfo.tcpxerrs': '/s|TCP extended errors',
  'nfsinfo.Sread': '/s|NFS server reads',
  'nfsinfo.Swrite': '/s|NFS server writes',
  'nfsinfo.Smeta': '/s|NFS server metadata operations',
  'nfsinfo.Scommit': '/s|NFS server commits',
  'nfsinfo.Cread': '/s|NFS client reads',
  'nfsinfo.Cwrite': '/s|NFS client writes',
  'nfsinfo.Cmeta': '/s|NFS client metadata operations',
  'nfsinfo.Ccommit': '/s|NFS client commits',
  'misc.cpuMHz': 'MHz|CPU clock',
  'misc.uptime': 'd|Uptime',
  '[CPU]Guest%': '%|CPU guest',
  '[CPU]GuestN%': '%|CPU guest, nice',
  '[CPU]RunTot': '|Processes running',
  '[CPU]BlkTot': '|Processes blocked',
  '[MEM]Commit': 'KB|Memory committed',
  '[MEM]Clean': 'KB|Memory clean',
  '[MEM]Laundry': 'KB|Memory laundry',
  '[MEM]Active': 'KB|Memory active',
  '[MEM]MapAnon': 'KB|Memory mapped and anonymous',
  '[MEM]Fragments': '|Memory fragments by order',
}

/** First two parts of a name that ends in an instance; `*` in the label is the instance. */
const INSTANCE: Readonly<Record<string, string>> = {
  'cpuinfo.user': '%|CPU * user',
  'cpuinfo.nice': '%|CPU * nice',
  'cpuinfo.sys': '%|CPU * system',
  'cpuinfo.wait': '%|CPU * waiting for I/O',
  'cpuinfo.irq': '%|CPU * hard interrupts',
  'cpuinfo.soft': '%|CPU * soft interrupts',
  'cpuinfo.steal': '%|CPU * stolen',
  'cpuinfo.idle': '%|CPU * idle',
  'cpuinfo.intrpt': '/s|CPU * interrupts',
  'cputotals.systot': '%|CPU * system with interrupts',
  'cputotals.usertot': '%|CPU * user with nice',
  'diskinfo.reads': '/s|Disk * reads',
  'diskinfo.readkbs': 'KB/s|Disk * read',
  'diskinfo.readw': 'ms|Disk * wait of a read',
  'diskinfo.writes': '/s|Disk * writes',
  'diskinfo.writekbs': 'KB/s|Disk * written',
  'diskinfo.writew': 'ms|Disk * wait of a write',
  'diskinfo.quelen': '|Disk * queue length',
  'diskinfo.wait': 'ms|Disk * wait',
  'diskinfo.svctime': 'ms|Disk * service time',
  'diskinfo.util': '%|Disk * utilisation',
  'netinfo.kbin': 'KB/s|Network * in',
  'netinfo.kbout': 'KB/s|Network * out',
  'netinfo.pktin': '/s|Network * packets in',
  'netinfo.pktout': '/s|Network * packets out',
  'numainfo.used': 'KB|Node * memory used',
  'numainfo.free': 'KB|Node * memory free',
  'numainfo.slab': 'KB|Node * memory slab',
  'numainfo.map': 'KB|Node * memory mapped',
  'numainfo.anon': 'KB|Node * memory anonymous',
  'numainfo.anonH': 'KB|Node * memory anonymous in huge pages',
  'numainfo.lock': 'KB|Node * memory locked',
  'numainfo.act': 'KB|Node * memory active',
  'numainfo.inact': 'KB|Node * memory inactive',
}

const SUBSYSTEM_WORDS: Readonly<Record<string, string>> = {
  CPU: 'CPU',
  MEM: 'Memory',
  DSK: 'Disk',
  NET: 'Network',
  NUMA: 'Node',
  SOCK: 'Sockets',
  INODE: 'Files',
}

const COLUMN_NAME = /^\[([^\]:]+)(?::([^\]]*))?\](.*)$/
const INSTANCE_NAME = /^([A-Za-z]+\.[A-Za-z]+)\.(.+)$/

/** Families of lexpr whose values are always numbers: anything else in them is damage (collectl.md §5.2). */
const NUMBER_FAMILIES = new Set([
  ...[...Object.keys(SUMMARY), ...Object.keys(INSTANCE)].map((name) => name.split('.')[0] ?? ''),
  ...['sample', 'iconnect', 'lusclt', 'lusmds', 'lusost'],
])

/** Whether text is a damaged value of this metric (and not, as with `env.*`, what it measures). */
export function isAlwaysNumber(metric: string): boolean {
  return NUMBER_FAMILIES.has(metric.slice(0, Math.max(0, metric.indexOf('.'))))
}

/** Unit and label by name. A name that nobody foresaw is its own label. */
export function describeMetric(metric: string): Description {
  const known = SUMMARY[metric]
  if (known !== undefined && Object.hasOwn(SUMMARY, metric)) return parse(known)
  const column = COLUMN_NAME.exec(metric)
  if (column !== null) return describeColumn(column[1] ?? '', column[2], column[3] ?? '')
  const match = INSTANCE_NAME.exec(metric)
  const family = match?.[1] ?? ''
  const template = Object.hasOwn(INSTANCE, family) ? INSTANCE[family] : undefined
  if (template !== undefined) return parse(template, (match?.[2] ?? '').replace(/^cpu(?=\d)/, ''))
  return { unit: rateUnit(metric), label: metric }
}

function parse(description: string, instance = ''): Description {
  const bar = description.indexOf('|')
  return { unit: description.slice(0, bar), label: description.slice(bar + 1).replace('*', () => instance) }
}

function describeColumn(subsystem: string, instance: string | undefined, field: string): Description {
  const words = [SUBSYSTEM_WORDS[subsystem] ?? subsystem, instance, field].filter((word) => word)
  return { unit: columnUnit(subsystem, field), label: words.join(' ') }
}

function columnUnit(subsystem: string, field: string): string {
  if (/%$|Pct$|^Hits$|^Util$/.test(field)) return '%'
  if (/\/sec$/.test(field)) return '/s'
  switch (subsystem) {
    case 'MEM':
    case 'NUMA':
      return 'KB'
    case 'DSK':
      if (/Size|Request/.test(field)) return 'KB'
      if (/Wait|Svc/i.test(field)) return 'ms'
      if (/Que?Len/i.test(field)) return ''
      return /kb/i.test(field) ? 'KB/s' : '/s'
    case 'NET':
      if (/^Size/.test(field)) return 'B'
      return /KB/.test(field) ? 'KB/s' : '/s'
    case 'NFS':
    case 'TCP':
      return '/s'
    default:
      return ''
  }
}

/** Hardware that few have (iconnect, Lustre): the names tell rates from sizes. */
function rateUnit(metric: string): string {
  if (!/^(?:iconnect|lus\w*)\./.test(metric)) return ''
  if (/\.(?:kb(?:in|out)|(?:read|write)kbs)$/.test(metric)) return 'KB/s'
  return metric.endsWith('.numfs') ? '' : '/s'
}
