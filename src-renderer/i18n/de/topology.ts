import type { en } from '../en.ts'
import type { Translation } from '../keys.ts'

export const topology: Translation<typeof en.topology> = {
  summary: '{nodes} von {plugins}',
  choose: 'Topologien',
  unknown: 'Keine Topologie von Scope; wird trotzdem gezeigt',
  empty:
    'Noch kein Plugin meldet Knoten. Ein Scope-Plugin kann Hosts, Prozesse oder Container beschreiben; jede Art bekommt hier eine Tabelle.',
  gone: 'Kein Plugin meldet {topology} (noch).',
  node: 'Knoten',
  host: 'Host',
  age: 'Alter',
  nodesOf: 'Knoten: {topology}',
  noNodes: 'Diese Topologie hat keine Knoten.',
  search: 'Knoten suchen',
  searchHint: 'Wörter und Bedingungen: cpu>80, host:web*, -db, "IO wait"<5',
  graph: 'Graph zeigen',
  graphs: 'Graphen zeigen',
  metrics: 'Metriken',
  metric: 'Metrik',
  id: 'Kennung',
  value: 'Wert',
  scale: 'Skala',
  noTemplate: '(keine Vorlage)',
  texts: 'Angaben',
  rest: 'Alles Weitere',
  nodeId: 'Kennung des Knotens',
  parent: 'Teil von {topology}',
  adjacency: 'verbunden mit',
}
