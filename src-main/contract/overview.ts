import { z } from 'zod'
import { base, epochMs, rowId, sourceName } from './common.ts'
import { hostState } from './hosts.ts'

/** A key figure of a host with the series that it comes from, for the jump to its graph. */
export const keyFigure = z.object({ seriesId: rowId, value: z.number().nullable(), at: epochMs })

export const overviewHost = z.object({
  id: rowId,
  name: z.string(),
  state: hostState,
  sources: z.array(sourceName),
  /** Busy, in percent of all processors. */
  cpu: keyFigure.nullable(),
  /** Load average over one minute, or the shortest that the host sends. */
  load: keyFigure.nullable(),
  /** Free memory in bytes. */
  memoryFree: keyFigure.nullable(),
  /** Last 15 minutes of CPU (or load, where there is no CPU), evenly spaced; null is a gap. */
  spark: z.object({ metric: z.string(), values: z.array(z.number().nullable()) }),
  lastSampleAt: epochMs.nullable(),
})
export type OverviewHost = z.infer<typeof overviewHost>

/** Something that a person wants to know of; the words are built by the page from kind and fields. */
export const change = z.object({
  id: z.number().int(),
  at: epochMs,
  kind: z.enum([
    'host-added',
    'host-stale',
    'host-back',
    'host-merged',
    'blacklisted',
    'blacklist-removed',
    'collectl-connected',
    'collectl-lost',
    'collectl-gap',
    'collectl-run',
    'plugin-ok',
    'plugin-failed',
    'plugin-gone',
    'listener-failed',
    'listener-on',
    'storage',
    'login-refused',
  ]),
  subject: z.string(),
  detail: z.string(),
  hostId: rowId.nullable(),
})
export type Change = z.infer<typeof change>

/** How a machine is connected, with this machine's addresses filled in. */
export const recipe = z.object({
  protocol: sourceName,
  /**
   * collectl: the command to run on the other machine.
   * scopeport: a shell line that sends one value (`ID` and `PASSWORD` to be
   * filled in), then the address to enter in a ScopePort client.
   */
  commands: z.array(z.string()),
})
export type OverviewRecipe = z.infer<typeof recipe>

export const overviewContract = {
  get: base
    .route({ method: 'GET', path: '/overview', summary: 'Hosts worst first, and what changed' })
    .output(
      z.object({
        hosts: z.array(overviewHost),
        changes: z.array(change),
        recipes: z.array(recipe),
      }),
    ),
}
