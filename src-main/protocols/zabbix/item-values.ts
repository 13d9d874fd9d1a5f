import type { ValueType } from '../../contract/index.ts'

type ItemValue =
  | { readonly ok: true; readonly value: number | string }
  /** The item is not supported from then on, until a value fits again. */
  | { readonly ok: false; readonly problem: string }

const NUMERIC_NAMES = { unsigned: 'Numeric (unsigned)', float: 'Numeric (float)' } as const
const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i
const SHOWN_LENGTH = 128
/** Longest name of a series. */
const METRIC_LENGTH = 190
const KEPT_LENGTH = 160

export function isTextType(valueType: ValueType): boolean {
  return valueType !== 'unsigned' && valueType !== 'float'
}

/** The value of an item of this type (zabbix.md §5: one that does not fit makes the item not supported). */
export function itemValue(text: string, valueType: ValueType): ItemValue {
  if (valueType !== 'unsigned' && valueType !== 'float') return { ok: true, value: text }
  const value = NUMBER.test(text) ? Number(text) : NaN
  if (!Number.isFinite(value) || (valueType === 'unsigned' && value < 0)) {
    const shown = text.slice(0, SHOWN_LENGTH)
    const problem = `Value of type "string" is not suitable for value type "${NUMERIC_NAMES[valueType]}". Value "${shown}"`
    return { ok: false, problem }
  }
  return { ok: true, value: valueType === 'unsigned' ? Math.trunc(value) : value }
}

/** The key; one that is longer than a name may be is cut, and told from others by its hash. */
export function metricOf(key: string): string {
  return key.length <= METRIC_LENGTH ? key : `${key.slice(0, KEPT_LENGTH)}…${hashOf(key)}`
}

/** FNV-1a, twice 32 bits with different beginnings. */
function hashOf(text: string): string {
  return [0x811c9dc5, 0x01000193]
    .map((start) => {
      let hash = start
      for (let index = 0; index < text.length; index++) {
        hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
      }
      return (hash >>> 0).toString(16).padStart(8, '0')
    })
    .join('')
}
