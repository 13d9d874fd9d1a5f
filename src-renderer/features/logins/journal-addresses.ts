import type { Login } from '../../../src-main/contract/index.ts'

/** The addresses of these rows, each once, in their order. */
export function addressesOf(rows: readonly Login[]): readonly string[] {
  return [...new Set(rows.map(({ address }) => address))]
}
