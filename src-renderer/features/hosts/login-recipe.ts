import type { EpochMs, Host, OverviewRecipe } from '../../../src-main/contract/index.ts'

export interface LoginRecipe {
  /** What a ScopePort client sends first, exactly (scopeport.md §2). */
  readonly loginLine: string
  /** A shell line that sends one value at once; null while the listener is not on. */
  readonly command: string | null
  /** Where a ScopePort client connects to; null while the listener is not on. */
  readonly address: string | null
}

/** How a host logs in: the console's recipe with the id and the password filled in. */
export function loginRecipe(recipes: readonly OverviewRecipe[], id: number, password: string): LoginRecipe {
  const recipe = recipes.find(({ protocol }) => protocol === 'scopeport')
  const [command = null, address = null] = recipe?.commands ?? []
  // The password last: whatever it is made of, nothing in it is a mark.
  const filled = command?.replaceAll(/ID(?=,)/g, String(id)).replaceAll('PASSWORD', () => password)
  return { loginLine: `${String(id)},login,${password}`, command: filled ?? null, address }
}

/** When the host's last ScopePort value came, should that be `since` or later; what collectl streams does not count. */
export function lastScopeportValue(host: Host | undefined, since: EpochMs): EpochMs | null {
  const times = host?.identities.flatMap(({ source, lastSampleAt }) =>
    source === 'scopeport' && lastSampleAt !== null && lastSampleAt >= since ? [lastSampleAt] : [],
  )
  return times === undefined || times.length === 0 ? null : Math.max(...times)
}
