import { describe, expect, it } from 'vitest'
import type { SampleBatch } from '../domain/sample.ts'
import { SampleSpool } from './sample-spool.ts'

function batchOf(seriesId: number, size: number): SampleBatch {
  return {
    series: new Int32Array(size).fill(seriesId),
    at: new Float64Array(size),
    value: new Float64Array(size),
  }
}

const idsOf = (spool: SampleSpool): number[] => {
  const ids: number[] = []
  for (let batch = spool.shift(); batch !== null; batch = spool.shift()) ids.push(batch.series[0] ?? 0)
  return ids
}

describe('SampleSpool', () => {
  it('gives back what it took, oldest first', () => {
    const spool = new SampleSpool(100)
    spool.push(batchOf(1, 10))
    spool.push(batchOf(2, 20))
    expect(spool.size).toBe(30)
    expect(idsOf(spool)).toEqual([1, 2])
    expect(spool.size).toBe(0)
  })

  it('takes a batch back as the oldest', () => {
    const spool = new SampleSpool(100)
    spool.push(batchOf(2, 1))
    spool.unshift(batchOf(1, 1))
    expect(idsOf(spool)).toEqual([1, 2])
  })

  it.each([
    [39, 0, [1, 2]],
    [40, 0, [1, 2]],
    [41, 60, [2]],
  ])('with a batch of %s beside one of 60 has dropped %s', (size, dropped, left) => {
    const spool = new SampleSpool(100)
    spool.push(batchOf(1, 60))
    spool.push(batchOf(2, size))
    expect(spool.dropped).toBe(dropped)
    expect(idsOf(spool)).toEqual(left)
  })

  it('keeps the last batch even when it is too large by itself', () => {
    const spool = new SampleSpool(100)
    spool.push(batchOf(1, 101))
    expect([spool.size, spool.dropped]).toEqual([101, 0])
  })
})
