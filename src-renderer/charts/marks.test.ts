import { describe, expect, it } from 'vitest'
import { keepMarks, markFlags, visibleMarks, type ChartMark } from './marks.ts'

const plot = { left: 50, top: 10, width: 100, height: 100 }
const range = { from: 1_000, to: 2_000 }

function mark(key: string, from: number, to = from, tone: ChartMark['tone'] = 'accent'): ChartMark {
  return { key, from, to, label: key, tone }
}

describe('marks on a chart', () => {
  it('are seen when they lie in the range or reach into it, in their order', () => {
    const marks = [mark('late', 1_900), mark('before', 900), mark('into', 500, 1_000), mark('over', 2_001)]
    expect(visibleMarks(marks, range).map(({ key }) => key)).toEqual(['into', 'late'])
  })

  it('stay the same list until something about one of them changes', () => {
    const before = [mark('a', 1_100), mark('b', 1_200, 1_250)]
    expect(keepMarks(before, [mark('a', 1_100), mark('b', 1_200, 1_250)])).toBe(before)
    const moved = [mark('a', 1_100), mark('b', 1_200, 1_260)]
    for (const marks of [moved, before.slice(1), [], [...before, mark('c', 1_300)]])
      expect(keepMarks(before, marks)).toBe(marks)
    expect(keepMarks(undefined, before)).toBe(before)
  })

  it('have a flag each where there is room, at the edge when they began before', () => {
    const flags = markFlags([mark('into', 500, 1_500), mark('middle', 1_500)], range, plot)
    expect(flags.map(({ x, marks }) => [x, marks.map(({ key }) => key)])).toEqual([
      [50, ['into']],
      [100, ['middle']],
    ])
  })

  it('share a flag where there is none, in the tone of the worst of them', () => {
    const marks = [mark('a', 1_100), mark('b', 1_200, 1_250, 'bad'), mark('c', 1_270, 1_270, 'stale')]
    expect(markFlags([...marks, mark('d', 1_300)], range, plot)).toEqual([
      { x: 60, marks, tone: 'bad' },
      { x: 80, marks: [mark('d', 1_300)], tone: 'accent' },
    ])
  })
})
