import type { LegendEntry } from '../../charts/legend-entries.ts'
import { PIXEL_RATIO } from '../../charts/png.ts'
import { plotArea } from '../../charts/plot-area.ts'
import { stateBoxes } from '../../charts/state-spans.ts'
import type { StateSeries } from '../../charts/StateStrips.vue'
import type { ChartRange, ChartSeries } from '../../charts/types.ts'
import type { Formats } from '../../format/use-format.ts'
import { currentLocale } from '../../i18n/i18n.ts'
import type { ChartExport } from './use-exports.ts'

/** Below this the legend leaves out minimum and mean (ChartLegend.vue). */
const WIDE_LEGEND_PX = 480

/** What a drawn chart can give (TimeSeriesChart's `defineExpose`). */
interface DrawnChart {
  readonly plotHeight: number
  snapshot(pixelRatio: number): HTMLCanvasElement | null
  svg(): string | null
  legend(): readonly LegendEntry[]
}

export interface ExportParts {
  readonly title: string
  /** Unit, beginning and end. */
  readonly note: readonly [string, string, string]
  readonly range: ChartRange
  readonly numbers: readonly ChartSeries[]
  readonly states: readonly StateSeries[]
  readonly widthPx: number
  /** Null for a chart of words only. */
  readonly plot: DrawnChart | null
  readonly format: Formats
  readonly words: { readonly last: string; readonly min: string; readonly mean: string; readonly max: string }
}

/** Puts together what one chart gives to an export. */
export function makeExport(parts: ExportParts): ChartExport {
  const { title, range, numbers, states, widthPx, plot, format, words } = parts
  const figure = (name: string, value: number | null, unit: string): { name: string; text: string } => {
    const shown = format.value(value, unit)
    return { name, text: `${shown.text} ${shown.unit}`.trim() }
  }
  const [unit, from, to] = parts.note
  // As much as the legend on the screen has room for.
  const isWide = widthPx > WIDE_LEGEND_PX
  const area = plotArea({ width: widthPx, height: 0 }, [], currentLocale())
  return {
    title,
    range,
    series: numbers,
    states: states.map(({ label, spans }) => ({ label, spans })),
    picture: {
      title,
      note: [unit, `${from} – ${to}`].filter((word) => word !== '').join(' · '),
      widthPx,
      plot: plot?.snapshot(PIXEL_RATIO) ?? null,
      plotHeightPx: plot?.plotHeight ?? 0,
      plotSvg: () => plot?.svg() ?? null,
      strips: states.map((one) => ({ label: one.label, boxes: stateBoxes(one.spans, range, area) })),
      legend: (plot?.legend() ?? [])
        .filter((entry) => !entry.isHidden)
        .map((entry) => ({
          label: entry.label,
          color: entry.color,
          isEarlier: entry.isEarlier,
          figures: [
            figure(words.last, entry.value, entry.unit),
            ...(isWide
              ? [figure(words.min, entry.min, entry.unit), figure(words.mean, entry.mean, entry.unit)]
              : []),
            figure(words.max, entry.max, entry.unit),
          ],
        })),
    },
  }
}
