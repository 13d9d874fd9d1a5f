import type { ItemInput, MacroInput, ZabbixHostInput } from '../contract/index.ts'

/** A set of items for a host, as the files in `resources/presets` have it. */
export interface Preset {
  readonly id: string
  readonly name: string
  /** What interface a host must have for it. */
  readonly needs: 'agent' | 'snmp' | 'nothing'
  readonly items: readonly ItemInput[]
  readonly macros: readonly MacroInput[]
}

/** The host with what the preset has and it has not; what it has already stays as it is. */
export function withPreset(host: ZabbixHostInput, preset: Pick<Preset, 'items' | 'macros'>): ZabbixHostInput {
  const keys = new Set(host.items.map(({ key }) => key))
  const macros = new Set(host.macros.map(({ macro }) => macro))
  return {
    ...host,
    items: [...host.items, ...preset.items.filter(({ key }) => !keys.has(key))],
    macros: [...host.macros, ...preset.macros.filter(({ macro }) => !macros.has(macro))],
  }
}
