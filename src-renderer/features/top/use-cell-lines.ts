import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import type { SampleColumns } from '../../../src-main/contract/index.ts'
import { usePageVisible } from '../../composables/use-page-visible.ts'
import { useRpc } from '../../rpc/client.ts'
import { evenly } from './even-line.ts'

/** Points of a small line; more cannot be told apart. */
export const LINE_POINTS = 60
/** Series in one question. */
const SERIES_PER_READING = 100
const REFRESH_MS = 10_000
/** A line of less says nothing. */
const MIN_SPAN_MS = 10_000

type Line = readonly (number | null)[]

/**
 * Small lines of these series over the last stretch before `to`, by the id of
 * the series; read again every ten seconds while they are shown.
 */
export function useCellLines(
  wanted: () => { readonly ids: readonly number[]; readonly from: number; readonly to: number },
): Readonly<ShallowRef<ReadonlyMap<number, Line>>> {
  const { client } = useRpc()
  const isVisible = usePageVisible()
  const lines = shallowRef<ReadonlyMap<number, Line>>(new Map())
  let isReading = false
  let isOutdated = false

  async function readOnce(): Promise<void> {
    const { ids, from, to } = wanted()
    const ranges = new Map<number, SampleColumns>()
    for (let start = 0; start < ids.length; start += SERIES_PER_READING) {
      const some = ids.slice(start, start + SERIES_PER_READING)
      const read = await client.series.samplesOfMany({ ids: some, from, to, maxPoints: LINE_POINTS })
      some.forEach((id, place) => {
        const range = read[place] ?? null
        if (range !== null) ranges.set(id, range)
      })
    }
    // Before the first value of all there is nothing to see.
    const first = [...ranges.values()].reduce((least, { t }) => Math.min(least, t[0] ?? to), to)
    const begin = Math.min(Math.max(from, first), to - MIN_SPAN_MS)
    lines.value = new Map([...ranges].map(([id, range]) => [id, evenly(range, begin, to, LINE_POINTS)]))
  }

  async function read(): Promise<void> {
    if (isReading) {
      isOutdated = true
      return
    }
    isReading = true
    do {
      isOutdated = false
      try {
        await readOnce()
      } catch {
        // Without the console the lines stay as they are; the frame's banner says why.
      }
    } while (isOutdated)
    isReading = false
  }

  watch(
    () => wanted().ids.join(),
    () => void read(),
    { immediate: true },
  )
  const timer = setInterval(() => {
    if (isVisible.value && wanted().ids.length > 0) void read()
  }, REFRESH_MS)
  onScopeDispose(() => clearInterval(timer))
  return lines
}
