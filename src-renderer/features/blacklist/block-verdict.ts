import type { BlacklistPreview } from '../../stores/blacklist.ts'

export interface Preview extends BlacklistPreview {
  readonly host: string
}

/** What blocking would do, taken over all the addresses that are asked about. */
export interface Verdict {
  /** Neither an address nor a network. */
  readonly invalid: readonly string[]
  /** Covered already, and by which entry; a wider one does not stand in the way, it may end earlier. */
  readonly covered: readonly { readonly host: string; readonly by: string }[]
  /** What blocking adds to the list: all but what is wrong or stands there in the same words. */
  readonly free: readonly string[]
  readonly ownAddresses: readonly string[]
  readonly activeHosts: readonly string[]
  /** It locks out this machine or hosts that send values: to be said twice. */
  readonly isDangerous: boolean
}

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)]

/** Sums up what the console says of each address. */
export function verdictOf(previews: readonly Preview[]): Verdict {
  const free = previews.filter(({ host, valid, coveredBy }) => valid && coveredBy !== host)
  const ownAddresses = unique(free.flatMap((preview) => preview.ownAddresses))
  const activeHosts = unique(free.flatMap((preview) => preview.activeHosts))
  return {
    invalid: previews.filter(({ valid }) => !valid).map(({ host }) => host),
    covered: previews.flatMap(({ host, coveredBy }) => (coveredBy === null ? [] : [{ host, by: coveredBy }])),
    free: free.map(({ host }) => host),
    ownAddresses,
    activeHosts,
    isDangerous: ownAddresses.length > 0 || activeHosts.length > 0,
  }
}
