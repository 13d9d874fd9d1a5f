import type { Host } from '../../../src-main/contract/index.ts'

/**
 * Which host a claimed ScopePort id belongs to, by the id as it stands in the
 * journal. A host that was merged into another one keeps its login: its id is
 * then the name of an identity of the other host.
 */
export function hostsByLogin(hosts: readonly Host[]): ReadonlyMap<string, Host> {
  const found = new Map<string, Host>()
  for (const host of hosts) found.set(String(host.id), host)
  for (const host of hosts) {
    for (const { source, name } of host.identities) if (source === 'scopeport') found.set(name, host)
  }
  return found
}
