/** Shown where there is no value. */
export const NO_VALUE = '–'

export interface FormattedValue {
  readonly text: string
  /** Empty for a plain number. */
  readonly unit: string
}

const formatters = new Map<string, Intl.NumberFormat>()

function formatter(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale} ${JSON.stringify(options)}`
  let found = formatters.get(key)
  if (found === undefined) {
    found = new Intl.NumberFormat(locale, options)
    formatters.set(key, found)
  }
  return found
}

/** A whole number with its thousands apart, e.g. `4,182`. */
export function formatCount(value: number, locale: string): string {
  return formatter(locale, { maximumFractionDigits: 0 }).format(value)
}

/** At most two digits after the point for small numbers, none for large ones. */
export function formatNumber(value: number, locale: string): string {
  const size = Math.abs(value)
  if (size !== 0 && size < 0.01) {
    return formatter(locale, { maximumSignificantDigits: 2 }).format(value)
  }
  const digits = size >= 1_000 || Number.isInteger(value) ? 0 : size >= 100 ? 1 : 2
  return formatter(locale, { maximumFractionDigits: digits }).format(value)
}

/** With exactly so many digits after the point, so that a column lines up. */
export function formatFixed(value: number, digits: number, locale: string): string {
  return formatter(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value)
}

const BYTE_STEPS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const

/** Bytes in steps of 1,024, as memory and disks of the field's tools are counted. */
export function formatBytes(bytes: number, locale: string): FormattedValue {
  let value = bytes
  let step = 0
  while (Math.abs(value) >= 1024 && step < BYTE_STEPS.length - 1) {
    value /= 1024
    step += 1
  }
  const digits = step === 0 || Math.abs(value) >= 100 ? 0 : 1
  return {
    text: formatter(locale, { maximumFractionDigits: digits, minimumFractionDigits: 0 }).format(value),
    unit: BYTE_STEPS[step] ?? 'B',
  }
}

/** A value with its unit, scaled where the unit is one of bytes (`KB`, `MB/s`, …). */
export function formatValue(value: number | null, unit: string, locale: string): FormattedValue {
  if (value === null || Number.isNaN(value)) return { text: NO_VALUE, unit: '' }
  const [amount = '', ...rate] = unit.split('/')
  const step = (BYTE_STEPS as readonly string[]).indexOf(amount)
  if (step >= 0) {
    const scaled = formatBytes(value * 1024 ** step, locale)
    return { text: scaled.text, unit: [scaled.unit, ...rate].join('/') }
  }
  if (unit === '%') {
    // Below ten the first digit after the point still says something.
    const digits = Math.abs(value) < 9.95 ? 1 : 0
    return { text: formatFixed(value, digits, locale), unit }
  }
  return { text: formatNumber(value, locale), unit }
}

/** Large totals in short: `14.9M`. */
export function formatCompact(value: number, locale: string): string {
  return formatter(locale, { notation: 'compact', maximumFractionDigits: 1 }).format(value)
}
