import { describe, expect, it } from 'vitest'
import { addChart, EMPTY_BOARD, renameChart, setMode, setThresholds } from './board.ts'
import { fromStored, parseBoard, parseLink, toStored } from './board-storage.ts'

describe('a stored board', () => {
  it('comes back as it was', () => {
    const two = renameChart(addChart(addChart(EMPTY_BOARD, [1, 2]), [3]), 'c1', 'Night')
    const board = setThresholds(setMode(two, 'c2', 'stacked'), 'c1', [{ level: 'bad', value: 9, unit: '%' }])
    expect(fromStored(toStored(board))).toEqual(board)
  })
})

describe('a board that an old window kept', () => {
  it.each([
    null,
    '',
    'nonsense',
    'null',
    '[]',
    '{"version":2,"charts":[]}',
    '{"version":1,"charts":{}}',
    '{"version":1,"charts":[null,7,{},{"series":[]},{"series":[{"id":-1},{"id":"1"},{"id":1.5},{"id":0}]}]}',
  ])('is empty when %s was stored', (text) => {
    expect(parseBoard(text)).toEqual([])
  })

  it('keeps what it understands', () => {
    const [chart] = parseBoard(
      '{"version":1,"charts":[{"title":7,"series":[{"id":5},{"id":5},null,{"id":6,"color":3}]}]}',
    )
    expect(chart).toEqual({
      key: 'c1',
      title: null,
      mode: 'lines',
      thresholds: [],
      series: [
        { id: 5, color: 0 },
        { id: 6, color: 3 },
      ],
    })
  })
})

describe('a link to series', () => {
  it.each([
    ['1,2,3', [1, 2, 3]],
    ['7', [7]],
    ['2,2,x,-1,0,1.5, 4', [2, 4]],
    [
      ['1', '2,3'],
      [1, 2, 3],
    ],
    ['', []],
    [undefined, []],
    [null, []],
  ])('%j means %j', (query, ids) => {
    expect(parseLink(query)).toEqual(ids)
  })
})
