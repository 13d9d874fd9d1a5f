import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { ChartMode, ChartThreshold, StoredBoard } from '../../../src-main/contract/index.ts'
import { translate } from '../../i18n/i18n.ts'
import { useRpc } from '../../rpc/client.ts'
import { wordsOf, type ErrorWords } from '../../rpc/errors.ts'
import * as boards from './board.ts'
import { fromStored, OLD_BOARD_KEY, parseBoard, toStored } from './board-storage.ts'
import { BoardSaver } from './board-saver.ts'
import { freeName, readKept, useBoardList, writeKept } from './use-board-list.ts'

/** Which board this window showed last. */
const CURRENT_KEY = 'scopedeck.board.current'

function keptId(): number | null {
  const id = Number(readKept(CURRENT_KEY))
  return Number.isSafeInteger(id) && id > 0 ? id : null
}

/**
 * The board that this window shows, kept by the console. What a person changes is
 * seen at once and saved a moment later; what another window changes comes in when
 * nothing of ours waits. Removals give the function that takes them back.
 */
export const useBoard = defineStore('board', () => {
  const { client, state: connection } = useRpc()
  const list = useBoardList()
  /** Null: none is kept yet; the first change makes one. */
  const id = shallowRef<number | null>(null)
  /** Counts the boards that were shown: one that is kept for the first time stays the same. */
  const turn = shallowRef(0)
  const name = shallowRef('')
  const charts = shallowRef<boards.Board>(boards.EMPTY_BOARD)
  /** The console has said what is on the board, or that there is none. */
  const isLoaded = shallowRef(false)
  /** Why the last change is not saved; null when it is. */
  const failure = shallowRef<ErrorWords | null>(null)
  /** Series that are switched off in the legends, by chart. */
  const hidden = shallowRef<ReadonlyMap<string, ReadonlySet<number>>>(new Map())
  let updatedAt = 0

  const saver = new BoardSaver({
    save: async () => {
      const stored = await store()
      id.value = stored.id
      name.value = stored.name
      updatedAt = stored.updatedAt
    },
    onSettled: (cause) => {
      failure.value = cause === null ? null : wordsOf(cause)
    },
  })

  async function store(): Promise<StoredBoard> {
    const content = toStored(charts.value)
    if (id.value !== null && list.isThere(id.value)) {
      return client.boards.update({ id: id.value, charts: content })
    }
    const wanted = name.value === '' ? translate('graphs.firstBoard') : name.value
    return client.boards.create({ name: freeName(list.data ?? [], wanted), charts: content })
  }

  function put(board: StoredBoard): void {
    if (board.id !== id.value) {
      hidden.value = new Map()
      turn.value += 1
    }
    id.value = board.id
    name.value = board.name
    updatedAt = board.updatedAt
    charts.value = fromStored(board.charts)
    isLoaded.value = true
    writeKept(CURRENT_KEY, String(board.id))
  }

  function putNothing(): void {
    turn.value += 1
    id.value = null
    name.value = ''
    charts.value = boards.EMPTY_BOARD
    isLoaded.value = true
  }

  /** Shows a board; what waits of the one before is saved first. */
  async function open(boardId: number): Promise<void> {
    await saver.flush()
    put(await client.boards.get({ id: boardId }))
  }

  /** Follows the list of the console: the first time to find a board, then to see what others changed. */
  async function follow(): Promise<void> {
    const lines = list.data
    if (lines === null || saver.isWaiting) return
    const wanted = id.value ?? keptId()
    const line = lines.find((one) => one.id === wanted) ?? lines[0]
    if (line === undefined) {
      putNothing()
      const old = parseBoard(readKept(OLD_BOARD_KEY))
      writeKept(OLD_BOARD_KEY, null)
      if (old.length > 0) edit(old)
    } else if (line.id !== id.value || line.updatedAt > updatedAt) {
      await open(line.id).catch(() => undefined)
    }
  }

  function edit(next: boards.Board): void {
    if (next === charts.value) return
    charts.value = next
    saver.request()
  }

  /** What takes a change back belongs to its board, whichever one is shown then. */
  function undoOn(change: () => void): () => Promise<void> {
    const boardId = id.value
    return async () => {
      if (boardId !== null && boardId !== id.value) await open(boardId)
      change()
    }
  }

  watch(
    () => list.data,
    () => void follow(),
    { immediate: true },
  )
  watch(connection, (state) => {
    if (state.kind === 'on' && failure.value !== null) saver.request()
  })
  window.addEventListener('pagehide', () => void saver.flush())

  /** Gives the key of the new chart; null when the board is full. */
  function addChart(ids: readonly number[], index?: number): string | null {
    const before = charts.value
    edit(boards.addChart(before, ids, index))
    return charts.value.find((chart) => !before.includes(chart))?.key ?? null
  }

  function removeChart(key: string): () => Promise<void> {
    const index = charts.value.findIndex((chart) => chart.key === key)
    const chart = charts.value[index]
    edit(boards.removeChart(charts.value, key))
    return undoOn(() => {
      if (chart !== undefined) edit(boards.putChartBack(charts.value, chart, index))
    })
  }

  function removeSeries(key: string, seriesId: number): () => Promise<void> {
    const index = charts.value.findIndex((chart) => chart.key === key)
    const chart = charts.value[index]
    edit(boards.removeSeries(charts.value, key, seriesId))
    return undoOn(() => {
      if (chart !== undefined) edit(boards.putSeriesBack(charts.value, chart, index, seriesId))
    })
  }

  function clear(): () => Promise<void> {
    const before = charts.value
    edit(boards.EMPTY_BOARD)
    return undoOn(() => {
      edit(before)
    })
  }

  return {
    turn,
    id,
    name,
    charts,
    hidden,
    isLoaded,
    failure,
    list: computed(() => list.data ?? []),
    look: list.look,
    listState: computed(() => list.state),
    listError: computed(() => list.error),
    readList: list.read,
    flush: () => saver.flush(),
    open,
    put,
    addChart,
    removeChart,
    removeSeries,
    clear,
    find: (ids: readonly number[]) => boards.findChart(charts.value, ids),
    addSeries: (key: string, ids: readonly number[]) => {
      edit(boards.addSeries(charts.value, key, ids))
    },
    rename: (key: string, title: string) => {
      edit(boards.renameChart(charts.value, key, title))
    },
    setMode: (key: string, mode: ChartMode) => {
      edit(boards.setMode(charts.value, key, mode))
    },
    setThresholds: (key: string, thresholds: readonly ChartThreshold[]) => {
      edit(boards.setThresholds(charts.value, key, thresholds))
    },
    /** To a place among the others. */
    move: (key: string, index: number) => {
      edit(boards.moveChart(charts.value, key, index))
    },
    setHidden: (key: string, ids: ReadonlySet<number>) => {
      hidden.value = new Map(hidden.value).set(key, ids)
    },
  }
})
