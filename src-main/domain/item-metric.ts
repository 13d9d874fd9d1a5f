/** Longest name of a series in the database. */
const METRIC_LENGTH = 190

/**
 * The series' name for an item's key: the key itself. One that is too long
 * keeps its beginning and ends in a number made of the whole, so that two long
 * keys do not become one series.
 */
export function metricOfKey(key: string): string {
  if (key.length <= METRIC_LENGTH) return key
  let hash = 0x811c9dc5
  for (let index = 0; index < key.length; index++)
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193) >>> 0
  const mark = `~${hash.toString(16).padStart(8, '0')}`
  return key.slice(0, METRIC_LENGTH - mark.length) + mark
}
