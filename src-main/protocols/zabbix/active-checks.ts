import { expectedSeconds } from '../../domain/zabbix-delay.ts'
import type { ZabbixHost, ZabbixMacro } from '../../domain/zabbix-configuration.ts'
import type { ActiveCheck } from './replies.ts'
import type { LogPosition } from './value-rows.ts'

const MACRO = /\{\$[A-Z0-9_.]+(?::[^}]*)?\}/g
/** Where the interval follows a timetable, which an agent of 6.0 is not told. */
const OTHERWISE_SECONDS = 60

/**
 * What an agent in active mode is to measure (zabbix.md §8). It knows no
 * macros: they are put in here, and the key that the item has goes along.
 */
export function activeChecksOf(
  host: ZabbixHost,
  globalMacros: readonly ZabbixMacro[],
  positionOf: (itemId: number) => LogPosition | null,
): ActiveCheck[] {
  const macros = new Map([...globalMacros, ...host.macros].map(({ macro, value }) => [macro, value]))
  const resolve = (text: string): string => text.replace(MACRO, (macro) => macros.get(macro) ?? macro)
  return host.items
    .filter(({ type, enabled }) => type === 'active' && enabled)
    .map((item) => {
      const position = positionOf(item.id)
      return {
        key: resolve(item.key),
        originalKey: item.key,
        itemId: item.id,
        delaySeconds: expectedSeconds(resolve(item.delay)) ?? OTHERWISE_SECONDS,
        lastLogSize: position?.size ?? 0,
        modifiedAt: position?.modifiedAt ?? 0,
      }
    })
}
