const PRIME = 0x01000193
const OTHER_PRIME = 0x85ebca6b

/**
 * A number for what has no number of its own, the same wherever it is met: two
 * consoles that hear of one thing write one row. 51 bits, so that among 200,000
 * names two meet once in a hundred thousand times.
 *
 * @returns 1 to 2⁵¹
 */
export function stableId(name: string): number {
  let low = 0x811c9dc5
  let high = 0x27d4eb2f
  for (let index = 0; index < name.length; index++) {
    const code = name.charCodeAt(index)
    low = Math.imul(low ^ code, PRIME)
    high = Math.imul(high ^ code, OTHER_PRIME)
  }
  return 1 + (mixed(low ^ (high >>> 13)) >>> 0) + (mixed(high) & 0x7ffff) * 2 ** 32
}

/** Every bit of the result hangs on every bit of what comes in. */
function mixed(bits: number): number {
  const once = Math.imul(bits ^ (bits >>> 16), 0x7feb352d)
  const twice = Math.imul(once ^ (once >>> 15), 0x846ca68b)
  return twice ^ (twice >>> 16)
}
