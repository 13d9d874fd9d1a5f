import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { afterEach, expect, it, onTestFailed } from 'vitest'
import { quietPort } from '../../support/quiet-port.ts'
import type { CollectlRecord } from '../../../src-main/protocols/collectl/events.ts'
import {
  collectlServerCommand,
  parseCollectlVersion,
} from '../../../src-main/protocols/collectl/server-command.ts'
import { COLLECTL, describeNeeding } from '../../support/needs.ts'
import { valuesOf } from '../../support/collectl-recording.ts'
import { endAll, Listener, startCollectl } from './collectl-process.ts'

const TOTAL_KB = Number(/^MemTotal: +(\d+) kB/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1])
const CPUS = cpus().length
const BEST = '-scdnm --export lexpr'

function number(record: CollectlRecord, metric: string): number {
  const value = valuesOf(record)[metric]
  if (typeof value !== 'number') throw new Error(`${metric} is ${value}`)
  return value
}

async function joined(switches: string): Promise<Listener> {
  const port = await quietPort()
  startCollectl(port, switches)
  const listener = new Listener(port)
  // One of several may be what a test waited for in vain.
  onTestFailed(() => console.log(switches, listener.story()))
  return listener
}

/** vmstat has its header once: who comes later than the first record, on a busy machine, never has one. */
async function joinedInTime(switches: string): Promise<Listener> {
  for (;;) {
    const listener = await joined(switches)
    const isLate = (): boolean => listener.errors.some((error) => error.startsWith('No header yet'))
    await listener.until(() => listener.records.length > 0 || isLate())
    if (listener.records.length > 0) return listener
    await listener.client.stop()
  }
}

describeNeeding([COLLECTL], 'the real collectl', () => {
  afterEach(endAll)

  it('is of the version that the recordings are of, and takes the command for this machine', () => {
    expect(parseCollectlVersion(execFileSync(COLLECTL.path, ['--version'], { encoding: 'utf8' }))).toMatch(
      /^4\.3\./,
    )
    const [, , , ...switches] = collectlServerCommand(2655)
    expect(switches.join(' ')).toBe(BEST)
  })

  it('is read in each of its formats, and all agree about this machine', async () => {
    const formats = [
      { switches: BEST, format: 'lexpr', total: TOTAL_KB, cpus: CPUS, hasClock: true },
      { switches: '-scdnm -P --hr 5 -oUm', format: 'plot', total: TOTAL_KB, cpus: null, hasClock: true },
      { switches: '-scdnmC -P --hr 5 --sep ,', format: 'plot', total: TOTAL_KB, cpus: null, hasClock: false },
      { switches: '-scdnm -oD --hr 5', format: 'brief', total: null, cpus: null, hasClock: false },
      // In verbose the numbers are cut to whole megabytes.
      {
        switches: '-scdnm --verbose',
        format: 'verbose',
        total: Math.floor(TOTAL_KB / 1_024) * 1_024,
        cpus: CPUS,
        hasClock: true,
      },
      { switches: '--export vmstat --hr 5', format: 'vmstat', total: null, cpus: null, hasClock: false },
    ]
    const listeners = await Promise.all(
      formats.map(({ switches, format }) => (format === 'vmstat' ? joinedInTime : joined)(switches)),
    )
    const records = await Promise.all(listeners.map((listener) => listener.record(4)))
    for (const [index, { switches, format, total, cpus: cpuCount, hasClock }] of formats.entries()) {
      const record = records[index] as CollectlRecord
      const { state, error, intervalMs, recordsDropped } = listeners[index]?.client.snapshot() ?? {}
      expect({ switches, state, error, recordsDropped }).toEqual({
        switches,
        state: 'streaming',
        error: null,
        recordsDropped: 0,
      })
      expect(listeners[index]?.client.snapshot().format).toBe(format)
      expect(intervalMs).toBeGreaterThan(500)
      expect(intervalMs).toBeLessThan(2_000)
      expect(Math.abs(record.at - record.receivedAt)).toBeLessThan(2_500)
      expect(record.clockSkewMs === null).toBe(!hasClock)
      if (total !== null) expect(number(record, 'meminfo.tot')).toBe(total)
      if (cpuCount !== null) expect(number(record, 'cputotals.num')).toBe(cpuCount)
      const free = number(record, 'meminfo.free')
      expect(free).toBeGreaterThan(0)
      expect(free).toBeLessThan(TOTAL_KB)
      expect(number(record, 'ctxint.ctx')).toBeGreaterThan(0)
      expect(
        number(record, 'cputotals.systot' in valuesOf(record) ? 'cputotals.systot' : 'cputotals.sys'),
      ).toBeLessThanOrEqual(101)
    }
    // Free memory of the same moment, whatever the format wrote it as.
    const free = records.map((record) => number(record, 'meminfo.free'))
    expect(Math.max(...free) - Math.min(...free)).toBeLessThan(TOTAL_KB / 10)
  })

  it('may die and come back on the same port', async () => {
    const port = await quietPort()
    const killCollectl = startCollectl(port, BEST)
    const listener = new Listener(port)
    await listener.record(2)
    await killCollectl()
    await listener.until(({ state }) => state === 'retrying')
    expect(listener.errors.at(-1)).toBe(`collectl at 127.0.0.1:${port} closed the connection.`)
    await listener.until(() => listener.errors.at(-1)?.startsWith('Connection refused') === true)
    const before = listener.records.length
    startCollectl(port, BEST)
    const record = await listener.record(before + 2)
    expect(number(record, 'meminfo.tot')).toBe(TOTAL_KB)
    expect(listener.client.snapshot()).toMatchObject({ state: 'streaming', error: null, recordsDropped: 0 })
  })

  it('is read six times side by side', async () => {
    const listeners = await Promise.all(Array.from({ length: 6 }, () => joined(BEST)))
    const records = await Promise.all(listeners.map((listener) => listener.record(3)))
    expect(records.map((record) => number(record, 'cputotals.num'))).toEqual(
      Array.from({ length: 6 }, () => CPUS),
    )
    expect(listeners.map(({ client }) => client.snapshot().recordsDropped)).toEqual([0, 0, 0, 0, 0, 0])
  })

  it('in plot format gives its names to a late client only with --hr', async () => {
    const [early, forgetful] = await Promise.all(['-scm -P --hr 5', '-scm -P'].map(joined))
    if (early === undefined || forgetful === undefined) throw new Error('not started')
    await Promise.all([early.record(2), forgetful.record(2)])
    // The same collectls, joined in the middle of a page.
    await Promise.all([early.client.pause(), forgetful.client.pause()])
    for (const listener of [early, forgetful]) listener.events.length = 0
    early.client.start()
    forgetful.client.start()
    const record = await early.record(4)
    expect(number(record, 'meminfo.tot')).toBe(TOTAL_KB)
    expect(early.client.snapshot().error).toBeNull()
    await forgetful.until(({ error }) => error !== null && error.startsWith('No header yet'))
    expect(forgetful.client.snapshot()).toMatchObject({ state: 'detecting', format: 'plot', recordsTotal: 2 })
    expect(forgetful.client.snapshot().error).toContain('--hr 5')
  })
})
