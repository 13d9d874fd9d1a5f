const MEBIBYTE = 1024 * 1024

/** Limits of the Zabbix exchange (docs/protocols/zabbix.md §7). */
export const ZABBIX_LIMITS = {
  /** A frame on the wire, after its header. As much as the original takes. */
  frameBytes: 128 * MEBIBYTE,
  /** What a frame may be inflated to: a proxy with a backlog of long texts fills it to the half. */
  inflatedBytes: 128 * MEBIBYTE,
  /** No zlib stream holds more than this for each of its bytes: whoever claims more lies. */
  inflationRatio: 1_032,
  /** Bytes of frames that are not complete yet, over all connections. */
  pendingBytes: 256 * MEBIBYTE,
  /** Frames up to this size are decoded where they arrive, larger ones beside (16 ms of work at most). */
  inlineBytes: MEBIBYTE,
  /** From one byte of a request to the next. */
  quietMs: 15_000,
  /** For a whole request. The original waits five minutes too (TrapperTimeout). */
  requestMs: 300_000,
  /** A request is answered by then. A proxy waits longer for the answer to its data (zabbix.md §2). */
  answerMs: 30_000,
  /** A session token is 32 characters, always (zabbix.md §5). */
  sessionLength: 32,
  /** Longest name of a host or a proxy. */
  nameLength: 128,
  /** Longest item key. */
  keyLength: 2_048,
  /** Characters of a text value that are kept, as in the original. */
  textLength: 65_535,
  /** Characters of an error, a DNS name, metadata. */
  wordsLength: 2_048,
  /** Rows of a section other than the history: availability, discovery, registrations, results. */
  sectionRows: 100_000,
} as const
