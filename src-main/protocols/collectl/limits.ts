/**
 * What one connection may cost and how long it may be silent
 * (collectl.md §7). The times are for an unknown interval; a measured one
 * stretches them.
 */
export const COLLECTL_LIMITS = {
  /** Longest line, without its line feed; the widest plot lines that were seen have 20 KB. */
  lineBytes: 1_048_576,
  /** Most names in one record, and most columns in one header. */
  namesPerRecord: 10_000,
  /** Longest name of a value; it has to fit an indexed column. */
  nameLength: 190,
  /** Longest text that is kept of a value that is not a number. */
  textLength: 500,
  /** Names whose unit and label are remembered; beyond that the memory starts anew. */
  knownNames: 20_000,

  /** Connected and not a byte came: collectl serves one new client an interval, and may forget one. */
  firstByteMs: 15_000,
  /** Bytes come, but no format is recognised. */
  detectMs: 10_000,
  detectLines: 20,
  /** Silence after which a stream counts as late. */
  staleMs: 10_000,
  /** Silence after which the connection counts as dead. */
  silenceMs: 60_000,
  /** The same three in intervals, for collectls that sample seldom. */
  firstByteIntervals: 3,
  staleIntervals: 3,
  silenceIntervals: 6,
  /** Formats without an end mark: a record is complete when this long nothing followed (collectl.md §5.5). */
  quietMs: 300,

  /** Distances between records of which the interval is the median. */
  intervalSamples: 5,
  /** A local time without zone may differ this much from the arrival, apart from whole quarter hours. */
  localClockMs: 300_000,
} as const
