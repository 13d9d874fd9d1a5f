/**
 * One name a metric, whatever the format: that of lexpr where lexpr has the
 * value, else `[SUBSYS]Field` as plot writes it (collectl.md §5). Series from
 * different formats are the same series then.
 */

/** plot columns without an instance. */
const PLOT: Readonly<Record<string, string>> = {
  '[CPU]User%': 'cputotals.user',
  '[CPU]Nice%': 'cputotals.nice',
  '[CPU]Sys%': 'cputotals.sys',
  '[CPU]Wait%': 'cputotals.wait',
  '[CPU]Irq%': 'cputotals.irq',
  '[CPU]Soft%': 'cputotals.soft',
  '[CPU]Steal%': 'cputotals.steal',
  '[CPU]Idle%': 'cputotals.idle',
  '[CPU]Totl%': 'cputotals.total',
  '[CPU]CPUs': 'cputotals.num',
  '[CPU]Intrpt/sec': 'ctxint.int',
  '[CPU]Ctx/sec': 'ctxint.ctx',
  '[CPU]Proc/sec': 'proc.creates',
  '[CPU]ProcQue': 'proc.runq',
  '[CPU]ProcRun': 'proc.run',
  '[CPU]L-Avg1': 'cpuload.avg1',
  '[CPU]L-Avg5': 'cpuload.avg5',
  '[CPU]L-Avg15': 'cpuload.avg15',
  '[MEM]Tot': 'meminfo.tot',
  '[MEM]Used': 'meminfo.used',
  '[MEM]Free': 'meminfo.free',
  '[MEM]Shared': 'meminfo.shared',
  '[MEM]Buf': 'meminfo.buf',
  '[MEM]Cached': 'meminfo.cached',
  '[MEM]Slab': 'meminfo.slab',
  '[MEM]Map': 'meminfo.map',
  '[MEM]Anon': 'meminfo.anon',
  '[MEM]AnonH': 'meminfo.anonH',
  '[MEM]Locked': 'meminfo.locked',
  '[MEM]SwapTot': 'swapinfo.total',
  '[MEM]SwapUsed': 'swapinfo.used',
  '[MEM]SwapFree': 'swapinfo.free',
  '[MEM]SwapIn': 'swapinfo.in',
  '[MEM]SwapOut': 'swapinfo.out',
  '[MEM]Dirty': 'meminfo.dirty',
  '[MEM]Inactive': 'meminfo.inactive',
  '[MEM]PageIn': 'pageinfo.in',
  '[MEM]PageOut': 'pageinfo.out',
  '[MEM]PageFaults': 'pageinfo.fault',
  '[MEM]PageMajFaults': 'pageinfo.majfault',
  '[MEM]HugeTotal': 'meminfo.hugetot',
  '[MEM]HugeFree': 'meminfo.hugefree',
  '[MEM]HugeRsvd': 'meminfo.hugersvd',
  '[MEM]SUnreclaim': 'meminfo.sunreclaim',
  '[NET]RxPktTot': 'nettotals.pktin',
  '[NET]TxPktTot': 'nettotals.pktout',
  '[NET]RxKBTot': 'nettotals.kbin',
  '[NET]TxKBTot': 'nettotals.kbout',
  '[DSK]ReadTot': 'disktotals.reads',
  '[DSK]WriteTot': 'disktotals.writes',
  '[DSK]ReadKBTot': 'disktotals.readkbs',
  '[DSK]WriteKBTot': 'disktotals.writekbs',
  '[INODE]NumDentry': 'inodeinfo.dentrynum',
  '[INODE]UnusedDentry': 'inodeinfo.dentryunused',
  '[INODE]openFiles': 'inodeinfo.filesalloc',
  '[INODE]used': 'inodeinfo.inodeused',
  '[NFS]ReadsS': 'nfsinfo.Sread',
  '[NFS]WritesS': 'nfsinfo.Swrite',
  '[NFS]MetaS': 'nfsinfo.Smeta',
  '[NFS]CommitS': 'nfsinfo.Scommit',
  '[NFS]ReadsC': 'nfsinfo.Cread',
  '[NFS]WritesC': 'nfsinfo.Cwrite',
  '[NFS]MetaC': 'nfsinfo.Cmeta',
  '[NFS]CommitC': 'nfsinfo.Ccommit',
  '[SOCK]Used': 'sockinfo.used',
  '[SOCK]Tcp': 'sockinfo.tcp',
  '[SOCK]Orph': 'sockinfo.orphan',
  '[SOCK]Tw': 'sockinfo.tw',
  '[SOCK]Alloc': 'sockinfo.alloc',
  '[SOCK]Mem': 'sockinfo.mem',
  '[SOCK]Udp': 'sockinfo.udp',
  '[SOCK]Raw': 'sockinfo.raw',
  '[SOCK]Frag': 'sockinfo.frag',
  '[SOCK]FragMem': 'sockinfo.fragm',
  '[TCP]IpErr': 'tcpinfo.iperrs',
  '[TCP]TcpErr': 'tcpinfo.tcperrs',
  '[TCP]UdpErr': 'tcpinfo.udperrs',
  '[TCP]IcmpErr': 'tcpinfo.icmperrs',
}

/** plot columns of one CPU, disk, interface or node; `*` is the instance. */
const PLOT_INSTANCE: Readonly<Record<string, string>> = {
  '[CPU]User%': 'cpuinfo.user.cpu*',
  '[CPU]Nice%': 'cpuinfo.nice.cpu*',
  '[CPU]Sys%': 'cpuinfo.sys.cpu*',
  '[CPU]Wait%': 'cpuinfo.wait.cpu*',
  '[CPU]Irq%': 'cpuinfo.irq.cpu*',
  '[CPU]Soft%': 'cpuinfo.soft.cpu*',
  '[CPU]Steal%': 'cpuinfo.steal.cpu*',
  '[CPU]Idle%': 'cpuinfo.idle.cpu*',
  '[CPU]Intrpt': 'cpuinfo.intrpt.cpu*',
  '[DSK]Reads': 'diskinfo.reads.*',
  '[DSK]RKBytes': 'diskinfo.readkbs.*',
  '[DSK]WaitR': 'diskinfo.readw.*',
  '[DSK]Writes': 'diskinfo.writes.*',
  '[DSK]WKBytes': 'diskinfo.writekbs.*',
  '[DSK]WaitW': 'diskinfo.writew.*',
  '[DSK]QueLen': 'diskinfo.quelen.*',
  '[DSK]Wait': 'diskinfo.wait.*',
  '[DSK]SvcTim': 'diskinfo.svctime.*',
  '[DSK]Util': 'diskinfo.util.*',
  '[NET]RxKB': 'netinfo.kbin.*',
  '[NET]RxPkt': 'netinfo.pktin.*',
  '[NET]TxKB': 'netinfo.kbout.*',
  '[NET]TxPkt': 'netinfo.pktout.*',
  '[NUMA]Used': 'numainfo.used.*',
  '[NUMA]Free': 'numainfo.free.*',
  '[NUMA]Slab': 'numainfo.slab.*',
  '[NUMA]Mapped': 'numainfo.map.*',
  '[NUMA]Anon': 'numainfo.anon.*',
  '[NUMA]AnonH': 'numainfo.anonH.*',
  '[NUMA]Locked': 'numainfo.lock.*',
  '[NUMA]Inactive': 'numainfo.inact.*',
}

/** `Group.Column` of brief, with the group that stands above the column. */
const BRIEF: Readonly<Record<string, string>> = {
  'CPU.cpu': 'cputotals.total',
  'CPU.sys': 'cputotals.systot',
  'CPU.inter': 'ctxint.int',
  'CPU.ctxsw': 'ctxint.ctx',
  'Memory.Free': 'meminfo.free',
  'Memory.Buff': 'meminfo.buf',
  'Memory.Cach': 'meminfo.cached',
  'Memory.Inac': 'meminfo.inactive',
  'Memory.Slab': 'meminfo.slab',
  // Not what lexpr calls `map`: brief adds the anonymous pages.
  'Memory.Map': '[MEM]MapAnon',
  'Memory.Fragments': '[MEM]Fragments',
  'Disks.KBRead': 'disktotals.readkbs',
  'Disks.Reads': 'disktotals.reads',
  'Disks.KBWrit': 'disktotals.writekbs',
  'Disks.Writes': 'disktotals.writes',
  'Network.KBIn': 'nettotals.kbin',
  'Network.PktIn': 'nettotals.pktin',
  'Network.KBOut': 'nettotals.kbout',
  'Network.PktOut': 'nettotals.pktout',
  'TCP.IP': 'tcpinfo.iperrs',
  'TCP.Tcp': 'tcpinfo.tcperrs',
  'TCP.Udp': 'tcpinfo.udperrs',
  'TCP.Icmp': 'tcpinfo.icmperrs',
  // All sockets, although the column is called Tcp.
  'Sockets.Tcp': 'sockinfo.used',
  'Sockets.Udp': 'sockinfo.udp',
  'Sockets.Raw': 'sockinfo.raw',
  'Sockets.Frag': 'sockinfo.frag',
  'Files.Handle': 'inodeinfo.filesalloc',
  'Files.Inodes': 'inodeinfo.inodeused',
}

const VMSTAT: Readonly<Record<string, string>> = {
  r: '[CPU]RunTot',
  b: '[CPU]BlkTot',
  swpd: 'swapinfo.used',
  free: 'meminfo.free',
  buff: 'meminfo.buf',
  cache: 'meminfo.cached',
  inact: 'meminfo.inactive',
  active: '[MEM]Active',
  si: 'swapinfo.in',
  so: 'swapinfo.out',
  bi: 'pageinfo.in',
  bo: 'pageinfo.out',
  in: 'ctxint.int',
  cs: 'ctxint.ctx',
  us: 'cputotals.usertot',
  sy: 'cputotals.systot',
  id: 'cputotals.idle',
  wa: 'cputotals.wait',
}

const GROUP_SUBSYSTEMS: Readonly<Record<string, string>> = {
  Memory: 'MEM',
  Disks: 'DSK',
  Network: 'NET',
  Sockets: 'SOCK',
  Files: 'INODE',
  'NFS Totals': 'NFS',
}

function lookUp(table: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}

/** The metric of plot's `[SUBSYS]field` or, with an instance, `[SUBSYS:instance]field`. */
export function plotMetric(subsystem: string, instance: string | null, field: string): string {
  const column = `[${subsystem}]${field}`
  if (instance === null) return lookUp(PLOT, column) ?? column
  return lookUp(PLOT_INSTANCE, column)?.replace('*', () => instance) ?? `[${subsystem}:${instance}]${field}`
}

/** The metric of a column of brief below `group`. */
export function briefMetric(group: string, column: string): string {
  // With hyperthreading or offline CPUs the group has an addition.
  const plainGroup = group.includes('CPU') ? 'CPU' : group
  const known = lookUp(BRIEF, `${plainGroup}.${column}`)
  if (known !== undefined) return known
  const cpu = plainGroup === 'Int' ? /^(?:Cpu|Cp|C)?(\d+)$/.exec(column)?.[1] : undefined
  if (cpu !== undefined) return `cpuinfo.intrpt.cpu${cpu}`
  return `[${lookUp(GROUP_SUBSYSTEMS, plainGroup) ?? plainGroup}]${column}`
}

export function vmstatMetric(column: string): string {
  return lookUp(VMSTAT, column) ?? `[VMSTAT]${column}`
}
