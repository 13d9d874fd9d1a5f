import { expect, it } from 'vitest'
import { playMutatedBytes, readMutatedTexts } from '../../support/zabbix-mutations.ts'

const SEED = 6_014

it(
  'a million mutated recordings throw nothing, keep nothing and end every session',
  { timeout: 240_000 },
  () => {
    expect(playMutatedBytes(SEED, 125_000)).toBeGreaterThan(60_000)
    expect(readMutatedTexts(SEED + 1, 750_000)).toBeGreaterThan(100_000)
  },
)
