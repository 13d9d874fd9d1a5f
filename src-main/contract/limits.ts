/**
 * Limits that both sides of the contract know. Limits of a wire protocol live
 * beside that protocol (`src-main/protocols/NAME/limits.ts`).
 */
export const CONTRACT_LIMITS = {
  /** Longest host name that a person may type; the documented database column has 255. */
  hostNameLength: 190,
  /** Longest name of a Zabbix host or proxy. */
  zabbixNameLength: 128,
  /** Longest key of a Zabbix item. */
  itemKeyLength: 2_048,
  /** Items of one Zabbix host. */
  itemsPerHost: 10_000,
  /** Longest remote command. */
  commandLength: 65_535,
  /** Longest Zabbix export that is read, in characters. */
  importLength: 8_000_000,
  /** Tasks, and rows of their journal, in one answer. */
  tasksPerPage: 1_000,
  /** Longest reason on the blacklist. */
  reasonLength: 500,
  /** Rows of the login journal in one answer. */
  loginsPerPage: 1_000,
  /** Series in one answer of the catalogue. */
  seriesPerPage: 5_000,
  /** Series that one window may follow live. */
  liveSeriesPerWindow: 500,
  /** Points a series in one answer; two a pixel of a wide screen. */
  maxPoints: 20_000,
  /** Live frames a second and window, ARCHITECTURE §6. */
  liveFramesPerSecond: 4,
} as const
