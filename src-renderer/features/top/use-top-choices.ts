import { shallowRef, watch, type ShallowRef } from 'vue'
import { parseChoices, printChoices, TOP_KEY, type TopChoices } from './top-choices.ts'

/** What was chosen on the page, kept in this browser. */
export function useTopChoices(): ShallowRef<TopChoices> {
  const choices = shallowRef(parseChoices(readStored()))
  watch(choices, (chosen) => {
    try {
      localStorage.setItem(TOP_KEY, printChoices(chosen))
    } catch {
      // Storage may be switched off: the choice then lasts as long as the page.
    }
  })
  return choices
}

function readStored(): string | null {
  try {
    return localStorage.getItem(TOP_KEY)
  } catch {
    return null
  }
}
