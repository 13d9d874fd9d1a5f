/**
 * Limits that both sides of the contract know. Limits of a wire protocol live
 * beside that protocol (`src-main/protocols/NAME/limits.ts`).
 */
export const CONTRACT_LIMITS = {
  /** Longest host name that a person may type; the documented database column has 255. */
  hostNameLength: 190,
  /** Longest reason on the blacklist. */
  reasonLength: 500,
  /** Rows of the login journal in one answer. */
  loginsPerPage: 1_000,
  /** Boards of charts, and what fits into one: more could neither be followed live nor told apart. */
  boards: 200,
  boardNameLength: 80,
  chartsPerBoard: 40,
  seriesPerChart: 24,
  chartTitleLength: 120,
  thresholdsPerChart: 8,
  /** Words and tag of a person's annotation. */
  annotationTextLength: 500,
  annotationTagLength: 40,
  /** Annotations in one answer. */
  annotationsPerPage: 2_000,
  /** Series in one answer of the catalogue. */
  seriesPerPage: 5_000,
  /** Series that one window may follow live. */
  liveSeriesPerWindow: 500,
  /** Points a series in one answer; two a pixel of a wide screen. */
  maxPoints: 20_000,
  /** Columns of Top in one answer of its catalogue. */
  topColumnsPerPage: 2_000,
  /** Columns of Top that are shown side by side. */
  topColumns: 60,
  /** Characters of their keys, and of a filter. */
  topColumnsLength: 8_000,
  topFilterLength: 500,
  /** Machines of one run of collectl. */
  machinesPerRun: 1_000,
  /** Characters of one part of a file that a window hands over, in base64. */
  uploadPartChars: 700_000,
  /** Live frames a second and window, ARCHITECTURE §6. */
  liveFramesPerSecond: 4,
} as const
