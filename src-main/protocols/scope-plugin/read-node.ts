import type { EpochMs } from '../../contract/index.ts'
import type { Field, FieldReader } from './fields.ts'
import { PLUGIN_LIMITS } from './limits.ts'
import type { LatestReport, MetricReport, NodeReport } from './report.ts'
import { parseRfc3339 } from './rfc3339.ts'

/** Counts what a report has in total, against the limits of the report and as what could be used. */
export interface Tally {
  metrics: number
  usable: number
}

const DATE = 'a date such as "2026-11-20T19:52:16.9Z" (RFC 3339)'

/** One node of a topology; all of its parts are optional (scope-plugins.md §5). */
export function readNode(id: string, node: FieldReader, tally: Tally): NodeReport {
  const texts = PLUGIN_LIMITS.textsPerNode
  const report: NodeReport = {
    id,
    metrics: readMetrics(node, tally),
    latest: node.entries('latest', texts).flatMap(([key, field]) => readLatest(key, field, node)),
    sets: node.entries('sets', texts).flatMap(([key, field]) => readTexts(key, field, node)),
    counters: node.entries('counters', texts).flatMap(([key, { value, path }]) => {
      if (typeof value === 'number' && Number.isFinite(value)) return [{ id: key, value }]
      node.findings.add(path, 'a number', value)
      return []
    }),
    parents: node
      .entries('parents', texts)
      .flatMap(([key, field]) =>
        readTexts(key, field, node).map(({ values }) => ({ topology: key, ids: values })),
      ),
    adjacency: node.texts('adjacency', texts),
  }
  const samples = report.metrics.reduce((sum, metric) => sum + metric.samples.length, 0)
  tally.usable += samples + report.latest.length + report.sets.length + report.counters.length
  tally.usable += report.parents.length + report.adjacency.length
  return report
}

function readMetrics(node: FieldReader, tally: Tally): readonly MetricReport[] {
  const room = Math.max(
    0,
    Math.min(PLUGIN_LIMITS.metricsPerNode, PLUGIN_LIMITS.metricsPerReport - tally.metrics),
  )
  return node.entries('metrics', room).flatMap(([id, field]) => {
    const metric = node.inner(field)
    if (metric === null) return []
    tally.metrics++
    const byTime = new Map<EpochMs, number>()
    for (const item of metric.items('samples', PLUGIN_LIMITS.samplesPerMetric))
      readSample(item, metric, byTime)
    const samples = [...byTime].map(([at, value]) => ({ at, value })).sort((a, b) => a.at - b.at)
    return [{ id, samples, min: metric.number('min'), max: metric.number('max') }]
  })
}

/** Of two samples of one time the later in the list counts, as Scope's own merging keeps one. */
function readSample(item: Field, metric: FieldReader, byTime: Map<EpochMs, number>): void {
  const sample = metric.inner(item)
  if (sample === null) return
  const at = dateOf(sample.at('date'), sample)
  const { value, path } = sample.at('value')
  if (typeof value !== 'number' || !Number.isFinite(value)) sample.findings.add(path, 'a number', value)
  else if (at !== null) byTime.set(at, value)
}

function dateOf({ value, path }: Field, reader: FieldReader): EpochMs | null {
  const at = typeof value === 'string' ? parseRfc3339(value) : null
  if (at === null) reader.findings.add(path, DATE, value)
  return at
}

/** `{ timestamp, value }`; the value is a text, whatever it means. */
function readLatest(id: string, field: Field, node: FieldReader): LatestReport[] {
  const latest = node.inner(field)
  if (latest === null) return []
  const { value, path } = latest.at('value')
  if (typeof value !== 'string') {
    latest.findings.add(path, 'a text', value)
    return []
  }
  const stamp = latest.at('timestamp')
  const at = stamp.value === undefined || stamp.value === null ? null : dateOf(stamp, latest)
  return [{ id, value: value.slice(0, PLUGIN_LIMITS.textLength), at }]
}

function readTexts(
  id: string,
  { value, path }: Field,
  node: FieldReader,
): { readonly id: string; readonly values: readonly string[] }[] {
  if (value === null) return []
  if (!Array.isArray(value)) {
    node.findings.add(path, 'a list of texts', value)
    return []
  }
  const values: string[] = []
  value.slice(0, PLUGIN_LIMITS.textsPerNode).forEach((item: unknown, index) => {
    if (typeof item === 'string') values.push(item.slice(0, PLUGIN_LIMITS.textLength))
    else node.findings.add({ parent: path, key: index }, 'a text', item)
  })
  return [{ id, values }]
}
