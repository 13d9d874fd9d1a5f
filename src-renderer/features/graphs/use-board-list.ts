import { defineStore } from 'pinia'
import { CONTRACT_LIMITS } from '../../../src-main/contract/limits.ts'
import { useAsyncView } from '../../composables/use-async-view.ts'
import { useRpc, type Client } from '../../rpc/client.ts'

export type BoardLine = Awaited<ReturnType<Client['boards']['list']>>[number]

/** The boards that the console has, by name. */
export const useBoardList = defineStore('board-list', () => {
  const { client } = useRpc()
  const view = useAsyncView<readonly BoardLine[]>({
    read: () => client.boards.list(),
    topics: ['boards'],
    throttleMs: 500,
  })
  return { ...view, isThere: (id: number) => view.data.value?.some((line) => line.id === id) ?? true }
})

/** The name, with the first number behind it that no other board has. */
export function freeName(lines: readonly BoardLine[], name: string): string {
  const taken = new Set(lines.map((line) => line.name.toLowerCase()))
  if (!taken.has(name.toLowerCase())) return name
  for (let number = 2; ; number += 1) {
    const suffix = ` ${number}`
    const numbered = name.slice(0, CONTRACT_LIMITS.boardNameLength - suffix.length) + suffix
    if (!taken.has(numbered.toLowerCase())) return numbered
  }
}

/** What this browser keeps; null where it keeps nothing, as when storage is switched off. */
export function readKept(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

export function writeKept(key: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(key)
    else localStorage.setItem(key, text)
  } catch {
    // As above: it then lasts as long as the window.
  }
}
