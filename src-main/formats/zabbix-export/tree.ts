/** A node with names below it. */
export type Branch = Readonly<Record<string, unknown>>

export function isBranch(value: unknown): value is Branch {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * The entries of a list. YAML and JSON have an array; XML has an element around
 * elements of a name of their own (`<items><item>…`).
 */
export function listOf(branch: Branch, name: string): readonly unknown[] {
  const value = branch[name]
  if (Array.isArray(value)) return value as readonly unknown[]
  if (!isBranch(value)) return []
  const elements = Object.entries(value).filter(([key]) => key !== '#text')
  const [only] = elements
  if (only === undefined || elements.length > 1) return []
  return Array.isArray(only[1]) ? (only[1] as readonly unknown[]) : [only[1]]
}

export function branchesOf(branch: Branch, name: string): readonly Branch[] {
  return listOf(branch, name).filter(isBranch)
}

/** A text, a number or a truth value as text; empty where there is nothing. */
export function textOf(branch: Branch, name: string): string {
  const value = branch[name]
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : ''
}

/** What is below a name, or nothing at all. */
export function branchOf(branch: Branch, name: string): Branch {
  const value = branch[name]
  return isBranch(value) ? value : {}
}
