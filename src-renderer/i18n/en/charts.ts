/** Words of the charts themselves (charts/). */
export const charts = {
  role: 'chart',
  keys: 'Arrow keys move the cursor, plus and minus zoom, Shift and an arrow moves the range, Escape resets.',
  series: 'Series',
  last: 'last',
  min: 'min',
  mean: 'mean',
  max: 'max',
  remove: 'Remove',
  removeSeries: 'Remove {label}',
  pickHint: 'Click: show alone. Ctrl-click: show or hide.',
  loading: 'Loading…',
  empty: 'No values in this range',
  stale: 'Not up to date',
  error: 'The values could not be read.',
  retry: 'Try again',
} as const
