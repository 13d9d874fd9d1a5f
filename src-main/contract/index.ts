/**
 * The contract: the console's table of contents. The renderer imports this
 * folder and nothing else of `src-main`.
 */
import { agentsContract } from './agents.ts'
import { blacklistContract } from './blacklist.ts'
import { collectlContract } from './collectl.ts'
import { demoContract } from './demo.ts'
import { hostsContract } from './hosts.ts'
import { liveContract } from './live.ts'
import { loginsContract } from './logins.ts'
import { overviewContract } from './overview.ts'
import { proxiesContract } from './proxies.ts'
import { seriesContract } from './series.ts'
import { settingsContract } from './settings.ts'
import { statusContract } from './status.ts'
import { tasksContract } from './tasks.ts'

export const contract = {
  status: statusContract,
  overview: overviewContract,
  hosts: hostsContract,
  series: seriesContract,
  live: liveContract,
  logins: loginsContract,
  blacklist: blacklistContract,
  collectl: collectlContract,
  proxies: proxiesContract,
  tasks: tasksContract,
  agents: agentsContract,
  settings: settingsContract,
  demo: demoContract,
}

export type { Agent } from './agents.ts'
export { blacklistEntry, type BlacklistEntry } from './blacklist.ts'
export {
  collectlFormat,
  type CollectlFormat,
  type Endpoint,
  type EndpointState,
  type LocalCollectl,
} from './collectl.ts'
export { sourceName, type EpochMs, type SourceName } from './common.ts'
export { ERRORS, type ErrorCode } from './errors.ts'
export type { Host, HostIdentity, HostProfile, HostState } from './hosts.ts'
export { CONTRACT_LIMITS } from './limits.ts'
export { topic, type LiveFrame, type Topic } from './live.ts'
export type { Login } from './logins.ts'
export type { Change, OverviewHost, OverviewRecipe } from './overview.ts'
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
export type { SampleColumns, Series, StateSpan, Tier } from './series.ts'
export { DEFAULT_SETTINGS, settings, type Settings, type SettingsView } from './settings.ts'
export type { Listener, Status } from './status.ts'
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
  preprocessingType,
  valueType,
  type HttpSettings,
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
  type PreprocessingStep,
  type PreprocessingType,
  type SnmpInput,
  type SnmpView,
  type ValueType,
  type ZabbixHostInput,
  type ZabbixHostPatch,
  type ZabbixHostView,
} from './zabbix.ts'
