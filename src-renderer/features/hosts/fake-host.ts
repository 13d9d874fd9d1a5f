import type { Host, HostIdentity } from '../../../src-main/contract/index.ts'

/** A host for tests; only what matters to the test is given. */
export function hostOf(patch: Partial<Host>): Host {
  return {
    id: 1,
    name: 'db02',
    enabled: true,
    state: 'good',
    sources: ['scopeport'],
    identities: [],
    hasPassword: true,
    passwordChangedAt: null,
    lastSampleAt: null,
    createdAt: 0,
    seriesCount: 0,
    profile: null,
    ...patch,
  }
}

export function identityOf(patch: Partial<HostIdentity>): HostIdentity {
  return { id: 1, source: 'scopeport', name: '1', seriesCount: 0, lastSampleAt: null, ...patch }
}
