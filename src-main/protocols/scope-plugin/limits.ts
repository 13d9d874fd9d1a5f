/** What one plugin may cost, and how long it may take (scope-plugins.md). */
export const PLUGIN_LIMITS = {
  /** The only version that there ever was. */
  apiVersion: '1',
  /** "All plugin endpoints are expected to respond within 500ms" (seed document). */
  timeoutMs: 500,
  /** An answer that took longer is named slow: half of what it has. */
  slowShare: 0.5,
  /** Largest body that the original probe took. */
  hardBodyBytes: 50 * 1024 * 1024,
  /** Reports are a few kilobytes; a report of 5 MB takes the parser a quarter of a second. */
  bodyBytes: 5 * 1024 * 1024,
  /** Objects and lists within one another; a report needs eight. */
  depth: 64,

  topologies: 100,
  nodesPerReport: 20_000,
  metricsPerNode: 500,
  textsPerNode: 2_000,
  samplesPerMetric: 1_000,
  /** Metrics of all nodes of a report. */
  metricsPerReport: 100_000,
  templatesPerTopology: 1_000,
  /** Longest id of a node, metric, template. */
  idLength: 500,
  labelLength: 190,
  /** Longest text of a node that is kept. */
  textLength: 4_000,
  /** Machines that one plugin may speak of, as long as its socket is there. */
  hostsPerPlugin: 1_000,
  /** Findings that are kept of one answer; more are counted. */
  findings: 100,

  /** Waits after failures: doubled each time. */
  firstRetryMs: 5_000,
  longestRetryMs: 60_000,

  /** "The scope probe will recursively scan that directory every 5 seconds" (seed document). */
  scanMs: 5_000,
  /** Directories within one another, and entries in all of them, that one scan looks at. */
  directoryDepth: 16,
  entriesPerScan: 10_000,
  /** How long a plugin whose socket has been removed is still shown. */
  goneShownMs: 60_000,
} as const

/** Most bytes in the address of a unix socket, without its final zero. */
export function socketPathLimit(platform: string): number {
  // sun_path has 108 bytes on Linux and 104 on macOS and the BSDs (unix(7), unix(4)).
  return platform === 'linux' ? 107 : 103
}
