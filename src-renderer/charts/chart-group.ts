import { inject, provide, shallowRef, type InjectionKey, type ShallowRef } from 'vue'
import type { ChartRange } from './types.ts'

/** What the charts of a page share: one cursor through all of them, and one zoom while it is under way. */
export interface ChartGroup {
  /** Time below the pointer or the keyboard's cursor; null when there is none. */
  readonly cursor: ShallowRef<number | null>
  /** The range that is being dragged or wheeled to, before it is settled; null otherwise. */
  readonly preview: ShallowRef<ChartRange | null>
}

const GROUP: InjectionKey<ChartGroup> = Symbol('chart-group')

function createChartGroup(): ChartGroup {
  return { cursor: shallowRef(null), preview: shallowRef(null) }
}

/** Makes all charts below the calling component one group. */
export function provideChartGroup(): ChartGroup {
  const group = createChartGroup()
  provide(GROUP, group)
  return group
}

/** The group of the page; a chart that stands alone is a group of one. */
export function useChartGroup(): ChartGroup {
  return inject(GROUP, createChartGroup, true)
}
