import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CollectlImport } from '../../../src-main/contract/index.ts'
import { readRecording } from '../../support/collectl-recording.ts'
import { until } from '../../support/raw-client.ts'
import { serveConsole, type ServedConsole } from '../../support/served-console.ts'
import { addValues } from '../../support/test-engine.ts'

const DAY_MS = 86_400_000
let served: ServedConsole
let folder: string

beforeEach(async () => {
  served = await serveConsole()
  folder = join(served.directory, 'files')
  mkdirSync(folder)
})

afterEach(async () => {
  await served.web.stop()
  await served.dispose()
})

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

/** A plot file as collectl writes one, a record every second from `start` on. */
function plot(host: string, start: number, records: number): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  const lines = Array.from({ length: records }, (_, index) => {
    const at = new Date(start + index * 1_000)
    const day = `${at.getUTCFullYear()}${two(at.getUTCMonth() + 1)}${two(at.getUTCDate())}`
    return `${day} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} ${index % 100} 2`
  })
  const head = [
    '#'.repeat(80),
    `# Host:       ${host}  DaemonOpts: `,
    '# Date:       20261126-114419  Secs: 1795693459 TZ: +0000',
    '#'.repeat(80),
    '#Date Time [CPU]User% [CPU]Sys%',
  ]
  return `${[...head, ...lines].join('\n')}\n`
}

const jobOf = (id: number): CollectlImport | undefined =>
  served.services.imports.list().find((job) => job.id === id)

async function imported(path: string, host?: string): Promise<CollectlImport> {
  const { id } = await served.services.imports.start(path, host)
  await until(() => jobOf(id)?.state !== 'reading')
  return jobOf(id) as CollectlImport
}

describe('a file that collectl recorded', () => {
  it('goes onto the timeline over the interface, with its progress', async () => {
    const start = Math.floor(Date.now() / 1_000) * 1_000 - 600_000
    const path = file('web01-20261126.tab', plot('web01', start, 500))
    const answer = await served.call('POST', '/api/collectl/imports', { path })
    expect(answer).toMatchObject({ status: 202, body: { file: 'web01-20261126.tab', kind: 'plot' } })
    const { id } = answer.body as CollectlImport
    await until(() => jobOf(id)?.state === 'done')
    expect((await served.call('GET', '/api/collectl/imports')).body).toMatchObject([
      { state: 'done', host: 'web01', records: 500, values: 1_000, from: start, to: start + 499_000 },
    ])
    const [series] = served.services.series.list({ host: 'web01', search: 'cputotals.user', limit: 1 })
    const samples = await served.services.series.samples(series?.id ?? 0, {
      from: start,
      to: start + 499_000,
      maxPoints: 1_000,
    })
    expect(samples.v).toEqual(Array.from({ length: 500 }, (_, index) => index % 100))
  })

  it('may be compressed, and a recording of the real program', async () => {
    const path = file('vm-20261121.tab.gz', gzipSync(readRecording('file-plot')))
    expect(await imported(path)).toMatchObject({ state: 'done', host: 'vm', recordsDropped: 0 })
  })

  it('belongs to another host where a person says so', async () => {
    const path = file('x.tab', plot('web01', Date.now() - 60_000, 5))
    expect(await imported(path, 'lab web')).toMatchObject({ state: 'done', host: 'lab web' })
    expect(served.services.catalogue.hostByName('web01')).toBeNull()
  })

  it('of long ago is kept as minutes when its raw samples are cleaned away', async () => {
    const start = Math.floor(Date.now() / 60_000) * 60_000 - 20 * DAY_MS
    await imported(file('old.tab', plot('old01', start, 300)))
    const { store } = served.services.storage
    await store.rollUp(Date.now())
    await store.deleteOlderThan({
      rawBefore: Date.now() - 2 * DAY_MS,
      minuteBefore: Date.now() - 30 * DAY_MS,
      hourBefore: 0,
      loginsBefore: 0,
    })
    const [series] = served.services.series.list({ host: 'old01', search: 'cputotals.sys', limit: 1 })
    const samples = await served.services.series.samples(series?.id ?? 0, {
      from: start,
      to: start + 299_000,
      maxPoints: 1_000,
    })
    expect(samples.tier).toBe('1m')
    expect(samples.v).toEqual([2, 2, 2, 2, 2])
  })

  it('changes nothing of what the host measures now', async () => {
    addValues(served, 'web01', { 'cputotals.user': 77 })
    await imported(file('late.tab', plot('web01', Date.now() - 3_600_000, 10)))
    const [series] = served.services.series.list({ host: 'web01', search: 'cputotals.user', limit: 1 })
    expect(series?.lastValue).toBe(77)
  })

  it('may be imported twice without being there twice', async () => {
    const start = Math.floor(Date.now() / 1_000) * 1_000 - 60_000
    const path = file('twice.tab', plot('web01', start, 30))
    await imported(path)
    await imported(path)
    const [series] = served.services.series.list({ host: 'web01', search: 'cputotals.user', limit: 1 })
    const samples = await served.services.series.samples(series?.id ?? 0, {
      from: start,
      to: start + 29_000,
      maxPoints: 1_000,
    })
    expect(samples.t).toHaveLength(30)
  })

  it('is refused with a reason where it is none', async () => {
    const answer = await served.call('POST', '/api/collectl/imports', {
      path: file('passwd', 'root:x:0:0\n'),
    })
    expect(answer).toMatchObject({ status: 422, body: { code: 'IMPORT_FAILED' } })
    await expect(served.services.imports.start(folder)).rejects.toThrow('is no file')
    await expect(served.services.imports.start(join(folder, 'none'))).rejects.toThrow('cannot be read')
    const cut = gzipSync(plot('web01', Date.now(), 50_000)).subarray(0, 100_000)
    expect(await imported(file('cut.tab.gz', cut))).toMatchObject({ state: 'failed' })
  })

  it('that names no host has to be told one', async () => {
    const bare = '#UTC [CPU]User% [CPU]Sys%\n1795693454.001 76 4\n'
    expect(await imported(file('bare.txt', bare))).toMatchObject({
      state: 'failed',
      error: 'The file names no host: say which host it belongs to.',
    })
    expect(await imported(file('bare.txt', bare), 'lab01')).toMatchObject({ state: 'done', host: 'lab01' })
    expect(await imported(file('lab02-20261126.tab', bare))).toMatchObject({ state: 'done', host: 'lab02' })
  })

  it('can be cancelled, and its row cleared', async () => {
    const path = file('long.tab', plot('web01', Date.now() - 200_000_000, 200_000))
    const { id } = await served.services.imports.start(path)
    const cancelled = await served.call('DELETE', `/api/collectl/imports/${id}`)
    expect(cancelled.body).toMatchObject({ state: 'cancelled' })
    expect((await served.call('DELETE', `/api/collectl/imports/${id}`)).status).toBe(200)
    expect(served.services.imports.list()).toEqual([])
  })
})

describe('a file that a window hands over', () => {
  it('comes in parts, is imported, and its copy is removed', async () => {
    const bytes = Buffer.from(plot('web05', Date.now() - 900_000, 800))
    const { uploads } = served.services.imports
    const { upload } = await uploads.begin({ file: '../../web05-20261126.tab', bytes: bytes.length })
    for (let start = 0; start < bytes.length; start += 10_000) {
      const part = bytes.subarray(start, start + 10_000).toString('base64')
      await uploads.append({ upload, part })
    }
    const path = uploads.whole(upload)
    expect(path.startsWith(join(served.directory, 'imports'))).toBe(true)
    expect(await readFile(path)).toEqual(bytes)
    const { id } = await served.services.imports.uploaded({ upload })
    await until(() => jobOf(id)?.state === 'done')
    expect(jobOf(id)).toMatchObject({ file: 'web05-20261126.tab', host: 'web05', records: 800 })
    await until(() => !existsSync(path))
  })

  it('has to be whole, and no longer than was said', async () => {
    const { imports } = served.services
    const { upload } = await imports.uploads.begin({ file: 'a.tab', bytes: 4 })
    await imports.uploads.append({ upload, part: Buffer.from('abc').toString('base64') })
    const more = imports.uploads.append({ upload, part: Buffer.from('de').toString('base64') })
    await expect(more).rejects.toThrow('More came of this file')
    await expect(imports.uploaded({ upload })).rejects.toThrow('Only 3 of 4 bytes')
    await expect(imports.uploaded({ upload })).rejects.toThrow('not being handed over')
  })
})
