import { join } from 'node:path'
import { openStore } from '../../../../src-main/storage/open-store.ts'
import { BUILT_THREADS } from '../../../support/built.ts'
import { hostName, HOSTS, METRICS, STORED_SAMPLES, valueOf } from './load.ts'

const SECOND_MS = 1_000
/** Samples of one commit. */
const BATCH = 100_000

/** Fills a folder with a console's database: hosts, their series, and samples once a second up to now. */
export async function storeSamples(directory: string): Promise<void> {
  const now = Date.now()
  const store = await openStore({
    engine: 'sqlite',
    file: join(directory, 'scopedeck.sqlite'),
    workerUrl: BUILT_THREADS.sqlite,
    now: Date.now,
  })
  const hosts = Array.from({ length: HOSTS }, (_, index) => index)
  const none = { identities: [], hosts: [], series: [], states: [], logins: [], profiles: [] }
  const seriesCount = HOSTS * METRICS.length
  const idOf = (host: number, metric: number): number => host * METRICS.length + metric + 1
  await store.commit({
    ...none,
    hosts: hosts.map((host) => ({ id: host + 1, name: hostName(host), enabled: true, createdAt: 0 })),
    identities: hosts.map((host) => ({
      id: host + 1,
      hostId: host + 1,
      source: 'collectl' as const,
      name: hostName(host),
    })),
    series: hosts.flatMap((host) =>
      METRICS.map(([metric, unit, label], index) => ({
        ...{ id: idOf(host, index), identityId: host + 1, metric, unit, label },
        type: 'number' as const,
      })),
    ),
    samples: { series: new Int32Array(), at: new Float64Array(), value: new Float64Array() },
  })
  const seconds = Math.ceil(STORED_SAMPLES / seriesCount)
  const secondsPerBatch = Math.max(1, Math.floor(BATCH / seriesCount))
  for (let first = 0; first < seconds; first += secondsPerBatch) {
    const count = Math.min(secondsPerBatch, seconds - first) * seriesCount
    const samples = {
      series: new Int32Array(count),
      at: new Float64Array(count),
      value: new Float64Array(count),
    }
    for (let row = 0; row < count; row += 1) {
      const second = first + Math.floor(row / seriesCount)
      const place = row % seriesCount
      const metric = place % METRICS.length
      const host = (place - metric) / METRICS.length
      samples.series[row] = idOf(host, metric)
      samples.at[row] = now - (seconds - second) * SECOND_MS
      samples.value[row] = valueOf(host, metric, second)
    }
    await store.commit({ ...none, samples })
  }
  await store.rollUp(now)
  await store.close()
}
