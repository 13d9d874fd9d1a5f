import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { base, epochMs, rowId } from './common.ts'
import { CONTRACT_LIMITS } from './limits.ts'

/** New points of one series since the last frame, oldest first; null is a gap. */
export const livePoints = z.object({
  id: rowId,
  t: z.array(epochMs),
  v: z.array(z.number().nullable()),
})

export const liveFrame = z.object({ now: epochMs, series: z.array(livePoints) })
export type LiveFrame = z.infer<typeof liveFrame>

/** A part of the console that has changed; whoever shows it reads it again. */
export const topic = z.enum([
  'hosts',
  'series',
  'logins',
  'blacklist',
  'collectl',
  'collectlRuns',
  'collectlImports',
  'plugins',
  'settings',
  'changes',
  'status',
  'storage',
])
export type Topic = z.infer<typeof topic>

export const liveContract = {
  /**
   * The first frame holds the last few points that may not be in the database
   * yet, so subscribing first and reading the range second leaves no hole.
   * At most four frames a second; a slow reader gets one merged frame.
   */
  samples: base
    .input(z.object({ ids: z.array(rowId).max(CONTRACT_LIMITS.liveSeriesPerWindow) }))
    .output(eventIterator(liveFrame)),
  /** Which parts changed, coalesced to four messages a second. */
  topics: base.output(eventIterator(z.object({ topics: z.array(topic) }))),
}
