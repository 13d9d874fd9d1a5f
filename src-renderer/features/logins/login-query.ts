import type { LocationQuery } from 'vue-router'
import type { LoginOutcome, LoginQuery } from '../../stores/logins.ts'

export type OutcomeChoice = 'all' | LoginOutcome
export const OUTCOMES: readonly OutcomeChoice[] = ['all', 'refused', 'accepted']
/** As long as the contract takes it. */
export const SEARCH_LENGTH = 200

export interface LoginFilter {
  readonly outcome: OutcomeChoice
  readonly search: string
  /** Number of a host, null for all of them. */
  readonly host: number | null
}

/** What the journal is asked for; nothing at all for every row. */
export function loginQuery({ outcome, search, host }: LoginFilter): LoginQuery {
  const text = search.trim().slice(0, SEARCH_LENGTH)
  return {
    ...(outcome === 'all' ? {} : { outcome }),
    ...(host === null ? {} : { host }),
    ...(text === '' ? {} : { search: text }),
  }
}

/** The filter as it stands in the page's address, so that it can be linked to. */
export function filterFromAddress(query: LocationQuery): LoginFilter {
  const outcome = OUTCOMES.find((known) => known === query['outcome']) ?? 'all'
  const search = typeof query['search'] === 'string' ? query['search'] : ''
  const host =
    typeof query['host'] === 'string' && /^[1-9]\d{0,14}$/.test(query['host']) ? Number(query['host']) : null
  return { outcome, search, host }
}

/** Back into an address. */
export function addressOfFilter({ outcome, search, host }: LoginQuery): Record<string, string> {
  return {
    ...(outcome === undefined ? {} : { outcome }),
    ...(host === undefined ? {} : { host: String(host) }),
    ...(search === undefined ? {} : { search }),
  }
}

export function isSameQuery(a: LoginQuery, b: LoginQuery): boolean {
  return a.outcome === b.outcome && a.search === b.search && a.host === b.host
}
