/** What is dragged within the Graphs page, by a type that no other program sends. */
const SERIES_TYPE = 'application/x-scopedeck-series'
const CHART_TYPE = 'application/x-scopedeck-chart'

export type DragKind = 'series' | 'chart'

/** Begins to drag series; `words` is what another program gets. */
export function dragSeries(event: DragEvent, ids: readonly number[], words: string): void {
  event.dataTransfer?.setData(SERIES_TYPE, JSON.stringify(ids))
  event.dataTransfer?.setData('text/plain', words)
  if (event.dataTransfer !== null) event.dataTransfer.effectAllowed = 'copy'
}

export function dragChart(event: DragEvent, key: string): void {
  event.dataTransfer?.setData(CHART_TYPE, key)
  if (event.dataTransfer !== null) event.dataTransfer.effectAllowed = 'move'
}

/** What is being dragged over; null for anything from elsewhere. (Its content can be read at the drop only.) */
export function dragKind(event: DragEvent): DragKind | null {
  const types = event.dataTransfer?.types ?? []
  if (types.includes(SERIES_TYPE)) return 'series'
  return types.includes(CHART_TYPE) ? 'chart' : null
}

export function droppedSeries(event: DragEvent): readonly number[] {
  try {
    const ids: unknown = JSON.parse(event.dataTransfer?.getData(SERIES_TYPE) ?? '[]')
    return Array.isArray(ids) ? ids.filter((id): id is number => Number.isSafeInteger(id) && id > 0) : []
  } catch {
    return []
  }
}

export function droppedChart(event: DragEvent): string | null {
  const key = event.dataTransfer?.getData(CHART_TYPE) ?? ''
  return key === '' ? null : key
}
