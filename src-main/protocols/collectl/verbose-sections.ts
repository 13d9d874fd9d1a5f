import type { HeaderColumn } from './header-columns.ts'
import { plotMetric } from './names.ts'

/** How one section of verbose or detail output is read (collectl.md §5.5). */
export interface SectionFormat {
  readonly subsystem: string
  /** The column that names the CPU, disk … of a row; null where the section is a single row. */
  readonly instanceColumn: string | null
  readonly ignoredColumns: readonly string[]
  /** Column as `HeaderColumn.key` → field as plot calls it; a column that is missing keeps its own name. */
  readonly fields: Readonly<Record<string, string>>
}

/** `From:To` pairs, and bare words that are called the same. */
function pairs(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(' ').map((pair) => {
      const [from = '', to = from] = pair.split(':')
      return [from, to]
    }),
  )
}

function grouped(group: string, text: string): Record<string, string> {
  return Object.fromEntries(Object.entries(pairs(text)).map(([from, to]) => [`${group}.${from}`, to]))
}

const CPU_FIELDS =
  'User:User% Nice:Nice% Sys:Sys% Wait:Wait% IRQ:Irq% Soft:Soft% Steal:Steal% Guest:Guest% NiceG:GuestN% Idle:Idle%'
const NFS_FIELDS = (side: 'S' | 'C'): string =>
  `Reads:Reads${side} Writes:Writes${side} Meta:Meta${side} Comm:Commit${side}`

function section(
  subsystem: string,
  fields: Readonly<Record<string, string>>,
  instanceColumn: string | null = null,
  ignoredColumns: readonly string[] = [],
): SectionFormat {
  return { subsystem, instanceColumn, ignoredColumns, fields }
}

const SECTIONS: Readonly<Record<string, SectionFormat>> = {
  'CPU SUMMARY': section(
    'CPU',
    pairs(
      `${CPU_FIELDS} CPUs Intr:Intrpt/sec Ctxsw:Ctx/sec Proc:Proc/sec RunQ:ProcQue Run:ProcRun Avg1:L-Avg1 Avg5:L-Avg5 Avg15:L-Avg15 RunT:RunTot BlkT:BlkTot`,
    ),
  ),
  'SINGLE CPU STATISTICS': section('CPU', pairs(CPU_FIELDS), 'Cpu'),
  'INTERRUPT SUMMARY': section('INT', {}),
  'DISK SUMMARY': section(
    'DSK',
    pairs(
      'KBRead:ReadKBTot RMerged:ReadMrgTot Reads:ReadTot SizeKB:ReadSizeKB KBWrite:WriteKBTot WMerged:WriteMrgTot Writes:WriteTot SizeKB#2:WriteSizeKB',
    ),
  ),
  'DISK STATISTICS': section(
    'DSK',
    {
      ...grouped('reads', 'KBytes:RKBytes Merged:RMerge IOs:Reads Size:RSize Wait:WaitR'),
      ...grouped('writes', 'KBytes:WKBytes Merged:WMerge IOs:Writes Size:WSize Wait:WaitW'),
      ...grouped('averages', 'RWSize:Request QLen:QueLen Wait SvcTim'),
    },
    'Name',
  ),
  'MEMORY SUMMARY': section('MEM', {
    ...grouped(
      'Physical Memory',
      'Total:Tot Used Free Buff:Buf Cached Slab Mapped:Map Anon AnonH Commit Locked Inact:Inactive',
    ),
    ...grouped('Swap', 'Total:SwapTot Used:SwapUsed Free:SwapFree In:SwapIn Out:SwapOut'),
    ...grouped('Paging', 'Fault:PageFaults MajFt:PageMajFaults In:PageIn Out:PageOut'),
  }),
  'MEMORY STATISTICS': section('NUMA', pairs('Inact:Inactive HitPct:Hits'), 'Node'),
  'NETWORK SUMMARY': section(
    'NET',
    pairs(
      'KBIn:RxKBTot PktIn:RxPktTot MultI:RxMltTot CmpI:RxCmpTot ErrsI:RxErrsTot KBOut:TxKBTot PktOut:TxPktTot SizeO:SizeOut CmpO:TxCmpTot ErrsO:TxErrsTot',
    ),
  ),
  'NETWORK STATISTICS': section(
    'NET',
    pairs(
      'KBIn:RxKB PktIn:RxPkt MultI:RxMlt CmpI:RxCmp ErrsI:RxErrs KBOut:TxKB PktOut:TxPkt SizeO:SizeOut CmpO:TxCmp ErrsO:TxErrs',
    ),
    'Name',
    ['Num'],
  ),
  'INODE SUMMARY': section(
    'INODE',
    pairs('Number:NumDentry Unused:UnusedDentry Alloc:openFiles MaxPct:MaxFile% Number#2:used'),
  ),
  'SOCKET STATISTICS': section('SOCK', {
    ...pairs('Inuse:Udp Inuse#2:Raw'),
    ...grouped('Tcp', 'Inuse:Tcp Orphan:Orph Tw Alloc Mem'),
    ...grouped('Frag', 'Inuse:Frag Mem:FragMem'),
  }),
  'NFS SUMMARY': section('NFS', {
    ...grouped('server', `${NFS_FIELDS('S')} UDP:Udp TCP:Tcp TCPConn:TcpConn BadAuth BadClnt:BadClient`),
    ...grouped('client', `${NFS_FIELDS('C')} Retrans Authref:AuthRef`),
  }),
  'TCP STACK SUMMARY': section('TCP', {}),
}

/**
 * The section of a title, or null when its rows are not read: tables of words
 * (processes, interrupts by device), and hardware that nobody could record.
 */
export function sectionFormat(title: string): SectionFormat | null {
  return Object.hasOwn(SECTIONS, title) ? (SECTIONS[title] ?? null) : null
}

/** The metric of a column, for the instance of its row. */
export function sectionMetric(format: SectionFormat, column: HeaderColumn, instance: string | null): string {
  const cpu = /^Cpu(\d+)$/.exec(column.name)?.[1]
  if (format.subsystem === 'INT' && cpu !== undefined) return plotMetric('CPU', cpu, 'Intrpt')
  const field = Object.hasOwn(format.fields, column.key) ? format.fields[column.key] : undefined
  return plotMetric(format.subsystem, instance, field ?? column.key)
}
