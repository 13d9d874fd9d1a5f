import { describe, expect, it } from 'vitest'
import { addChart, EMPTY_BOARD, renameChart } from './board.ts'
import { parseBoard, parseLink, printBoard } from './board-storage.ts'

describe('a stored board', () => {
  it('comes back as it was', () => {
    const board = renameChart(addChart(addChart(EMPTY_BOARD, [1, 2]), [3]), 'c1', 'Night')
    expect(parseBoard(printBoard(board))).toEqual(board)
  })

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
