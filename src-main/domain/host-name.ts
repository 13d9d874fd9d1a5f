import { parseNetwork } from './ip-network.ts'

/**
 * Whether two names mean the same machine: equal without regard to case, or
 * one is the short form of the other (`web01`, `web01.example.org`). Addresses
 * have no short form.
 */
export function isSameMachine(one: string, other: string): boolean {
  const [a, b] = [one.trim().toLowerCase(), other.trim().toLowerCase()]
  if (a === '' || b === '') return false
  if (a === b) return true
  if (parseNetwork(a) !== null || parseNetwork(b) !== null) return false
  return a.startsWith(`${b}.`) || b.startsWith(`${a}.`)
}
