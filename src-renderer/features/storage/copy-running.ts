import type { CopyState } from '../../../src-main/contract/index.ts'

/** Data is on its way: neither side may be changed. */
export function isCopyRunning({ state }: CopyState): boolean {
  return state === 'copying' || state === 'catching-up' || state === 'verifying'
}
