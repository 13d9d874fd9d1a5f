import { describe, expect, it } from 'vitest'
import { readRecording, valuesOf } from '../../../test/support/collectl-recording.ts'
import type { Reading } from '../../domain/sample.ts'
import { PlotFileReader, recordedBeginning } from './plot-file.ts'

interface Row {
  readonly at: number
  readonly readings: readonly Reading[]
}

const LATEST = Date.UTC(2027, 0, 1)
const HEADER = '#Date Time [CPU]User% [CPU]Sys%'
const encoder = new TextEncoder()

function read(pieces: readonly Uint8Array[]): { rows: Row[]; dropped: string[]; host: string | null } {
  const rows: Row[] = []
  const dropped: string[] = []
  const reader = new PlotFileReader({
    latest: LATEST,
    localTime: (year, month, day, dayMs) => Date.UTC(year, month - 1, day, -2) + dayMs,
    onRecord: (at, readings) => rows.push({ at, readings }),
    onDropped: (reason) => dropped.push(reason),
  })
  for (const bytes of pieces) reader.push(bytes)
  return { rows, dropped, host: reader.hostName }
}

const readText = (...lines: string[]) => read([encoder.encode(lines.map((line) => `${line}\n`).join(''))])
const common = (zone: string): string[] => [
  '#'.repeat(80),
  '# Host:       web01  DaemonOpts: ',
  `# Date:       20261126-114419  Secs: 1795693459 TZ: ${zone}`,
  '#'.repeat(80),
]

describe('a plot file', () => {
  it('has the host and the zone of its header, and a record a line', () => {
    const { rows, host, dropped } = read([readRecording('file-plot')])
    expect(host).toBe('vm')
    expect(dropped).toEqual([])
    expect(rows[0]?.at).toBe(Date.UTC(2026, 10, 21, 0, 37, 3))
    expect(rows[0]?.readings.find(({ metric }) => metric === 'cpuload.avg1')?.value).toBe(2.2)
  })

  it('gives the same records wherever it is cut', () => {
    const bytes = readRecording('file-plot').subarray(0, 2_000)
    const expected = JSON.stringify(read([bytes]))
    for (let cut = 1; cut < bytes.length; cut++)
      expect(JSON.stringify(read([bytes.subarray(0, cut), bytes.subarray(cut)]))).toBe(expected)
  })

  it.each([
    ['+0000', 11],
    ['+0530', 5.5],
    ['-0800', 19],
  ])('counts a time of zone %s from the epoch', (zone, hour) => {
    const { rows } = readText(...common(zone), HEADER, '20261126 11:00:00 7 2')
    expect(rows[0]?.at).toBe(Date.UTC(2026, 10, 26) + hour * 3_600_000)
  })

  it('takes the clock of the console where the file names no zone', () => {
    const { rows, host } = readText(HEADER, '20261126 11:00:00.250 7 2')
    expect(host).toBeNull()
    expect(rows[0]?.at).toBe(Date.UTC(2026, 10, 26, 9) + 250)
  })

  it('takes epochs as they are', () => {
    const { rows } = readText('#UTC [CPU]User% [CPU]Sys%', '1795693454.001 76 4')
    expect(rows[0]?.at).toBe(1_795_693_454_001)
    expect(valuesOf({ readings: rows[0]?.readings } as never)).toEqual({
      'cputotals.user': 76,
      'cputotals.sys': 4,
    })
  })

  it('goes on under a new header, as after a restart of collectl', () => {
    const { rows } = readText(
      ...[...common('+0000'), HEADER, '20261126 11:00:00 7 2'],
      ...[...common('+0000'), '#Date Time [MEM]Free', '20261126 11:00:10 4711'],
    )
    expect(rows.map(({ readings }) => readings.map(({ metric }) => metric))).toEqual([
      ['cputotals.user', 'cputotals.sys'],
      ['meminfo.free'],
    ])
  })

  it('leaves out what is damaged or of no believable time, and says so', () => {
    const { rows, dropped } = readText(
      HEADER,
      '20261126 11:00:00 7',
      '20261126 11:00:01 x 2',
      '19700101 00:00:00 7 2',
      '20991231 00:00:00 7 2',
      '20261399 00:00:00 7 2',
      'nonsense',
      '20261126 11:00:02 7 2',
    )
    expect(rows).toHaveLength(1)
    expect(dropped.length).toBeGreaterThanOrEqual(6)
  })

  it('loses a line over the limit, and nothing of what follows', () => {
    const { rows, dropped } = readText(HEADER, '9'.repeat(2_000_000), '20261126 11:00:02 7 2')
    expect([rows.length, dropped.length]).toEqual([1, 1])
  })
})

describe('the beginning of a file', () => {
  it('tells a raw file from a plot file, with the host and the subsystems', () => {
    const head = '# Host:       web01  DaemonOpts: \n# SubSys:     cdnmCDN Options:  Interval: 1\n'
    expect(recordedBeginning(`${head}>>> 1795693453.001 <<<\ncpu 1 2\n`)).toEqual({
      kind: 'raw',
      host: 'web01',
      subsystems: 'cdnmCDN',
    })
    expect(recordedBeginning(`${head}#Date Time [CPU]User%\n`)).toMatchObject({ kind: 'plot' })
    expect(recordedBeginning('#UTC [CPU]User%\n')).toEqual({ kind: 'plot', host: null, subsystems: null })
  })

  it('is nothing where collectl did not record it', () => {
    expect(recordedBeginning('root:x:0:0:root:/root:/bin/bash\n')).toBeNull()
    expect(recordedBeginning('')).toBeNull()
  })
})
