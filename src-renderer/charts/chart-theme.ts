/** The colours and the font that a canvas needs, which cannot read CSS variables by itself. */
export interface ChartTheme {
  readonly series: readonly string[]
  readonly text: string
  readonly textMuted: string
  readonly textFaint: string
  readonly lineSoft: string
  readonly surface: string
  /** Behind and between charts. */
  readonly background: string
  readonly accent: string
  readonly warn: string
  readonly bad: string
  readonly stale: string
  readonly font: string
}

export const SERIES_COLORS = 8

/** Reads the tokens as they are in force at `element`. */
export function readChartTheme(element: Element): ChartTheme {
  const style = getComputedStyle(element)
  const token = (name: string): string => style.getPropertyValue(name).trim()
  return {
    series: Array.from({ length: SERIES_COLORS }, (_, index) => token(`--c${index + 1}`)),
    text: token('--text'),
    textMuted: token('--text-muted'),
    textFaint: token('--text-faint'),
    lineSoft: token('--line-soft'),
    surface: token('--surface'),
    background: token('--bg'),
    accent: token('--accent'),
    warn: token('--warn'),
    bad: token('--bad'),
    stale: token('--stale'),
    // ECharts writes it into an attribute of an SVG as it is.
    font: token('--font').replaceAll('"', "'"),
  }
}

/** A series' colour; the ninth series begins the palette again and is told apart by a dashed line. */
export function seriesColor(theme: ChartTheme, color: number): string {
  return theme.series[color % SERIES_COLORS] ?? theme.text
}

export function isDashed(color: number): boolean {
  return color >= SERIES_COLORS
}
