import type { Plugin, PluginState } from '../../../src-main/contract/index.ts'
import type { translate } from '../../i18n/i18n.ts'
import type { MessageKey } from '../../i18n/keys.ts'
import type { StateTone } from '../../ui/state-tone.ts'
import type { TableColumn } from '../../ui/table-columns.ts'

/** A clock that is further off than this is said in the list; the page of the plugin tells of less. */
const CLOCK_OFF_MS = 60_000

function isClockOff({ clockSkewMs }: Plugin): boolean {
  return clockSkewMs !== null && Math.abs(clockSkewMs) >= CLOCK_OFF_MS
}

/** Shape and colour of a state; a plugin that answers, but only just, is near. */
export function toneOfPlugin(plugin: Plugin): StateTone {
  const isNear = plugin.isSlow || plugin.findings > 0 || isClockOff(plugin)
  const tones: Readonly<Record<PluginState, StateTone>> = {
    new: 'near',
    ok: isNear ? 'near' : 'good',
    error: 'problem',
    gone: 'stale',
  }
  return tones[plugin.state]
}

/** The state in a few words: what is wrong, where something is. */
export function stateOfPlugin(plugin: Plugin): MessageKey {
  const { state, problem, isSlow, findings } = plugin
  if (problem !== null) return `plugins.problem-${problem}`
  if (state === 'ok' && isSlow) return 'plugins.state-slow'
  if (state === 'ok' && findings > 0) return 'plugins.state-findings'
  if (state === 'ok' && isClockOff(plugin)) return 'plugins.state-clock'
  return `plugins.state-${state}`
}

const ORDER: Readonly<Record<PluginState, number>> = { error: 0, new: 1, ok: 2, gone: 3 }

export function pluginColumns(t: typeof translate): readonly TableColumn<Plugin>[] {
  return [
    {
      key: 'name',
      label: t('plugins.name'),
      minWidthPx: 130,
      sortBy: (plugin) => plugin.name,
      text: (plugin) => plugin.name,
    },
    {
      key: 'state',
      label: t('plugins.state'),
      minWidthPx: 170,
      sortBy: (plugin) => ORDER[plugin.state],
    },
    {
      key: 'path',
      label: t('plugins.socket'),
      minWidthPx: 190,
      grow: 1.5,
      priority: 2,
      isMono: true,
      isMuted: true,
      sortBy: (plugin) => plugin.path,
    },
    {
      key: 'description',
      label: t('plugins.description'),
      minWidthPx: 160,
      grow: 1.5,
      priority: 4,
      isMuted: true,
      sortBy: (plugin) => plugin.description,
    },
    {
      key: 'delivered',
      label: t('plugins.delivered'),
      minWidthPx: 170,
      priority: 3,
      sortBy: (plugin) => plugin.delivered.metrics,
      sortsDescendingFirst: true,
    },
    {
      key: 'latency',
      label: t('plugins.latency'),
      align: 'end',
      minWidthPx: 78,
      grow: 0,
      priority: 3,
      sortBy: (plugin) => plugin.latencyMs,
      sortsDescendingFirst: true,
    },
    {
      key: 'age',
      label: t('plugins.lastReport'),
      align: 'end',
      minWidthPx: 96,
      grow: 0,
      sortBy: (plugin) => plugin.lastReportAt,
      sortsDescendingFirst: true,
    },
  ]
}
