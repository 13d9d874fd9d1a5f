import { z } from 'zod'
import { base, epochMs, rowId, sourceName } from './common.ts'
import { CONTRACT_LIMITS } from './limits.ts'

export const series = z.object({
  id: rowId,
  /** Name of the host. */
  host: z.string(),
  hostId: rowId,
  source: sourceName,
  /** The field's own name of the value, e.g. `cputotals.user`. */
  metric: z.string(),
  /** `%`, `KB`, `/s`, … ; empty for a plain number. */
  unit: z.string(),
  /** What a person reads, e.g. `CPU user`. */
  label: z.string(),
  type: z.enum(['number', 'text']),
  /** Measured time between samples; null until three have come. */
  intervalMs: z.number().nullable(),
  lastAt: epochMs.nullable(),
  /** Null before the first value and while the client says that it is not available. */
  lastValue: z.union([z.number(), z.string()]).nullable(),
})
export type Series = z.infer<typeof series>

export const tier = z.enum(['raw', '1m', '1h'])
export type Tier = z.infer<typeof tier>

/**
 * Columns of equal length, oldest first. A null in `v` is a value that the
 * client reported as not available: a gap. `min` and `max` are present when a
 * point stands for several values.
 */
export const sampleColumns = z.object({
  tier,
  t: z.array(epochMs),
  v: z.array(z.number().nullable()),
  min: z.array(z.number().nullable()).optional(),
  max: z.array(z.number().nullable()).optional(),
  /** Distance from which on two neighbours have a gap between them. */
  gapMs: z.number(),
})
export type SampleColumns = z.infer<typeof sampleColumns>

/** A text value and how long it stood. */
export const stateSpan = z.object({ from: epochMs, to: epochMs, value: z.string().nullable() })
export type StateSpan = z.infer<typeof stateSpan>

const range = z.object({
  from: epochMs.optional(),
  to: epochMs.optional(),
  maxPoints: z.number().int().min(1).max(CONTRACT_LIMITS.maxPoints).default(1200),
})

export const seriesContract = {
  list: base
    .route({ method: 'GET', path: '/series', summary: 'Search the catalogue of series' })
    .input(
      z.object({
        /** Words that all occur in host, metric or label. */
        search: z.string().max(200).optional(),
        source: sourceName.optional(),
        /** Name or number of the host. */
        host: z.string().max(190).optional(),
        limit: z
          .number()
          .int()
          .min(1)
          .max(CONTRACT_LIMITS.seriesPerPage)
          .default(CONTRACT_LIMITS.seriesPerPage),
      }),
    )
    .output(z.array(series)),
  /** Without `from`: the last 15 minutes. */
  samples: base
    .route({ method: 'GET', path: '/series/{id}/samples', summary: 'Samples of one series' })
    .input(range.extend({ id: rowId }))
    .output(sampleColumns),
  /** Several series in one call, as a chart needs them; same order as asked, null for a series that is gone. */
  samplesOfMany: base
    .input(
      range.extend({
        ids: z.array(rowId).min(1).max(100),
        /** Of the points that stand for several values; as many as `maxPoints` unless given. */
        maxBuckets: z.number().int().min(1).max(CONTRACT_LIMITS.maxPoints).optional(),
      }),
    )
    .output(z.array(sampleColumns.nullable())),
  /** States of a text series, or the text values that a numeric series had in between. */
  states: base
    .route({ method: 'GET', path: '/series/{id}/states', summary: 'Text values of one series' })
    .input(z.object({ id: rowId, from: epochMs.optional(), to: epochMs.optional() }))
    .output(z.array(stateSpan)),
}
