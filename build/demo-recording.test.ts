import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { DEMO, deriveDemo, RECORDING } from './demo-recording.mjs'

const demo = readFileSync(DEMO, 'utf8')
const records = demo
  .split('>>><<<\n')
  .slice(0, -1)
  .map(
    (record) =>
      new Map(
        record
          .trim()
          .split('\n')
          .map((line) => line.split(' ') as [string, string]),
      ),
  )

describe('what the demo plays', () => {
  it('is what the script makes of the recording', () => {
    expect(deriveDemo(readFileSync(RECORDING, 'utf8'))).toBe(demo)
  })

  it('is two minutes of the same names', () => {
    expect(records).toHaveLength(120)
    const names = [...(records[0]?.keys() ?? [])]
    expect(names).toHaveLength(55)
    expect(records.every((record) => [...record.keys()].join() === names.join())).toBe(true)
  })

  it('adds up in every record', () => {
    for (const record of records) {
      const of = (name: string) => Number(record.get(name))
      const shares = ['user', 'nice', 'sys', 'wait', 'irq', 'soft', 'steal', 'idle']
      expect(shares.reduce((sum, share) => sum + of(`cputotals.${share}`), 0)).toBe(100)
      expect(of('cputotals.total')).toBe(100 - of('cputotals.idle'))
      expect(of('meminfo.used') + of('meminfo.free')).toBe(of('meminfo.tot'))
      expect(of('meminfo.free')).toBeGreaterThan(0)
      expect([...record.values()].every((value) => Number(value) >= 0)).toBe(true)
    }
  })

  it('has no seam where it begins again', () => {
    const loadOf = (index: number) => Number(records.at(index)?.get('cpuload.avg1'))
    expect(Math.abs(loadOf(-1) - loadOf(0))).toBeLessThan(0.15)
  })
})
