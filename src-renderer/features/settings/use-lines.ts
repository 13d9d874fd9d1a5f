import { computed, type WritableComputedRef } from 'vue'

interface LinesOptions {
  readonly list: () => readonly string[] | undefined
  readonly set: (list: string[]) => void
  readonly save: () => Promise<void>
}

/** A list of texts as the lines of a text area; what is blank in it is left out when it is saved. */
export function useLines({ list, set, save }: LinesOptions): {
  readonly text: WritableComputedRef<string>
  readonly saveTidied: () => Promise<void>
} {
  const text = computed({
    get: () => list()?.join('\n') ?? '',
    set: (lines) => {
      set(lines === '' ? [] : lines.split('\n'))
    },
  })
  return {
    text,
    async saveTidied() {
      set((list() ?? []).map((line) => line.trim()).filter((line) => line !== ''))
      await save()
    },
  }
}
