import { describe, expect, it } from 'vitest'
import { MAX_PARTITIONS, type Partition, endedBefore, partitionName, planSplits } from './partition-plan.ts'

const TODAY = Date.UTC(2026, 2, 4) / 86_400_000
const edge = (day: number): number => (TODAY + day) * 1_440
const rest = (rows = 0): Partition => ({ name: 'p_rest', before: Infinity, rows })
const until = (day: number, rows = 0): Partition => ({
  name: partitionName(edge(day)),
  before: edge(day),
  rows,
})

describe('planSplits', () => {
  it('parts the only partition into what is older, the days asked for, and the rest', () => {
    expect(planSplits([rest()], [TODAY, TODAY + 1])).toEqual([
      {
        partition: 'p_rest',
        into: [
          { name: 'p20260303', before: edge(0) },
          { name: 'p20260304', before: edge(1) },
          { name: 'p20260305', before: edge(2) },
          { name: 'p_rest', before: Infinity },
        ],
      },
    ])
  })

  it('does nothing when each day has its own', () => {
    expect(planSplits([until(0), until(1), until(2), rest()], [TODAY, TODAY + 1])).toEqual([])
  })

  it('adds only what is missing, in the middle as well', () => {
    expect(planSplits([until(-3), until(1), rest()], [TODAY - 1, TODAY + 1])).toEqual([
      {
        partition: 'p20260304',
        into: [
          { name: 'p20260302', before: edge(-1) },
          { name: 'p20260303', before: edge(0) },
          { name: 'p20260304', before: edge(1) },
        ],
      },
      {
        partition: 'p_rest',
        into: [
          { name: 'p20260305', before: edge(2) },
          { name: 'p_rest', before: Infinity },
        ],
      },
    ])
  })

  it('moves 200,000 rows for it, and not one more', () => {
    expect(planSplits([rest(200_000)], [TODAY])).toHaveLength(1)
    expect(planSplits([rest(200_001)], [TODAY])).toEqual([])
  })

  it('makes no more partitions than a server bears', () => {
    const days = (count: number): number[] => Array.from({ length: count }, (_, day) => TODAY + day)
    // One more than days: what is older.
    expect(planSplits([rest()], days(MAX_PARTITIONS - 2))).toHaveLength(1)
    expect(planSplits([rest()], days(MAX_PARTITIONS - 1))).toEqual([])
  })
})

describe('endedBefore', () => {
  it('takes partitions that end at the slot or earlier', () => {
    const partitions = [until(-1), until(0), until(1), rest()]
    expect(endedBefore(partitions, edge(0)).map(({ before }) => before)).toEqual([edge(-1), edge(0)])
    expect(endedBefore(partitions, edge(0) - 1)).toHaveLength(1)
    expect(endedBefore(partitions, edge(0) + 1)).toHaveLength(2)
  })
})
