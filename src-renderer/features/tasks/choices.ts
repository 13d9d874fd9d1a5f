/** More make a list that nobody finds anything in, and that takes seconds to open. */
export const LISTED = 100

export interface Choices {
  /** The first of those that have every word of the query; what is chosen is among them in any case. */
  readonly listed: readonly string[]
  readonly matching: number
}

export function choicesOf(options: readonly string[], query: string, chosen: string): Choices {
  const words = query.trim().toLowerCase().split(/\s+/)
  const matching =
    query.trim() === ''
      ? options
      : options.filter((option) => words.every((word) => option.toLowerCase().includes(word)))
  const first = matching.slice(0, LISTED)
  const listed = first.includes(chosen) || !options.includes(chosen) ? first : [chosen, ...first]
  return { listed, matching: matching.length }
}
