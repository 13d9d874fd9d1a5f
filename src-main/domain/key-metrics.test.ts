import { describe, expect, it } from 'vitest'
import { keyMetricOf } from './key-metrics.ts'

describe('keyMetricOf', () => {
  it('knows which figure of a protocol stands for what', () => {
    expect(keyMetricOf('collectl', 'cputotals.total')).toMatchObject({ role: 'cpu', factor: 1 })
    expect(keyMetricOf('collectl', 'cpuload.avg1')?.role).toBe('load')
    expect(keyMetricOf('scopeport', 'cpu_load_average_1')?.role).toBe('load')
  })

  it('gives memory in bytes: both protocols count in KB', () => {
    expect(keyMetricOf('collectl', 'meminfo.free')).toMatchObject({ role: 'memoryFree', factor: 1024 })
    expect(keyMetricOf('scopeport', 'free_memory')).toMatchObject({ role: 'memoryFree', factor: 1024 })
  })

  it('prefers the load over the shortest time', () => {
    const ranks = [1, 5, 15].map((minutes) => keyMetricOf('scopeport', `cpu_load_average_${minutes}`)?.rank)
    expect(ranks).toEqual([2, 1, 0])
  })

  it('does not take the name of one protocol for that of another', () => {
    expect(keyMetricOf('scopeport', 'cputotals.total')).toBeNull()
    expect(keyMetricOf('collectl', 'free_memory')).toBeNull()
    expect(keyMetricOf('collectl', 'cputotals.user')).toBeNull()
  })
})
