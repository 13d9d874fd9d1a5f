import type { EpochMs, Login } from '../contract/index.ts'

/** Refused logins that lie close together. */
export interface RefusalBurst {
  readonly from: EpochMs
  readonly to: EpochMs
  /** Those that folded rows of the journal stand for included. */
  readonly count: number
  /** Where they came from, each once, in the order of their first refusal. */
  readonly addresses: readonly string[]
}

/**
 * Joins refusals of which each comes within `withinMs` of the one before: a
 * flood of them is one thing that happened, not thousands.
 *
 * @param refusals newest first, as the journal gives them
 */
export function foldRefusals(
  refusals: readonly Pick<Login, 'at' | 'address' | 'repeats'>[],
  withinMs: number,
): readonly RefusalBurst[] {
  const bursts: { from: EpochMs; to: EpochMs; count: number; addresses: Set<string> }[] = []
  for (const { at, address, repeats } of refusals.toReversed()) {
    const burst = bursts.at(-1)
    if (burst !== undefined && at - burst.to <= withinMs) {
      burst.to = Math.max(burst.to, at)
      burst.count += repeats
      burst.addresses.add(address)
    } else bursts.push({ from: at, to: at, count: repeats, addresses: new Set([address]) })
  }
  return bursts.map((burst) => ({ ...burst, addresses: [...burst.addresses] }))
}
