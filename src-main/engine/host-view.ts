import type { EpochMs, Host, HostState as HostStateName, SourceName } from '../contract/index.ts'
import { staleAfterMs } from '../domain/interval-estimate.ts'
import type { HostState, IdentityState } from './catalogue-state.ts'

/** ScopePort's own console called a host outdated after two minutes (scopeport.md §4). */
const SCOPEPORT_STALE_MS = 120_000

/** Good while any of its sources is fresh. */
export function stateOf(host: HostState, now: EpochMs): HostStateName {
  if (!host.record.enabled) return 'disabled'
  const identities = [...host.identities]
  if (identities.some((identity) => isFresh(identity, now))) return 'good'
  // What retention has deleted was a value once.
  const hasSent = identities.some(({ seriesByMetric }) => seriesByMetric.size > 0)
  return hasSent ? 'stale' : 'silent'
}

function isFresh({ lastSampleAt, intervalMs, record }: IdentityState, now: EpochMs): boolean {
  return lastSampleAt !== null && now - lastSampleAt <= staleAfterOf(record.source, intervalMs)
}

/** Age from which on a value of this source is stale. */
export function staleAfterOf(source: SourceName, intervalMs: number | null): number {
  const measured = staleAfterMs(intervalMs)
  return source === 'scopeport' ? Math.max(measured, SCOPEPORT_STALE_MS) : measured
}

/** The host as the contract shows it. */
export function viewOf(host: HostState, now: EpochMs): Host {
  const identities = [...host.identities].map((identity) => ({
    id: identity.record.id,
    source: identity.record.source,
    name: identity.record.name,
    seriesCount: identity.seriesByMetric.size,
    lastSampleAt: identity.lastSampleAt,
  }))
  return {
    id: host.record.id,
    name: host.record.name,
    enabled: host.record.enabled,
    state: stateOf(host, now),
    sources: host.sources,
    identities,
    hasPassword: host.credential !== null,
    passwordChangedAt: host.credential?.changedAt ?? null,
    lastSampleAt: host.lastSampleAt,
    createdAt: host.record.createdAt,
    seriesCount: identities.reduce((sum, { seriesCount }) => sum + seriesCount, 0),
    profile: host.profile,
  }
}
