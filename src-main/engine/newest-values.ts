import type { EpochMs } from '../contract/index.ts'
import type { Store } from '../storage/store.ts'
import type { Catalogue } from './catalogue.ts'

/** Gives every series its newest value of the database, so that pages know it from the start. */
export async function loadNewestValues(
  catalogue: Catalogue,
  store: Store,
  range: { readonly since: EpochMs; readonly now: EpochMs },
): Promise<void> {
  const latest = await store.latestSamples(range.since)
  latest.series.forEach((seriesId, index) => {
    const value = latest.value[index] ?? NaN
    catalogue.series(seriesId)?.note(latest.at[index] ?? 0, Number.isNaN(value) ? null : value)
  })
  for (const series of catalogue.allSeries) {
    if (series.record.type !== 'text') continue
    const spans = await store.states({ seriesId: series.id, from: range.since, to: range.now })
    const last = spans.at(-1)
    if (last !== undefined) series.note(last.to, last.value)
  }
}
