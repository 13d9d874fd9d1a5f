import type { FieldReader } from './fields.ts'
import { PLUGIN_LIMITS } from './limits.ts'
import type {
  MetadataTemplateReport,
  MetricTemplateReport,
  TableTemplateReport,
  TopologyReport,
} from './report.ts'

const DATA_TYPES = ['number', 'ip', 'datetime', 'link', 'duration', ''] as const
const FORMATS = ['percent', 'filesize', 'integer', ''] as const

/** How the values of a topology are shown (scope-plugins.md §5). The key is the id; a template may repeat it. */
export function readTemplates(
  topology: FieldReader,
): Pick<TopologyReport, 'metricTemplates' | 'metadataTemplates' | 'tableTemplates'> {
  return {
    metricTemplates: each(topology, 'metric_templates', metricTemplate),
    metadataTemplates: each(topology, 'metadata_templates', metadataTemplate),
    tableTemplates: each(topology, 'table_templates', tableTemplate),
  }
}

function each<Template>(
  topology: FieldReader,
  key: string,
  read: (id: string, reader: FieldReader) => Template,
): readonly Template[] {
  return topology.entries(key, PLUGIN_LIMITS.templatesPerTopology).flatMap(([id, field]) => {
    const reader = topology.inner(field)
    if (reader === null) return []
    const ownId = reader.text('id', PLUGIN_LIMITS.idLength)
    if (ownId !== '' && ownId !== id)
      reader.findings.add(reader.at('id').path, `the key of the template, ${JSON.stringify(id)}`, ownId)
    return [read(id, reader)]
  })
}

function metricTemplate(id: string, reader: FieldReader): MetricTemplateReport {
  return {
    id,
    label: reader.text('label') || id,
    format: reader.word('format', FORMATS, ''),
    group: reader.text('group'),
    priority: reader.number('priority'),
  }
}

function metadataTemplate(id: string, reader: FieldReader): MetadataTemplateReport {
  return {
    id,
    label: reader.text('label') || id,
    dataType: reader.word('dataType', DATA_TYPES, ''),
    truncate: Math.max(0, Math.floor(reader.number('truncate') ?? 0)),
    priority: reader.number('priority'),
    from: reader.word('from', ['latest', 'sets', 'counters', ''], ''),
  }
}

function tableTemplate(id: string, reader: FieldReader): TableTemplateReport {
  const columns = reader.items('columns', PLUGIN_LIMITS.templatesPerTopology).flatMap((field) => {
    const column = reader.inner(field)
    if (column === null) return []
    const columnId = column.text('id', PLUGIN_LIMITS.idLength)
    return [
      {
        id: columnId,
        label: column.text('label') || columnId,
        dataType: column.word('dataType', DATA_TYPES, ''),
      },
    ]
  })
  return {
    id,
    label: reader.text('label') || id,
    prefix: reader.text('prefix', PLUGIN_LIMITS.idLength),
    type: reader.word(
      'type',
      ['property-list', 'multicolumn-table'],
      columns.length > 0 ? 'multicolumn-table' : 'property-list',
    ),
    columns,
    fixedRows: reader
      .entries('fixedRows', PLUGIN_LIMITS.templatesPerTopology)
      .flatMap(([key, { value, path }]) => {
        if (typeof value === 'string') return [{ id: key, label: value.slice(0, PLUGIN_LIMITS.labelLength) }]
        reader.findings.add(path, 'a text', value)
        return []
      }),
  }
}
