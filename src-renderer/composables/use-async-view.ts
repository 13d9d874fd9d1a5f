import {
  computed,
  getCurrentScope,
  onScopeDispose,
  shallowRef,
  watch,
  type ComputedRef,
  type ShallowRef,
} from 'vue'
import type { EpochMs, Topic } from '../../src-main/contract/index.ts'
import { useRpc } from '../rpc/client.ts'
import { wordsOf, type ErrorWords } from '../rpc/errors.ts'
import { useClock } from '../stores/clock.ts'
import { useTopics } from '../stores/topics.ts'

/**
 * The five looks of an async view.
 * `stale`: there is data, but the last try to read it failed or the connection is lost.
 */
export type ViewState = 'loading' | 'ready' | 'empty' | 'error' | 'stale'

export interface AsyncView<Data> {
  readonly data: Readonly<ShallowRef<Data | null>>
  readonly state: ComputedRef<ViewState>
  /** Why the last try failed; null after one that did not. */
  readonly error: ComputedRef<ErrorWords | null>
  /** When `data` was read, by the console's clock. */
  readonly readAt: Readonly<ShallowRef<EpochMs | null>>
  /** Reads now; never rejects, a failure is in `error`. */
  read(): Promise<void>
  /** Declares interest for as long as the calling component lives, and reads what is missing or outdated. */
  look(): void
  /** Puts data in place that an answer of a command brought along. */
  put(data: Data): void
}

export interface AsyncViewOptions<Data> {
  read(): Promise<Data>
  isEmpty?(data: Data): boolean
  /** Parts of the console that make the data outdated when they change. */
  readonly topics?: readonly Topic[]
  /** Least time between two readings that topics cause. */
  readonly throttleMs?: number
}

/** Readings caused by topics come at most once a second. */
export const DEFAULT_THROTTLE_MS = 1_000

/**
 * One piece of the console's data with its state. It is read again when one of
 * its topics changes or the connection comes back, but only while somebody
 * looks at it; otherwise it is read when the next one looks.
 */
export function useAsyncView<Data>(options: AsyncViewOptions<Data>): AsyncView<Data> {
  const rpc = useRpc()
  const clock = useClock()
  const topics = useTopics()
  const data = shallowRef<Data | null>(null)
  const failure = shallowRef<{ readonly cause: unknown } | null>(null)
  const readAt = shallowRef<EpochMs | null>(null)
  let viewers = 0
  let isOutdated = true
  let underWay: Promise<void> | null = null
  let askedAgain = false
  let lastReadAt = Number.NEGATIVE_INFINITY
  let timer: ReturnType<typeof setTimeout> | null = null

  async function readOnce(): Promise<void> {
    isOutdated = false
    lastReadAt = Date.now()
    try {
      put(await options.read())
    } catch (cause) {
      isOutdated = true
      failure.value = { cause }
    }
  }

  async function read(): Promise<void> {
    if (underWay !== null) {
      // A change during a reading may not be in its answer: read once more after it.
      askedAgain = true
      return underWay
    }
    underWay = (async () => {
      do {
        askedAgain = false
        await readOnce()
      } while (askedAgain && failure.value === null)
    })()
    try {
      await underWay
    } finally {
      underWay = null
    }
  }

  function put(next: Data): void {
    data.value = next
    failure.value = null
    readAt.value = clock.read()
  }

  function outdate(): void {
    isOutdated = true
    if (viewers === 0 || timer !== null) return
    const pauseMs = Math.max(0, lastReadAt + (options.throttleMs ?? DEFAULT_THROTTLE_MS) - Date.now())
    timer = setTimeout(() => {
      timer = null
      if (viewers > 0 && isOutdated) void read()
    }, pauseMs)
  }

  function look(): void {
    viewers += 1
    if (getCurrentScope() !== undefined) {
      onScopeDispose(() => {
        viewers -= 1
      })
    }
    if (isOutdated && rpc.state.value.kind !== 'lost') void read()
  }

  if (options.topics !== undefined) topics.on(options.topics, outdate)
  watch(rpc.state, (state) => {
    if (state.kind === 'on' && isOutdated && viewers > 0) void read()
    // Whatever happened during a loss was not announced.
    if (state.kind === 'lost') isOutdated = true
  })

  const error = computed(() => (failure.value === null ? null : wordsOf(failure.value.cause)))
  const state = computed<ViewState>(() => {
    if (data.value === null) return failure.value === null ? 'loading' : 'error'
    if (failure.value !== null || rpc.state.value.kind === 'lost') return 'stale'
    return options.isEmpty?.(data.value) === true ? 'empty' : 'ready'
  })

  return { data, state, error, readAt, read, look, put }
}
