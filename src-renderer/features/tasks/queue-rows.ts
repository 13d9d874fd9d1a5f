import type { QueueRow } from '../../../src-main/contract/index.ts'

export type ProxyQueue = QueueRow & { readonly proxyId: number; readonly proxy: string }

/** As many proxies without a click. */
export const QUEUES_SHOWN = 8

/** All of a few; of many, those that have tasks or had some within the day, the most open first. */
export function queueRows(proxies: readonly ProxyQueue[], isWhole: boolean): readonly ProxyQueue[] {
  if (isWhole || proxies.length <= QUEUES_SHOWN) return proxies
  const openOf = ({ waiting, sent }: ProxyQueue): number => waiting + sent
  return proxies
    .filter((row) => openOf(row) + row.done + row.failed + row.expired + row.lost > 0)
    .toSorted((one, other) => openOf(other) - openOf(one))
    .slice(0, QUEUES_SHOWN)
}
