import type { Host } from '../../../src-main/contract/index.ts'

export interface MergePlan {
  readonly into: Host
  readonly from: Host
  /** Series that change their host. */
  readonly seriesCount: number
  /** ScopePort ids that go on working and log in as the other host then. */
  readonly loginIds: readonly string[]
  /** Merging is taken back by splitting; a host without an identity has nothing to split off. */
  readonly canUndo: boolean
}

/** What merging `from` into `into` will do. */
export function mergePlan(into: Host, from: Host): MergePlan {
  const named = from.identities.filter(({ source }) => source === 'scopeport').map(({ name }) => name)
  const own = from.hasPassword ? [String(from.id)] : []
  return {
    into,
    from,
    seriesCount: from.seriesCount,
    loginIds: [...new Set([...own, ...named])],
    canUndo: into.identities.length > 0 && from.identities.length > 0,
  }
}

/** How a merge is undone: the first identity gets the old name, the others follow it. */
export function undoStepsOf(
  from: Host,
): readonly { readonly identityId: number; readonly name: string | undefined }[] {
  // The ScopePort one first: its id may become the host's id again.
  const ordered = [...from.identities].sort(
    (a, b) => Number(b.source === 'scopeport') - Number(a.source === 'scopeport'),
  )
  return ordered.map(({ id }, index) => ({ identityId: id, name: index === 0 ? from.name : undefined }))
}

/** Hosts that can be merged with this one, those with a similar name first. */
export function mergeCandidates(hosts: readonly Host[], host: Host, query: string): readonly Host[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const likeness = (other: Host): number => commonStart(other.name.toLowerCase(), host.name.toLowerCase())
  return hosts
    .filter((other) => other.id !== host.id)
    .filter((other) =>
      words.every((word) => `${other.name} ${other.sources.join(' ')}`.toLowerCase().includes(word)),
    )
    .sort((a, b) => likeness(b) - likeness(a) || a.name.localeCompare(b.name))
}

function commonStart(a: string, b: string): number {
  let length = 0
  while (length < a.length && a[length] === b[length]) length += 1
  return length
}
