import type { Metric, MetricCatalogue } from './catalogue.ts'
import { plotMetric } from './names.ts'

/** The columns of one disk or interface: its name, then a value a field. */
export interface DeviceBlocks {
  readonly kind: 'devices'
  readonly subsystem: string
  readonly fields: readonly string[]
}

/** Columns whose number does not change while collectl runs. */
export interface PlainColumns {
  readonly kind: 'plain'
  readonly metrics: readonly (Metric | null)[]
}

export interface PlotHeader {
  readonly separator: string
  /** `#Date Time` are two columns, `#UTC` is one (collectl.md §5.3). */
  readonly timeColumns: 1 | 2
  /** After the time: a metric; a device's name that stands in this column; or null for a column that is left out. */
  readonly columns: readonly (Metric | DeviceName | null)[]
  /** The same columns as they may grow and shrink with devices. */
  readonly sections: readonly (PlainColumns | DeviceBlocks)[]
}

export interface DeviceName {
  readonly deviceName: string
}

interface Column {
  readonly subsystem: string
  readonly instance: string | null
  readonly field: string
}

/** Columns of Lustre and InfiniBand that name something and measure nothing. */
const WORD_FIELDS = new Set(['Ost', 'FileSys', 'HCA', 'Disk'])
const TIME_COLUMNS = /^#(?:Date(.)Time|UTC)(.)(?=\[)/
const COLUMN = /^\[([^\]:]+)(?::([^\]]*))?\](.+)$/

/** Reads a `#Date Time [CPU]User% …` line; null when it is none or has more columns than `maxColumns`. */
export function readPlotHeader(
  line: string,
  catalogue: MetricCatalogue,
  maxColumns: number,
): PlotHeader | null {
  const match = TIME_COLUMNS.exec(line)
  if (match === null) return null
  const separator = match[2] ?? ' '
  const columns = inOrderOfData(line.slice(match[0].length).split(separator).map(readColumn))
  if (columns.length > maxColumns) return null
  const metrics = catalogue.columns(columns.map((column) => (isName(column) ? null : metricName(column))))
  return {
    separator,
    timeColumns: match[1] === undefined ? 1 : 2,
    columns: columns.map((column, index) =>
      isName(column) ? { deviceName: column?.instance ?? '' } : (metrics[index] ?? null),
    ),
    sections: readSections(columns, metrics),
  }
}

function readColumn(text: string): Column | null {
  const match = COLUMN.exec(text)
  return match === null
    ? null
    : { subsystem: match[1] ?? '', instance: match[2] ?? null, field: match[3] ?? '' }
}

/** collectl 4.3.1 names a CPU's last columns `Guest% GuestN% Intrpt` and sends interrupts first (collectl.md §5.3). */
const NAMED_ORDER = ['Guest%', 'GuestN%', 'Intrpt']

function inOrderOfData(columns: readonly (Column | null)[]): (Column | null)[] {
  const ordered = [...columns]
  for (const [index, column] of columns.entries()) {
    const next = columns.slice(index, index + NAMED_ORDER.length)
    const isMisnamed =
      column !== null &&
      column.field === NAMED_ORDER[0] &&
      column.instance !== null &&
      NAMED_ORDER.every(
        (field, offset) => next[offset]?.field === field && isSameInstance(column, next[offset]),
      )
    if (!isMisnamed) continue
    const [guest = null, guestNice = null, interrupts = null] = next
    ordered.splice(index, NAMED_ORDER.length, interrupts, guest, guestNice)
  }
  return ordered
}

function isSameInstance(a: Column, b: Column | null | undefined): boolean {
  return b?.subsystem === a.subsystem && b.instance === a.instance
}

function isName(column: Column | null | undefined): boolean {
  return column?.field === 'Name' && column.instance !== null
}

function metricName(column: Column | null): string | null {
  return column === null || WORD_FIELDS.has(column.field)
    ? null
    : plotMetric(column.subsystem, column.instance, column.field)
}

function readSections(
  columns: readonly (Column | null)[],
  metrics: readonly (Metric | null)[],
): (PlainColumns | DeviceBlocks)[] {
  const sections: (PlainColumns | DeviceBlocks)[] = []
  let index = 0
  while (index < columns.length) {
    const name = columns[index]
    const start = index++
    if (name && isName(name)) {
      while (isSameDevice(name, columns[index])) index++
      const fields = columns.slice(start + 1, index).map((column) => column?.field ?? '')
      const last = sections.at(-1)
      const isRepeated =
        last?.kind === 'devices' && last.subsystem === name.subsystem && last.fields.length === fields.length
      if (!isRepeated) sections.push({ kind: 'devices', subsystem: name.subsystem, fields })
    } else {
      while (index < columns.length && !isName(columns[index])) index++
      sections.push({ kind: 'plain', metrics: metrics.slice(start, index) })
    }
  }
  return sections
}

function isSameDevice(name: Column, column: Column | null | undefined): boolean {
  return isSameInstance(name, column) && !isName(column)
}
