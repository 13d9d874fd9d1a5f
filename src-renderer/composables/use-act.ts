import { shallowRef, type ShallowRef } from 'vue'
import { wordsOf } from '../rpc/errors.ts'

export interface Act {
  /** One is under way; another does not begin. */
  readonly isBusy: Readonly<ShallowRef<boolean>>
  /** What the last one failed with, in words; empty while all is well. May be cleared. */
  readonly error: ShallowRef<string>
  /** Never rejects. Gives whether it was done. */
  run(work: () => Promise<unknown>): Promise<boolean>
}

/** What the button of a dialog does: once at a time, with words beside it when it fails. */
export function useAct(): Act {
  const isBusy = shallowRef(false)
  const error = shallowRef('')

  async function run(work: () => Promise<unknown>): Promise<boolean> {
    if (isBusy.value) return false
    isBusy.value = true
    error.value = ''
    try {
      await work()
      return true
    } catch (cause) {
      error.value = wordsOf(cause).message
      return false
    } finally {
      isBusy.value = false
    }
  }

  return { isBusy, error, run }
}
