import { expect, it } from 'vitest'
import { stableId } from './stable-id.ts'

it('gives one name one number, on whatever machine', () => {
  expect(stableId('7 12 192.0.2.1 22')).toBe(stableId('7 12 192.0.2.1 22'))
  expect(stableId('')).toBeGreaterThan(0)
})

it('gives names that look alike numbers of their own, all whole and safe', () => {
  const ids = new Set<number>()
  for (let rule = 1; rule <= 4; rule++)
    for (let last = 0; last < 256; last++)
      for (let port = 1; port <= 50; port++) ids.add(stableId(`${rule} ${port % 5} 192.0.2.${last} ${port}`))
  expect(ids.size).toBe(4 * 256 * 50)
  for (const id of ids) expect(Number.isSafeInteger(id) && id > 0).toBe(true)
})
