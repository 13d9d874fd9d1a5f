/**
 * Whether two names mean the same machine: equal without regard to case, or
 * one is the short form of the other (`web01`, `web01.example.org`).
 */
export function isSameMachine(one: string, other: string): boolean {
  const [a, b] = [one.trim().toLowerCase(), other.trim().toLowerCase()]
  if (a === '' || b === '') return false
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`)
}
