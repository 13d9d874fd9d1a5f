import { join } from 'node:path'
import { openStore } from '../../../src-main/storage/open-store.ts'
import type { SampleBatch } from '../../../src-main/domain/sample.ts'
import { BUILT_THREADS } from '../../support/built.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const DAYS = 30
const MINUTES_PER_BATCH = 1_440
/** As the settings have it. */
const RAW_DAYS = 2

export interface Month {
  readonly seriesIds: readonly number[]
  readonly samples: number
  readonly from: number
  readonly to: number
}

/**
 * A month of values a minute apart, in a database as a console would have left
 * it: rolled up, and raw values only of the last two days.
 */
export async function storeMonth(dataDir: string, seriesCount: number): Promise<Month> {
  const to = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS
  const from = to - DAYS * DAY_MS
  const seriesIds = Array.from({ length: seriesCount }, (_, index) => index + 1)
  const store = await openStore({
    engine: 'sqlite',
    file: join(dataDir, 'scopedeck.sqlite'),
    workerUrl: BUILT_THREADS.sqlite,
    now: () => to,
  })
  const walks = seriesIds.map((id) => createWalk(id))
  const nothing = { identities: [], hosts: [], series: [], states: [], logins: [], profiles: [] }
  await store.commit({
    ...nothing,
    hosts: [{ id: 1, name: 'bench', enabled: true, createdAt: from }],
    identities: [{ id: 1, hostId: 1, source: 'collectl', name: 'bench' }],
    series: seriesIds.map((id) => ({
      id,
      identityId: 1,
      metric: `metric-${id}`,
      unit: '%',
      label: `Metric ${id}`,
      type: 'number' as const,
    })),
    samples: emptyBatch(0),
  })
  let samples = 0
  for (let at = from; at < to; at += MINUTES_PER_BATCH * MINUTE_MS) {
    const batch = emptyBatch(MINUTES_PER_BATCH * seriesCount)
    for (let row = 0; row < batch.at.length; row += 1) {
      const index = row % seriesCount
      batch.series[row] = seriesIds[index]!
      batch.at[row] = at + Math.floor(row / seriesCount) * MINUTE_MS
      batch.value[row] = walks[index]!()
    }
    await store.commit({ ...nothing, samples: batch })
    samples += batch.at.length
  }
  await store.rollUp(to)
  await store.deleteOlderThan({
    rawBefore: to - RAW_DAYS * DAY_MS,
    minuteBefore: from,
    hourBefore: from,
    loginsBefore: from,
  })
  await store.close()
  return { seriesIds, samples, from, to }
}

/** Numbers that look like a machine at work; the same ones in every run. */
function createWalk(seed: number): () => number {
  let state = seed * 7919 + 1
  let value = 50
  return () => {
    state = (state * 16_807) % 2_147_483_647
    value = Math.max(0, Math.min(100, value + (state / 2_147_483_647 - 0.5) * 12))
    return value
  }
}

function emptyBatch(length: number): SampleBatch {
  return { series: new Int32Array(length), at: new Float64Array(length), value: new Float64Array(length) }
}
