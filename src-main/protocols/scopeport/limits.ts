/** Limits of a ScopePort transaction (docs/protocols/scopeport.md §2, §3). */
export const SCOPEPORT_LIMITS = {
  /** "You have five seconds to complete the whole transaction." */
  transactionMs: 5_000,
  /**
   * The original took whatever one read() returned for a message. A message
   * without a newline is therefore complete once nothing came for this long.
   */
  quietMs: 150,
  /** One message. The original read 2047 bytes; interface lists of large machines are longer. */
  messageBytes: 16_384,
  /** Bytes kept while an answer is pending: a login and a package sent at once, and nothing more. */
  pendingBytes: 2 * 16_384,
  /** Longest sensor name; an indexed column holds it. */
  sensorNameLength: 190,
  /** Longest value of a sensor or of a single profile field, as in the original's column. */
  valueLength: 255,
  /** Interfaces or processors in one list. */
  listEntries: 1_024,
} as const
