import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { base, epochMs, rowId, sourceName } from './common.ts'
import { hostState } from './hosts.ts'
import { CONTRACT_LIMITS } from './limits.ts'
import { searchMistake } from './search-query.ts'

/** Part of a machine that a column tells of. */
export const topGroup = z.enum(['cpu', 'load', 'memory', 'disk', 'network', 'processes', 'other'])
export type TopGroup = z.infer<typeof topGroup>

/** A quantity that at least one host has: series of several sources where unit and meaning fit. */
export const topColumn = z.object({
  /** Names the column in `columns` and in a filter, e.g. `memory-free`. */
  key: z.string(),
  /** What a source calls it. */
  label: z.string(),
  group: topGroup,
  /** `B`, `B/s`, `%`, `/s`, …: values are converted to it; empty for a plain number. */
  unit: z.string(),
  /** Hosts that have it. */
  hosts: z.number().int(),
  sources: z.array(sourceName),
})
export type TopColumn = z.infer<typeof topColumn>

/**
 * The table at one moment, as columns of equal length: row n of every column
 * belongs to host n. Ages are milliseconds before `at`.
 */
export const topFrame = z.object({
  at: epochMs,
  /** Hosts before the filter. */
  total: z.number().int(),
  hosts: z.object({
    id: z.array(rowId),
    name: z.array(z.string()),
    state: z.array(hostState),
    sources: z.array(z.array(sourceName)),
    /** Of the newest value of the host; null where there is none. */
    ageMs: z.array(z.number().int().nullable()),
  }),
  columns: z.array(
    z.object({
      key: z.string(),
      unit: z.string(),
      /** Null where the host has no value, or says that it is not available. */
      v: z.array(z.number().nullable()),
      ageMs: z.array(z.number().int().nullable()),
      /** The series that the value comes from; null where the host has none. */
      seriesId: z.array(rowId.nullable()),
      /** Rows whose value is older than its series lets expect. */
      stale: z.array(z.number().int()),
    }),
  ),
})
export type TopFrame = z.infer<typeof topFrame>

const table = z.object({
  /** Keys of the columns, separated by commas, in the order wanted. One that nothing is known of stays empty. */
  columns: z.string().max(CONTRACT_LIMITS.topColumnsLength).optional(),
  /** `host:web* cpu>80 source:zabbix`; all of it has to hold. */
  filter: z.string().max(CONTRACT_LIMITS.topFilterLength).optional(),
})

export const topContract = {
  columns: base
    .route({ method: 'GET', path: '/top/columns', summary: 'What the columns of Top can be' })
    .input(
      z.object({
        /** Words that all occur in key or label. */
        search: z.string().max(200).optional(),
        limit: z
          .number()
          .int()
          .min(1)
          .max(CONTRACT_LIMITS.topColumnsPerPage)
          .default(CONTRACT_LIMITS.topColumnsPerPage),
      }),
    )
    .output(z.object({ columns: z.array(topColumn), total: z.number().int() })),
  /** Now, or as it was at a moment of the past. Without `columns`: the usual ones that there are. */
  get: base
    .route({ method: 'GET', path: '/top', summary: 'One row a host, one column a metric' })
    .input(table.extend({ at: epochMs.optional() }))
    .output(topFrame),
  /** The same, live: a frame when a value has changed, at most four a second. */
  live: base.input(table).output(eventIterator(topFrame)),
  /** Whether a filter is understood; null when it is. */
  checkFilter: base
    .input(z.object({ filter: z.string().max(CONTRACT_LIMITS.topFilterLength) }))
    .output(z.object({ mistake: searchMistake.nullable() })),
}
