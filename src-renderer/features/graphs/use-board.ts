import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import * as boards from './board.ts'
import { BOARD_KEY, parseBoard, printBoard } from './board-storage.ts'

function readStored(): boards.Board {
  try {
    return parseBoard(localStorage.getItem(BOARD_KEY))
  } catch {
    // Storage may be switched off: the board then lasts as long as the window.
    return boards.EMPTY_BOARD
  }
}

/** The board of this window, kept in the browser's storage. Removals give the function that takes them back. */
export const useBoard = defineStore('board', () => {
  const charts = shallowRef<boards.Board>(readStored())

  watch(charts, (board) => {
    try {
      localStorage.setItem(BOARD_KEY, printBoard(board))
    } catch {
      // As above.
    }
  })

  /** Gives the key of the new chart; null when the board is full. */
  function addChart(ids: readonly number[], index?: number): string | null {
    const before = charts.value
    charts.value = boards.addChart(before, ids, index)
    return charts.value.find((chart) => !before.includes(chart))?.key ?? null
  }

  function removeChart(key: string): () => void {
    const index = charts.value.findIndex((chart) => chart.key === key)
    const chart = charts.value[index]
    charts.value = boards.removeChart(charts.value, key)
    return () => {
      if (chart !== undefined) charts.value = boards.putChartBack(charts.value, chart, index)
    }
  }

  function removeSeries(key: string, id: number): () => void {
    const index = charts.value.findIndex((chart) => chart.key === key)
    const chart = charts.value[index]
    charts.value = boards.removeSeries(charts.value, key, id)
    return () => {
      if (chart !== undefined) charts.value = boards.putSeriesBack(charts.value, chart, index, id)
    }
  }

  return {
    charts,
    addChart,
    removeChart,
    removeSeries,
    find: (ids: readonly number[]) => boards.findChart(charts.value, ids),
    addSeries: (key: string, ids: readonly number[]) => {
      charts.value = boards.addSeries(charts.value, key, ids)
    },
    rename: (key: string, title: string) => {
      charts.value = boards.renameChart(charts.value, key, title)
    },
    /** To a place among the others. */
    move: (key: string, index: number) => {
      charts.value = boards.moveChart(charts.value, key, index)
    },
    clear: (): (() => void) => {
      const before = charts.value
      charts.value = boards.EMPTY_BOARD
      return () => {
        charts.value = before
      }
    },
  }
})
