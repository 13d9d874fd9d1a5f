import { BatchBuilder } from './batch-builder.ts'
import type { HostState } from './catalogue-state.ts'
import { type Lane, type PlacedValue, takeInto } from './flight.ts'
import { inPortions, ROWS_A_TURN, type Turn } from './in-portions.ts'

/**
 * Puts the values into a lane, all at once for whoever commits it: those of a
 * large packet are gathered apart, in several turns of the loop, and handed over
 * in one with `commit`, for which it waits. Of a host that is removed meanwhile
 * nothing is kept.
 */
export async function takeAll(
  lane: Lane,
  values: readonly PlacedValue[],
  { commit, turn }: { readonly commit: () => Promise<void>; readonly turn?: Turn | undefined },
): Promise<void> {
  if (values.length <= ROWS_A_TURN) {
    for (const { series, at, value } of values)
      if (!series.identity.host.isLeaving) takeInto(lane, series, at, value)
    return commit()
  }
  let left = values
  for (;;) {
    const own: Lane = { samples: new BatchBuilder(), states: [] }
    const hosts = new Set<HostState>()
    await inPortions(
      left,
      ({ series, at, value }) => {
        hosts.add(series.identity.host)
        takeInto(own, series, at, value)
      },
      turn,
    )
    if ([...hosts].every(({ isLeaving }) => !isLeaving)) {
      lane.samples.addBatch(own.samples.take())
      lane.states = lane.states.length === 0 ? own.states : [...lane.states, ...own.states]
      return commit()
    }
    left = left.filter(({ series }) => !series.identity.host.isLeaving)
  }
}
