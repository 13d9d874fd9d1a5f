import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { wordsOf } from '../rpc/errors.ts'

export interface Toast {
  readonly id: number
  readonly text: string
  readonly tone: 'plain' | 'bad'
  /** Takes the act back; the toast offers it while it is there. */
  readonly undo: (() => unknown) | null
}

/** Long enough to read a sentence and reach the button. */
export const TOAST_MS = 8_000
export const TOAST_LIMIT = 4

/** Short messages in the corner: what was done, with Undo, and what failed. */
export const useToasts = defineStore('toasts', () => {
  const toasts = shallowRef<readonly Toast[]>([])
  let lastId = 0

  function dismiss(id: number): void {
    toasts.value = toasts.value.filter((toast) => toast.id !== id)
  }

  function push(toast: Omit<Toast, 'id'>): void {
    lastId += 1
    toasts.value = [...toasts.value, { ...toast, id: lastId }].slice(-TOAST_LIMIT)
  }

  /** Says what was done; with `undo`, offers to take it back. */
  function say(text: string, undo: (() => unknown) | null = null): void {
    push({ text, tone: 'plain', undo })
  }

  /** Says why something failed. */
  function fail(error: unknown): void {
    push({ text: wordsOf(error).message, tone: 'bad', undo: null })
  }

  /** Runs a command; a failure becomes a message. Gives whether it worked. */
  async function attempt(command: () => Promise<unknown>): Promise<boolean> {
    try {
      await command()
      return true
    } catch (error) {
      fail(error)
      return false
    }
  }

  async function undo(toast: Toast): Promise<void> {
    dismiss(toast.id)
    await attempt(async () => toast.undo?.())
  }

  return { toasts, say, fail, attempt, undo, dismiss }
})
