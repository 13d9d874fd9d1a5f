import type { scrypt } from 'node:crypto'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { ScopePortWorld } from './scopeport-world.ts'

type Scrypt = typeof scrypt

const hashing = vi.hoisted(() => ({ count: 0 }))

vi.mock('node:crypto', async (importOriginal) => {
  const crypto = await importOriginal<{ scrypt: Scrypt }>()
  const counted = ((...parameters: Parameters<Scrypt>) => {
    hashing.count++
    crypto.scrypt(...parameters)
  }) as Scrypt
  return { ...crypto, scrypt: counted }
})

let world: ScopePortWorld

beforeAll(async () => {
  world = await ScopePortWorld.start()
})
afterAll(() => world.dispose())

it('a host that sends eleven sensors costs one hash, one by one and all at once', async () => {
  const sensors = Array.from({ length: 11 }, (_, index) => `sensor_${index}`)
  const one = await world.addHost('one-by-one')
  const other = await world.addHost('all-at-once')
  hashing.count = 0
  for (const sensor of sensors) expect(await world.send(one, sensor, '1')).toBe('OkayOkayOkay')
  expect(hashing.count).toBe(1)
  await Promise.all(sensors.map((sensor) => world.send(other, sensor, '1')))
  expect(hashing.count).toBe(2)
})

it('a wrong password that is tried again costs no second hash', async () => {
  const { id } = await world.addHost('guessed')
  hashing.count = 0
  for (const address of ['127.0.0.5', '127.0.0.6', '127.0.0.7', '127.0.0.8']) {
    await world.send({ id, password: 'wrong' }, 'x', '1', address)
  }
  expect(hashing.count).toBe(1)
})
