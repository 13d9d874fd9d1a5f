import type { EpochMs } from '../../src-main/contract/index.ts'
import type { Reading, SampleValue } from '../../src-main/domain/sample.ts'
import { Catalogue } from '../../src-main/engine/catalogue.ts'

/** 2027-01-15, a whole second. */
export const START: EpochMs = 1_800_000_000_000

/** A catalogue without a database, on a clock that stands still. */
export function testCatalogue(onHostAdded: (name: string) => void = () => undefined): Catalogue {
  return new Catalogue({
    now: () => START,
    onHostAdded: ({ record }) => onHostAdded(record.name),
    onSeriesAdded: () => undefined,
    onHostChanged: () => undefined,
  })
}

export function reading(metric: string, value: SampleValue, unit = ''): Reading {
  return { metric, unit, label: metric, value }
}
