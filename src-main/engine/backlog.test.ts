import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { reading, START, testCatalogue } from '../../test/support/catalogue.ts'
import type { SampleBatch } from '../domain/sample.ts'
import { Backlog } from './backlog.ts'
import type { Catalogue } from './catalogue.ts'
import { DiskSpool } from './disk-spool.ts'

/** A disk that takes nothing while it is full. */
class FullDisk {
  isFull = true
  readonly #spool: DiskSpool
  constructor(spool: DiskSpool) {
    this.#spool = spool
  }

  get disk(): DiskSpool {
    return new Proxy(this.#spool, {
      get: (spool, name) => {
        if (name === 'append' && this.isFull)
          return () => Promise.reject(new Error('ENOSPC: no space left on device, write'))
        const value: unknown = Reflect.get(spool, name, spool)
        return typeof value === 'function' ? (value.bind(spool) as unknown) : value
      },
    })
  }
}

describe('values that wait in front of a disk that is full', () => {
  let directory: string
  let catalogue: Catalogue
  let backlog: Backlog
  let disk: FullDisk
  const lines: string[] = []
  let seriesId = 0
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'scopedeck-backlog-'))
    lines.length = 0
    catalogue = testCatalogue()
    seriesId = catalogue.seriesOf(catalogue.identity('plugin', 'web'), reading('load', 1))?.id ?? 0
    backlog = new Backlog({ catalogue, now: () => START, log: (line) => lines.push(line) })
    disk = new FullDisk(await DiskSpool.open({ directory, limitBytes: 200_000_000 }))
    backlog.useDisk(disk.disk)
  })
  afterEach(async () => {
    await backlog.close()
    rmSync(directory, { recursive: true, force: true })
  })

  const batch = (first: number, length: number): SampleBatch => ({
    series: new Int32Array(length).fill(seriesId),
    at: Float64Array.from({ length }, (_, row) => START + first + row),
    value: Float64Array.from({ length }, (_, row) => first + row),
  })
  const push = (first: number, length: number): void =>
    backlog.push({ samples: batch(first, length), states: [] })

  it('stay in memory, and why is said once and shown until the disk takes them', async () => {
    push(0, 10)
    await backlog.writeToDisk()
    await backlog.writeToDisk()
    expect(backlog.diskFault).toContain('no space left')
    expect(lines).toEqual(['Spool: it cannot be written: ENOSPC: no space left on device, write'])
    expect([backlog.memorySize, backlog.size, backlog.dropped]).toEqual([10, 10, 0])
    disk.isFull = false
    await backlog.writeToDisk()
    expect(backlog.diskFault).toBeNull()
    expect([backlog.memorySize, backlog.size, backlog.dropped]).toEqual([0, 10, 0])
  })

  it('are given up from the oldest on, and counted, however often the disk was tried', async () => {
    for (let first = 0; first < 1_200_000; first += 1_000) {
      push(first, 1_000)
      if (first % 100_000 === 0) await backlog.writeToDisk()
    }
    // At most what was tried at once goes together.
    expect(backlog.memorySize).toBeGreaterThan(900_000)
    expect(backlog.memorySize + backlog.dropped).toBe(1_200_000)
    disk.isFull = false
    await backlog.writeToDisk()
    const kept = backlog.size
    expect(backlog.memorySize).toBe(0)
    const found: number[] = []
    for (let part = await backlog.nextOfDisk(100_000); part !== null;) {
      for (const value of part.samples.value) found.push(value)
      await backlog.confirm()
      part = await backlog.nextOfDisk(100_000)
    }
    // The newest of all, in order, each once.
    expect(found.length).toBe(kept)
    expect(found[0]).toBe(1_200_000 - kept)
    expect(found.every((value, index) => value === 1_200_000 - kept + index)).toBe(true)
  })
})
