/** One message. The original read 2047 bytes; interface lists of large machines are longer. */
const MESSAGE_BYTES = 16_384
const LINE_END_BYTES = 2

/** Limits of a ScopePort transaction (docs/protocols/scopeport.md §6). */
export const SCOPEPORT_LIMITS = {
  /** "You have five seconds to complete the whole transaction." */
  transactionMs: 5_000,
  /**
   * The original took whatever one read() returned for a message. A message
   * without a newline is therefore complete once nothing came for this long.
   */
  quietMs: 150,
  messageBytes: MESSAGE_BYTES,
  /** Bytes kept while an answer is pending: a login and a package sent at once, and nothing more. */
  pendingBytes: 2 * (MESSAGE_BYTES + LINE_END_BYTES),
  /** Longest sensor name; an indexed column holds it. */
  sensorNameLength: 190,
  /** Longest value of a sensor or of a single profile field, as in the original's column. */
  valueLength: 255,
  /** Interfaces or processors in one list. */
  listEntries: 1_024,
} as const
