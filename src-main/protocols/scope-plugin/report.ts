import type { DataType, EpochMs, Finding, MetricFormat } from '../../contract/index.ts'

/** A report as it is used: what could be read of it, in plain objects that may cross to another thread. */
export interface PluginReport {
  readonly topologies: readonly TopologyReport[]
  /** What the plugin says of itself; the entries of `Plugins` as far as they are objects. */
  readonly specs: readonly PluginSpec[]
  /** Fields that are not as they should be; at most the first hundred. */
  readonly findings: readonly Finding[]
  readonly findingsTotal: number
  /** Values that could be used: samples, texts, sets, counters. */
  readonly usable: number
}

/** Of a handshake, or an entry of `Plugins`. Empty text where there is nothing. */
export interface PluginSpec {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly interfaces: readonly string[]
  readonly apiVersion: string | null
}

export interface TopologyReport {
  readonly name: string
  readonly label: string
  readonly nodes: readonly NodeReport[]
  readonly metricTemplates: readonly MetricTemplateReport[]
  readonly metadataTemplates: readonly MetadataTemplateReport[]
  readonly tableTemplates: readonly TableTemplateReport[]
}

export interface NodeReport {
  readonly id: string
  readonly metrics: readonly MetricReport[]
  readonly latest: readonly LatestReport[]
  readonly sets: readonly { readonly id: string; readonly values: readonly string[] }[]
  readonly counters: readonly { readonly id: string; readonly value: number }[]
  readonly parents: readonly { readonly topology: string; readonly ids: readonly string[] }[]
  readonly adjacency: readonly string[]
}

export interface MetricReport {
  readonly id: string
  /** Oldest first; each time once. */
  readonly samples: readonly { readonly at: EpochMs; readonly value: number }[]
  readonly min: number | null
  readonly max: number | null
}

export interface LatestReport {
  readonly id: string
  readonly value: string
  readonly at: EpochMs | null
}

export interface MetricTemplateReport {
  readonly id: string
  readonly label: string
  readonly format: MetricFormat
  readonly group: string
  readonly priority: number | null
}

export interface MetadataTemplateReport {
  readonly id: string
  readonly label: string
  readonly dataType: DataType
  readonly truncate: number
  readonly priority: number | null
  readonly from: 'latest' | 'sets' | 'counters' | ''
}

export interface TableTemplateReport {
  readonly id: string
  readonly label: string
  readonly prefix: string
  readonly type: 'property-list' | 'multicolumn-table'
  readonly columns: readonly { readonly id: string; readonly label: string; readonly dataType: DataType }[]
  /** Key of a fixed row → its label. */
  readonly fixedRows: readonly { readonly id: string; readonly label: string }[]
}
