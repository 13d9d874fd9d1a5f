import { expect, it } from 'vitest'
import { ActiveAddresses } from './active-addresses.ts'

const DAY_MS = 24 * 60 * 60_000

it('knows who logged in from where within a day, and the last one of each address', () => {
  const addresses = new ActiveAddresses()
  addresses.note('10.0.0.1', 'old', 0)
  addresses.note('10.0.0.2', 'web01', 1)
  addresses.note('10.0.0.1', 'new', 2)
  expect([...addresses.since(DAY_MS)]).toEqual([
    ['10.0.0.2', 'web01'],
    ['10.0.0.1', 'new'],
  ])
  expect([...addresses.since(DAY_MS + 1)]).toEqual([['10.0.0.1', 'new']])
})

it('forgets the oldest of ten thousand', () => {
  const addresses = new ActiveAddresses()
  for (let index = 0; index < 10_000; index++) addresses.note(`a${index}`, 'h', 1)
  expect(addresses.since(1).has('a0')).toBe(true)
  addresses.note('one more', 'h', 1)
  expect([addresses.since(1).has('a0'), addresses.since(1).size]).toEqual([false, 10_000])
})
