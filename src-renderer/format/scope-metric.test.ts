import { describe, expect, it } from 'vitest'
import { formatMetric } from './scope-metric.ts'

describe('a metric in the format of its template', () => {
  it.each([
    [0.61, 'percent', '0.61', '%'],
    [76.689, 'percent', '76.69', '%'],
    [512, 'filesize', '512', 'B'],
    [24_432_295_936, 'filesize', '22.8', 'GB'],
    [3_256, 'filesize', '3.2', 'KB'],
    [1_099, 'integer', '1,099', ''],
    [1_100, 'integer', '1.1', 'k'],
    [2_500_000, 'integer', '2.5', 'M'],
    [7.6, 'integer', '8', ''],
    [0.27, '', '0.27', ''],
    [2, '', '2.00', ''],
    [1_500, '', '1.5', 'k'],
    [-1_500, '', '-1.5', 'k'],
    [0, 'filesize', '0', 'B'],
  ] as const)('%d as "%s" is %s %s', (value, format, text, unit) => {
    expect(formatMetric(value, format, 'en-GB')).toEqual({ text, unit })
  })

  it('is a dash where there is none', () => {
    expect(formatMetric(null, 'percent', 'en-GB')).toEqual({ text: '–', unit: '' })
  })

  it('follows the language', () => {
    expect(formatMetric(24_432_295_936, 'filesize', 'de')).toEqual({ text: '22,8', unit: 'GB' })
  })
})
