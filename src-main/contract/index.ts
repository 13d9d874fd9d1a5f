/**
 * The contract: the console's table of contents. The renderer imports this
 * folder and nothing else of `src-main`.
 */
import { annotationsContract } from './annotations.ts'
import { agentsContract } from './agents.ts'
import { blacklistContract } from './blacklist.ts'
import { boardsContract } from './boards.ts'
import { collectlContract } from './collectl.ts'
import { collectlImportsContract } from './collectl-imports.ts'
import { collectlListenerContract } from './collectl-listener.ts'
import { collectlRunsContract } from './collectl-runs.ts'
import { demoContract } from './demo.ts'
import { hostsContract } from './hosts.ts'
import { liveContract } from './live.ts'
import { loginsContract } from './logins.ts'
import { overviewContract } from './overview.ts'
import { pluginsContract } from './plugins.ts'
import { seriesContract } from './series.ts'
import { settingsContract } from './settings.ts'
import { statusContract } from './status.ts'
import { topContract } from './top.ts'
import { topologiesContract } from './topologies.ts'
import { storageContract } from './storage.ts'
import { proxiesContract } from './proxies.ts'
import { tasksContract } from './tasks.ts'

export const contract = {
  status: statusContract,
  overview: overviewContract,
  hosts: hostsContract,
  series: seriesContract,
  live: liveContract,
  top: topContract,
  logins: loginsContract,
  blacklist: blacklistContract,
  collectl: collectlContract,
  collectlRuns: collectlRunsContract,
  collectlListener: collectlListenerContract,
  collectlImports: collectlImportsContract,
  plugins: pluginsContract,
  topologies: topologiesContract,
  proxies: proxiesContract,
  tasks: tasksContract,
  agents: agentsContract,
  settings: settingsContract,
  demo: demoContract,
  boards: boardsContract,
  annotations: annotationsContract,
  storage: storageContract,
}

export type { Annotation, AnnotationKind, AnnotationTag } from './annotations.ts'
export type { Agent } from './agents.ts'
export { blacklistEntry, type BlacklistEntry } from './blacklist.ts'
export {
  board,
  boardFile,
  type BoardFile,
  type ChartMode,
  type ChartThreshold,
  type SeriesName,
  type StoredBoard,
} from './boards.ts'
export {
  collectlFormat,
  type CollectlFormat,
  type Endpoint,
  type EndpointState,
  type LocalCollectl,
} from './collectl.ts'
export { type CollectlImport } from './collectl-imports.ts'
export { type CollectlGuest, type CollectlListenerView } from './collectl-listener.ts'
export {
  runMachine,
  runPlan,
  type Run,
  type RunMachine,
  type RunMachineState,
  type RunPlan,
  type RunTable,
} from './collectl-runs.ts'
export { sourceName, type EpochMs, type SourceName } from './common.ts'
export { ERRORS, type ErrorCode } from './errors.ts'
export type { Host, HostIdentity, HostProfile, HostState } from './hosts.ts'
export { httpAuthentication, type HttpSettings, type HttpView } from './http-item.ts'
export { CONTRACT_LIMITS } from './limits.ts'
export { topic, type LiveFrame, type Topic } from './live.ts'
export type { Login } from './logins.ts'
export type { Change, OverviewHost, OverviewRecipe } from './overview.ts'
export type {
  Finding,
  Plugin,
  PluginAnswer,
  PluginProblem,
  PluginScan,
  PluginState,
  ScannedDirectory,
  SkippedEntry,
} from './plugins.ts'
export { matchesSearch, type Searchable } from './search-match.ts'
export {
  parseSearch,
  type ParsedSearch,
  type SearchField,
  type SearchFields,
  type SearchMistake,
  type SearchNumber,
  type SearchTerm,
} from './search-query.ts'
export type { SampleColumns, Series, StateSpan, Tier } from './series.ts'
export { DEFAULT_SETTINGS, settings, type Settings, type SettingsView } from './settings.ts'
export {
  COMMAND_LINE_ID,
  EMBEDDED_ID,
  TEST_STEPS,
  type ConnectionFields,
  type ConnectionTest,
  type CopyState,
  type DatabaseConnection,
  type StorageForecast,
  type StorageView,
  type TestStep,
  type TlsMode,
} from './storage.ts'
export type { TopColumn, TopFrame, TopGroup } from './top.ts'
export type { ConsoleView, Listener, Status } from './status.ts'
export type {
  DataType,
  MetadataTemplate,
  MetricFormat,
  MetricTemplate,
  NodeDetails,
  NodeMetric,
  NodeTable,
  Topology,
  TopologyNode,
} from './topologies.ts'
export {
  discoveryCheckType,
  type AvailabilityRow,
  type ConnectionNote,
  type DiscoveryCheckType,
  type DiscoveryRow,
  type DiscoveryRuleInput,
  type DiscoveryRulePatch,
  type DiscoveryRuleView,
  type ImportPreview,
  type LeftOut,
  type NewDiscoveryRule,
  type NewProxy,
  type NewTls,
  type PresetView,
  type Proxy,
  type ProxyMode,
  type ProxyState,
  type RegistrationRow,
  type RegistrationRuleView,
} from './proxy-shapes.ts'
export {
  PREPROCESSING_STEPS,
  preprocessingSteps,
  preprocessingType,
  type PreprocessingParam,
  type PreprocessingStep,
  type PreprocessingType,
} from './preprocessing.ts'
export {
  taskState,
  type ExecuteOn,
  type NewTask,
  type QueueRow,
  type Task,
  type TaskEntry,
  type TaskKind,
  type TaskState,
} from './tasks.ts'
export {
  itemType,
  newInterface,
  newItem,
  newMacro,
  newZabbixHost,
  presetFile,
  macroName,
  snmpAuthProtocol,
  snmpPrivacyProtocol,
  snmpSecurityLevel,
  valueType,
  type InterfaceInput,
  type InterfaceView,
  type ItemInput,
  type ItemType,
  type ItemView,
  type MacroInput,
  type MacroView,
  type NewInterface,
  type NewItem,
  type NewMacro,
  type NewSnmp,
  type NewZabbixHost,
  type SnmpInput,
  type SnmpView,
  type ValueType,
  type ZabbixHostInput,
  type ZabbixHostPatch,
  type ZabbixHostView,
} from './zabbix.ts'
