import type { TopFrame } from '../../../src-main/contract/index.ts'

/** A frame of a test: hosts by name, and a column of values each. */
export function fakeFrame(
  hosts: readonly string[],
  columns: Readonly<Record<string, readonly (number | null)[]>> = {},
  patch: Partial<TopFrame> = {},
): TopFrame {
  return {
    at: 1_800_000_000_000,
    total: hosts.length,
    hosts: {
      id: hosts.map((_, row) => row + 1),
      name: [...hosts],
      state: hosts.map(() => 'good' as const),
      sources: hosts.map(() => ['collectl' as const]),
      ageMs: hosts.map((_, row) => row * 1_000),
    },
    columns: Object.entries(columns).map(([key, v]) => ({
      key,
      unit: '%',
      v: [...v],
      ageMs: v.map(() => 500),
      seriesId: v.map((value, row) => (value === null ? null : row + 1)),
      stale: [],
    })),
    ...patch,
  }
}
