import type { Series } from '../../../src-main/contract/index.ts'

/** What a series is called beside others: the words that tell it apart come first. */
export function seriesLabel(series: Series, others: readonly Series[]): string {
  const { host, label, source } = series
  const isSameLabel = others.every((other) => other.label === label)
  const isSameHost = others.every((other) => other.host === host)
  const hasTwin = others.some((other) => other !== series && other.host === host && other.label === label)
  if (others.length > 1 && isSameLabel) {
    if (!isSameHost) return hasTwin ? `${host} · ${source}` : host
    return `${host} · ${source}`
  }
  return hasTwin ? `${host} · ${label} · ${source}` : `${host} · ${label}`
}

/** What a chart is called when nobody gave it a name; empty when nothing is known of its series. */
export function chartName(series: readonly Series[]): string {
  const labels = [...new Set(series.map((one) => one.label))]
  const hosts = [...new Set(series.map((one) => one.host))]
  if (labels.length <= 2) return labels.join(' · ')
  if (hosts.length === 1)
    return `${hosts[0] ?? ''} · ${commonWord(labels) ?? labels.slice(0, 2).join(' · ')} …`
  return `${labels.slice(0, 2).join(' · ')} …`
}

/** The first word, when all have the same. */
function commonWord(labels: readonly string[]): string | null {
  const words = new Set(labels.map((label) => label.split(/[\s,]/u)[0]))
  const [word] = words
  return words.size === 1 && word !== undefined && word !== '' ? word : null
}

/** What a series is called where it stands without its chart, in a file for instance. */
export function wholeName(series: Series, others: readonly Series[]): string {
  const { host, label, source } = series
  const hasTwin = others.some(
    (other) => other.id !== series.id && other.host === host && other.label === label,
  )
  return hasTwin ? `${host} · ${label} · ${source}` : `${host} · ${label}`
}
