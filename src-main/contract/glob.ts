/**
 * Whether the whole text has the pattern's form, without regard to case: `*`
 * is anything, `?` one character. Takes at most text times pattern steps,
 * whatever is typed, which a regular expression would not.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  const wanted = [...pattern.toLowerCase()]
  const given = [...text.toLowerCase()]
  let at = 0
  let place = 0
  /** Where to go on when what follows the last star does not fit: one character later. */
  let star = -1
  let retry = 0
  while (place < given.length) {
    const character = wanted[at]
    if (character === '*') {
      star = at
      retry = place
      at += 1
    } else if (at < wanted.length && (character === '?' || character === given[place])) {
      at += 1
      place += 1
    } else if (star >= 0) {
      at = star + 1
      retry += 1
      place = retry
    } else return false
  }
  return wanted.slice(at).every((character) => character === '*')
}
