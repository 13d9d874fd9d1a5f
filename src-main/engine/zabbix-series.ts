import type { ZabbixHost, ZabbixItem } from '../domain/zabbix-configuration.ts'
import { isTextType, metricOf } from '../protocols/zabbix/item-values.ts'
import type { Catalogue } from './catalogue.ts'
import type { SeriesState } from './catalogue-state.ts'

interface Known {
  readonly item: ZabbixItem
  readonly series: SeriesState
}

/**
 * Which series the values of an item belong to: (host, key). Looked up once an
 * item and not once a value, so that a value costs the same among a thousand
 * items and among a hundred thousand.
 */
export class ZabbixSeries {
  readonly #catalogue: Catalogue
  readonly #known = new Map<number, Known>()

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue
  }

  /** Null when its host has as many series as it may, or is being removed. */
  of(host: ZabbixHost, item: ZabbixItem): SeriesState | null {
    const known = this.#known.get(item.id)
    const isCurrent =
      known !== undefined && known.item === item && this.#catalogue.series(known.series.id) === known.series
    const series = isCurrent ? known.series : this.#find(host, item)
    return series === null || series.identity.host.isLeaving ? null : series
  }

  /** The series that there is already, for pages. */
  find(host: ZabbixHost, item: ZabbixItem): SeriesState | null {
    const identity = this.#catalogue.findIdentity('zabbix', host.host)
    return identity?.seriesByMetric.get(metricOf(item.key)) ?? null
  }

  #find(host: ZabbixHost, item: ZabbixItem): SeriesState | null {
    const identity = this.#catalogue.identity('zabbix', host.host, host.host)
    const reading = {
      metric: metricOf(item.key),
      unit: item.units.slice(0, 64),
      label: (item.name === '' ? item.key : item.name).slice(0, 255),
      value: null,
    }
    const series = this.#catalogue.seriesOf(identity, reading, isTextType(item.valueType))
    if (series !== null) this.#known.set(item.id, { item, series })
    return series
  }
}
