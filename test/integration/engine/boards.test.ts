import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CONTRACT_LIMITS, type BoardFile } from '../../../src-main/contract/index.ts'
import { addValues, startTestEngine, type TestEngine } from '../../support/test-engine.ts'

describe('boards', () => {
  let deck: TestEngine
  beforeEach(async () => {
    deck = await startTestEngine()
    addValues(deck, 'web01', { 'cpu.user': 1, 'cpu.sys': 2 })
  })
  afterEach(() => deck.dispose())

  const idOf = (metric: string): number =>
    [...deck.services.catalogue.allSeries].find(({ record }) => record.metric === metric)?.id ?? 0
  const chart = () => ({
    title: 'Busy',
    mode: 'stacked' as const,
    thresholds: [{ level: 'bad' as const, value: 90, unit: '%' }],
    series: [
      { id: idOf('cpu.user'), color: 0 },
      { id: idOf('cpu.sys'), color: 4 },
    ],
  })
  const file = (parts: Partial<BoardFile> = {}): unknown => ({
    format: 'scopedeck-board',
    version: 1,
    name: 'From afar',
    charts: [{ series: [{ host: 'WEB01', source: 'collectl', metric: 'cpu.user' }] }],
    ...parts,
  })

  it('are there after a restart, by name, and say when they changed', async () => {
    const { boards } = deck.services
    const night = await boards.create({ name: 'Night', charts: [chart()] })
    await boards.create({ name: 'Day', charts: [] })
    deck = await deck.restart()
    expect(await deck.services.boards.get(night.id)).toEqual(night)
    expect((await deck.services.boards.list()).map(({ name, charts }) => [name, charts])).toEqual([
      ['Day', 0],
      ['Night', 1],
    ])
  })

  it('keep what a change leaves out, and refuse a name that another one has in any case', async () => {
    const { boards } = deck.services
    const { id } = await boards.create({ name: 'Night', charts: [chart()] })
    await boards.create({ name: 'Day', charts: [] })
    expect(await boards.update(id, { name: 'NIGHT' })).toMatchObject({ name: 'NIGHT', charts: [chart()] })
    expect(await boards.update(id, { charts: [] })).toMatchObject({ name: 'NIGHT', charts: [] })
    await expect(boards.update(id, { name: 'day' })).rejects.toMatchObject({ code: 'BOARD_NAME_TAKEN' })
    await expect(boards.create({ name: 'night', charts: [] })).rejects.toMatchObject({
      code: 'BOARD_NAME_TAKEN',
    })
    await expect(boards.update(99, {})).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('come back under their number after a removal, which nobody else got meanwhile', async () => {
    const { boards } = deck.services
    const { id } = await boards.create({ name: 'Night', charts: [chart()] })
    const removed = await boards.remove(id)
    const other = await boards.create({ name: 'Night', charts: [] })
    expect(other.id).not.toBe(id)
    expect(await boards.restore(removed)).toMatchObject({ id, name: 'Night (2)', charts: [chart()] })
  })

  it('travel as a file by the names of their series', async () => {
    const { boards } = deck.services
    const { id } = await boards.create({ name: 'Night', charts: [chart()] })
    const exported = JSON.parse(JSON.stringify(await boards.exportFile(id))) as BoardFile
    expect(exported.charts[0]?.series).toEqual([
      { host: 'web01', source: 'collectl', metric: 'cpu.user', color: 0 },
      { host: 'web01', source: 'collectl', metric: 'cpu.sys', color: 4 },
    ])
    const { board, missing } = await boards.importFile(exported)
    expect(missing).toEqual([])
    expect(board).toMatchObject({ name: 'Night (2)', charts: [chart()] })
    expect(board.id).not.toBe(id)
  })

  it('leave out series that are not known here, and name them', async () => {
    const unknown = { host: 'db09', source: 'scopeport' as const, metric: 'mood' }
    const { board, missing } = await deck.services.boards.importFile(
      file({
        charts: [
          { series: [{ host: 'web01', source: 'collectl', metric: 'cpu.user' }, unknown] },
          { series: [unknown] },
        ] as never,
      }),
    )
    expect(missing).toEqual([unknown, unknown])
    expect(board.charts).toEqual([
      { title: null, mode: 'lines', thresholds: [], series: [{ id: idOf('cpu.user'), color: 0 }] },
    ])
    await expect(
      deck.services.boards.importFile(file({ charts: [{ series: [unknown] }] as never })),
    ).rejects.toThrow('mood of db09 (scopeport)')
  })

  it.each([
    ['nothing', null, /expected object/],
    ['another kind of file', { format: 'dashboard' }, /format: .*scopedeck-board/],
    ['a later version', { format: 'scopedeck-board', version: 2, name: 'x', charts: [] }, /version: /],
    ['a chart without series', { charts: [{ series: [] }] }, /charts\.0\.series: /],
    ['a value that is no number', { charts: [{ thresholds: [{ value: 'x' }], series: [] }] }, /charts\.0\./],
    ['an empty name', { name: ' ' }, /name: /],
    ['too many charts', { charts: Array.from({ length: CONTRACT_LIMITS.chartsPerBoard + 1 }) }, /charts: /],
  ])('refuse %s as a file, and say where', async (_, content, words) => {
    const whole = content === null || 'format' in content ? content : (file(content as never) as object)
    const importing = deck.services.boards.importFile(whole)
    await expect(importing).rejects.toMatchObject({ code: 'BOARD_FILE_INVALID' })
    await expect(importing).rejects.toThrow(words)
    expect(await deck.services.boards.list()).toEqual([])
  })

  it('are so many and not one more', async () => {
    const { boards } = deck.services
    for (let number = 1; number <= CONTRACT_LIMITS.boards; number += 1)
      await boards.create({ name: `Board ${number}`, charts: [] })
    await expect(boards.create({ name: 'One more', charts: [] })).rejects.toMatchObject({
      code: 'BOARDS_FULL',
    })
  })
})
