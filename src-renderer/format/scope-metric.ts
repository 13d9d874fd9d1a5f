import type { MetricFormat } from '../../src-main/contract/index.ts'
import { formatFixed, type FormattedValue, NO_VALUE } from './number.ts'

const SI_STEPS = ['', 'k', 'M', 'G', 'T', 'P'] as const
const BYTE_STEPS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const
/** From here on Scope writes thousands with a letter (scope-plugins.md §5). */
const SI_FROM = 1_100

/** A metric of a plugin in the format of its template, as Scope writes it. */
export function formatMetric(value: number | null, format: MetricFormat, locale: string): FormattedValue {
  if (value === null) return { text: NO_VALUE, unit: '' }
  switch (format) {
    case 'percent':
      return { text: formatFixed(value, 2, locale), unit: '%' }
    case 'filesize': {
      const { amount, step } = scaled(value, 1024, 1024, BYTE_STEPS.length)
      return { text: formatFixed(amount, step === 0 ? 0 : 1, locale), unit: BYTE_STEPS[step] ?? 'B' }
    }
    case 'integer':
    case '': {
      const { amount, step } = scaled(value, 1_000, SI_FROM, SI_STEPS.length)
      const digits = step > 0 ? 1 : format === 'integer' ? 0 : 2
      return { text: formatFixed(amount, digits, locale), unit: SI_STEPS[step] ?? '' }
    }
  }
}

function scaled(
  value: number,
  factor: number,
  from: number,
  steps: number,
): { readonly amount: number; readonly step: number } {
  let amount = value
  let step = 0
  while (Math.abs(amount) >= (step === 0 ? from : factor) && step < steps - 1) {
    amount /= factor
    step += 1
  }
  return { amount, step }
}
