import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Host, SampleColumns, Series } from '../../../src-main/contract/index.ts'
import { RawClient } from '../../support/raw-client.ts'
import { type KillableConsole, startKillableConsole } from './killable-console.ts'

const CLIENTS = 32
const OKAYS_BEFORE_THE_END = 1_500

let dataDir = ''
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'scopedeck-killed-'))
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

/** Values of each sensor that was answered with okay, and those whose answer never came. */
class Ledger {
  readonly okay = new Map<string, number[]>()
  readonly unknown = new Set<number>()
  total = 0

  note(sensor: string, value: number, reply: string): void {
    if (reply !== 'OkayOkayOkay') {
      this.unknown.add(value)
      return
    }
    this.okay.set(sensor, [...(this.okay.get(sensor) ?? []), value])
    this.total++
  }
}

/** Sends values one after the other until the console is gone; every third to a sensor that all share. */
async function sendUntilGone(port: number, login: string, client: number, ledger: Ledger): Promise<void> {
  for (let number = 0; ; number++) {
    const value = client * 1_000_000 + number
    const sensor = number % 3 === 0 ? 'shared' : `own_${client}`
    const connection = new RawClient({ port })
    const id = login.split(',')[0] ?? ''
    connection.send(`${login}\n${id},${sensor},${value}\n`)
    const error = await connection.closed
    if (error === 'ECONNREFUSED') return
    ledger.note(sensor, value, connection.received)
  }
}

async function storedValues(console: KillableConsole, sensor: string, from: number): Promise<number[]> {
  const found = (await console.api(`/series?search=${sensor}`)) as Series[]
  const { id } = found.find(({ metric }) => metric === sensor) ?? { id: 0 }
  const range = `from=${from}&to=${Date.now() + 60_000}&maxPoints=20000`
  const { v, tier } = (await console.api(`/series/${id}/samples?${range}`)) as SampleColumns
  expect(tier).toBe('raw')
  return v.map(Number)
}

it('after a kill in the middle of load everything that was answered okay is there, and nothing twice', async () => {
  const from = Date.now() - 1_000
  const first = await startKillableConsole(dataDir)
  const host = (await first.api('/hosts', { method: 'POST', body: { name: 'web01' } })) as Host & {
    password: string
  }
  const ledger = new Ledger()
  const login = `${host.id},login,${host.password}`
  const clients = Array.from({ length: CLIENTS }, (_, client) =>
    sendUntilGone(first.scopeportPort, login, client, ledger),
  )
  while (ledger.total < OKAYS_BEFORE_THE_END) await new Promise((resolve) => setImmediate(resolve))
  await first.kill('SIGKILL')
  await Promise.all(clients)

  const second = await startKillableConsole(dataDir)
  const missing: number[] = []
  const unexpected: number[] = []
  for (const [sensor, okay] of ledger.okay) {
    const stored = await storedValues(second, sensor, from)
    const known = new Set(stored)
    expect(known.size, `${sensor}: nothing twice`).toBe(stored.length)
    missing.push(...okay.filter((value) => !known.has(value)))
    const sent = new Set(okay)
    unexpected.push(...stored.filter((value) => !sent.has(value) && !ledger.unknown.has(value)))
  }
  expect(missing).toEqual([])
  expect(unexpected).toEqual([])
  expect(ledger.okay.size).toBe(CLIENTS + 1)

  // It goes on as if nothing had been.
  const again = new RawClient({ port: second.scopeportPort }).send(`${login}\n${host.id},shared,-1\n`)
  expect(await again.all()).toBe('OkayOkayOkay')
  await second.kill('SIGTERM')
})
