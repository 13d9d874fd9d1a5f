import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { Annotation } from '../../../src-main/contract/index.ts'
import { useRpc } from '../../rpc/client.ts'
import { useTimeRange } from '../../stores/time-range.ts'
import { useTopics } from '../../stores/topics.ts'
import { readKept, writeKept } from './use-board-list.ts'

/** Tags that this window does not show. */
const HIDDEN_KEY = 'scopedeck.annotations.hidden'
const READ_AFTER_MS = 150
/** A flood of refused logins is announced four times a second. */
const TOPIC_THROTTLE_MS = 1_500

export interface PersonsWords {
  readonly from: number
  readonly to: number | null
  readonly text: string
  readonly tag: string
}

/** What a switch turns on and off: a tag of the console, or one that persons use. */
export function tagKey({ origin, tag }: Pick<Annotation, 'origin' | 'tag'>): string {
  return `${origin}:${tag}`
}

function keptKeys(): ReadonlySet<string> {
  try {
    const kept: unknown = JSON.parse(readKept(HIDDEN_KEY) ?? '[]')
    return new Set(Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : [])
  } catch {
    return new Set()
  }
}

/** What happened within the time range, while somebody looks at graphs. */
export const useAnnotations = defineStore('annotations', () => {
  const { client } = useRpc()
  const time = useTimeRange()
  const topics = useTopics()
  const all = shallowRef<readonly Annotation[]>([])
  const hiddenTags = shallowRef(keptKeys())
  let viewers = 0
  let timer: ReturnType<typeof setTimeout> | null = null
  let running: AbortController | null = null

  const shown = computed(() => all.value.filter((one) => !hiddenTags.value.has(tagKey(one))))

  async function read(): Promise<void> {
    running?.abort()
    const own = new AbortController()
    running = own
    const { from, to } = time.window
    const range = { from: Math.floor(from), to: Math.ceil(time.isLive ? to + time.spanMs : to) }
    const answer = await client.annotations.list(range, { signal: own.signal }).catch(() => null)
    // What could not be read stays as it was: the charts say that the console is away.
    if (running === own && answer !== null) all.value = answer
  }

  function readSoon(afterMs: number): void {
    if (viewers === 0) return
    if (timer !== null) {
      if (afterMs > READ_AFTER_MS) return
      clearTimeout(timer)
    }
    timer = setTimeout(() => {
      timer = null
      void read()
    }, afterMs)
  }

  /** Reads for as long as somebody looks; gives the function that ends it. */
  function look(): () => void {
    viewers += 1
    readSoon(0)
    return () => {
      viewers -= 1
    }
  }

  function setTag(key: string, isShown: boolean): void {
    const next = new Set(hiddenTags.value)
    if (isShown) next.delete(key)
    else next.add(key)
    hiddenTags.value = next
    writeKept(HIDDEN_KEY, JSON.stringify([...next]))
  }

  watch([() => time.range, () => time.frozenAt === null], () => {
    readSoon(READ_AFTER_MS)
  })
  topics.on(['annotations'], () => {
    readSoon(READ_AFTER_MS)
  })
  topics.on(['logins'], () => {
    readSoon(TOPIC_THROTTLE_MS)
  })

  return {
    all,
    shown,
    hiddenTags,
    look,
    setTag,
    add: (words: PersonsWords) => client.annotations.add(words),
    update: (id: number, words: PersonsWords) => client.annotations.update({ id, ...words }),
    remove: (id: number) => client.annotations.remove({ id }),
  }
})
