import {
  ArrowDown,
  ArrowUp,
  ChartArea,
  FileBraces,
  FileText,
  Flag,
  Image,
  Pencil,
  Plus,
  Ruler,
  Shapes,
  Table,
  Trash2,
} from '@lucide/vue'
import { computed, type ComputedRef } from 'vue'
import { useText } from '../../i18n/use-text.ts'
import type { MenuEntry } from '../../ui/menu-entry.ts'
import { useToasts } from '../../ui/toasts.ts'
import type { BoardChart } from './board.ts'
import { useBoard } from './use-board.ts'
import { useExports } from './use-exports.ts'

/** What the menu of a chart acts on; what needs the card itself, the card does. */
export interface ChartMenuOptions {
  readonly chart: () => BoardChart
  readonly place: () => { readonly index: number; readonly total: number }
  readonly title: () => string
  /** False for a card of words only. */
  readonly hasNumbers: () => boolean
  addSeries(): void
  rename(): unknown
  editThresholds(): void
  annotate(): void
  showValues(): void
  remove(): void
}

/** Everything that can be done with a chart, by mouse and by keyboard. */
export function useChartMenu(options: ChartMenuOptions): ComputedRef<readonly MenuEntry[]> {
  const board = useBoard()
  const exports = useExports()
  const toasts = useToasts()
  const { t } = useText()

  /** The menu gives the focus back when it closes; what takes it comes after that. */
  function later(act: () => unknown): () => void {
    return () => setTimeout(act)
  }

  const shape = computed<readonly MenuEntry[]>(() => {
    const { key, mode } = options.chart()
    const isStacked = mode === 'stacked'
    const isDisabled = !options.hasNumbers()
    return [
      { label: t('graphs.addSeries'), icon: Plus, run: options.addSeries },
      {
        label: isStacked ? t('graphs.showLines') : t('graphs.showStacked'),
        icon: ChartArea,
        isDisabled,
        run: () => board.setMode(key, isStacked ? 'lines' : 'stacked'),
      },
      { label: t('graphs.thresholds'), icon: Ruler, isDisabled, run: later(options.editThresholds) },
      { label: t('graphs.annotateMore'), icon: Flag, run: later(options.annotate) },
      { label: t('graphs.rename'), icon: Pencil, run: later(options.rename) },
    ]
  })
  const outputs = computed<readonly MenuEntry[]>(() => {
    const keys = [options.chart().key]
    const title = options.title()
    return [
      { label: t('graphs.showValues'), icon: Table, run: later(options.showValues) },
      {
        label: t('graphs.savePng'),
        icon: Image,
        run: () => void toasts.attempt(() => exports.png(keys, title, 1)),
      },
      { label: t('graphs.saveSvg'), icon: Shapes, run: () => exports.svg(keys, title, 1) },
      { label: t('graphs.saveCsv'), icon: FileText, run: () => exports.csv(keys, title) },
      { label: t('graphs.saveJson'), icon: FileBraces, run: () => exports.json(keys, title) },
    ]
  })

  return computed(() => {
    const { key } = options.chart()
    const { index, total } = options.place()
    return [
      ...shape.value,
      'line',
      ...outputs.value,
      'line',
      {
        label: t('graphs.moveEarlier'),
        icon: ArrowUp,
        isDisabled: index === 0,
        run: () => board.move(key, index - 1),
      },
      {
        label: t('graphs.moveLater'),
        icon: ArrowDown,
        isDisabled: index === total - 1,
        run: () => board.move(key, index + 1),
      },
      'line',
      { label: t('graphs.remove'), icon: Trash2, isDangerous: true, run: options.remove },
    ]
  })
}
