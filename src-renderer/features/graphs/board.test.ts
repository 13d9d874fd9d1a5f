import { describe, expect, it } from 'vitest'
import {
  addChart,
  addSeries,
  EMPTY_BOARD,
  findChart,
  MAX_CHARTS,
  MAX_SERIES_PER_CHART,
  moveChart,
  putChartBack,
  putSeriesBack,
  removeChart,
  removeSeries,
  renameChart,
  type Board,
} from './board.ts'

function ids(board: Board): number[][] {
  return board.map((chart) => chart.series.map((one) => one.id))
}

const three = [[1], [2], [3]].reduce((board, series) => addChart(board, series), EMPTY_BOARD)
const keys = three.map((chart) => chart.key)

describe('a board', () => {
  it('gets charts at the end or at a place, each with its own key', () => {
    const board = addChart(three, [4, 5, 4], 0)
    expect(ids(board)).toEqual([[4, 5], [1], [2], [3]])
    expect(new Set(board.map((chart) => chart.key)).size).toBe(4)
  })

  it('loses a chart, and is as before when the old board is put back', () => {
    expect(ids(removeChart(three, keys[1]!))).toEqual([[1], [3]])
    expect(ids(three)).toEqual([[1], [2], [3]])
  })

  it('never gets a chart without series', () => {
    expect(addChart(three, [])).toBe(three)
    expect(ids(removeSeries(three, keys[1]!, 2))).toEqual([[1], [3]])
  })

  it('moves a chart, not beyond the ends', () => {
    expect(ids(moveChart(three, keys[0]!, 2))).toEqual([[2], [3], [1]])
    expect(ids(moveChart(three, keys[2]!, 0))).toEqual([[3], [1], [2]])
    expect(ids(moveChart(three, keys[0]!, 99))).toEqual([[2], [3], [1]])
    expect(moveChart(three, keys[0]!, -1)).toBe(three)
    expect(moveChart(three, 'nobody', 1)).toBe(three)
  })

  it('takes a name, and its own back for an empty one', () => {
    const named = renameChart(three, keys[0]!, '  db02 at night ')
    expect(named[0]!.title).toBe('db02 at night')
    expect(renameChart(named, keys[0]!, ' ')[0]!.title).toBeNull()
  })

  it('has room for so many charts, and not one more', () => {
    let board: Board = EMPTY_BOARD
    for (let id = 1; id <= MAX_CHARTS; id += 1) board = addChart(board, [id])
    expect(board).toHaveLength(MAX_CHARTS)
    expect(addChart(board, [999])).toBe(board)
  })

  it('knows a chart by its series in any order', () => {
    const board = addChart(three, [7, 8])
    expect(findChart(board, [8, 7])?.key).toBe(board[3]!.key)
    expect(findChart(board, [7])).toBeNull()
    expect(findChart(board, [7, 8, 9])).toBeNull()
  })
})

describe('the series of a chart', () => {
  it('keep their colours when others go, and a new one takes the free colour', () => {
    const [chart] = addChart(EMPTY_BOARD, [1, 2, 3])
    const without = removeSeries([chart!], chart!.key, 2)
    expect(without[0]!.series).toEqual([
      { id: 1, color: 0 },
      { id: 3, color: 2 },
    ])
    expect(addSeries(without, chart!.key, [9])[0]!.series[2]).toEqual({ id: 9, color: 1 })
  })

  it('are in a chart once, and no more than fit', () => {
    const [chart] = addChart(EMPTY_BOARD, [1])
    const many = Array.from({ length: MAX_SERIES_PER_CHART + 5 }, (_, index) => index + 1)
    expect(addSeries([chart!], chart!.key, [1, 1])[0]!.series).toHaveLength(1)
    expect(addSeries([chart!], chart!.key, many)[0]!.series).toHaveLength(MAX_SERIES_PER_CHART)
  })
})

describe('undo', () => {
  it('puts a chart back to its place, whatever happened since', () => {
    const without = addChart(removeChart(three, keys[0]!), [9])
    expect(ids(putChartBack(without, three[0]!, 0))).toEqual([[1], [2], [3], [9]])
    expect(ids(putChartBack(EMPTY_BOARD, three[2]!, 2))).toEqual([[3]])
  })

  it('never makes two charts of one key', () => {
    const [only] = removeChart(removeChart(three, keys[1]!), keys[2]!)
    const again = putChartBack([only!], three[0]!, 0)
    expect(new Set(again.map((chart) => chart.key)).size).toBe(2)
  })

  it('puts a series back in its colour, with its chart when that went too', () => {
    const [chart] = addChart(EMPTY_BOARD, [1, 2])
    const without = removeSeries([chart!], chart!.key, 1)
    expect(putSeriesBack(without, chart!, 0, 1)[0]!.series).toContainEqual({ id: 1, color: 0 })
    expect(putSeriesBack([chart!], chart!, 0, 1)[0]!.series).toHaveLength(2)
    const [alone] = addChart(EMPTY_BOARD, [5])
    expect(ids(putSeriesBack([], alone!, 0, 5))).toEqual([[5]])
  })
})
