/**
 * Units as the wire names them, and how a person reads them. Bytes go by 1024
 * (that is what a KB is to collectl and to the kernel), plain numbers by 1000.
 */

/** What an axis or a figure is shown in: a value divided by `divisor` has the unit `name`. */
export interface UnitScale {
  readonly name: string
  readonly divisor: number
}

const BYTE_UNIT = /^(k|ki|m|mi|g|gi|t|ti)?(?:b|bytes?)(\/s)?$/iu
const BYTE_NAMES = ['B', 'KB', 'MB', 'GB', 'TB', 'PB']
const BYTE_PREFIXES = ['', 'k', 'm', 'g', 't']
const COUNT_NAMES = ['', 'k', 'M', 'G', 'T']
/** Up to here a number is read as it is; beyond it gets a k, M or G. */
const PLAIN_BELOW = 100_000

interface ByteUnit {
  readonly power: number
  readonly perSecond: string
}

function byteUnit(unit: string): ByteUnit | null {
  const match = BYTE_UNIT.exec(unit)
  if (match === null) return null
  const prefix = (match[1] ?? '').toLowerCase().slice(0, 1)
  return { power: BYTE_PREFIXES.indexOf(prefix), perSecond: match[2] ?? '' }
}

/** Series of one family share an axis: KB and GB do, KB and KB/s do not. */
export function unitFamily(unit: string): string {
  const bytes = byteUnit(unit)
  return bytes === null ? unit : `B${bytes.perSecond}`
}

/** What a value is multiplied with to be in its family's own unit (bytes for KB, MB, …). */
export function toFamily(unit: string): number {
  return 1024 ** (byteUnit(unit)?.power ?? 0)
}

/** The scale in which `magnitude` (in the family's own unit) reads best. */
export function scaleFor(family: string, magnitude: number): UnitScale {
  const size = Math.abs(magnitude)
  if (family === 'B' || family === 'B/s') {
    const power = size < 1 ? 0 : Math.min(BYTE_NAMES.length - 1, Math.floor(Math.log2(size) / 10 + 1e-9))
    return { name: `${BYTE_NAMES[power]}${family.slice(1)}`, divisor: 1024 ** power }
  }
  if (size < PLAIN_BELOW || !Number.isFinite(size)) return { name: family, divisor: 1 }
  const power = Math.min(COUNT_NAMES.length - 1, Math.floor(Math.log10(size) / 3 + 1e-9))
  return {
    name: `${COUNT_NAMES[power]}${family === '' || family.startsWith('/') ? '' : ' '}${family}`,
    divisor: 1000 ** power,
  }
}

const formats = new Map<string, Intl.NumberFormat>()

/** The label of a tick in the words of `locale`; formats are kept, because making one costs more than using it. */
export function formatTick(value: number, locale: string, decimals: number): string {
  const key = `${locale} ${decimals}`
  let format = formats.get(key)
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    })
    formats.set(key, format)
  }
  // A rounded -0.04 is zero, not minus zero.
  return format.format(Number(value.toFixed(decimals)) === 0 ? 0 : value)
}
