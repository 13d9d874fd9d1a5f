import type { ClientContext, ClientOptions } from '@orpc/client'
import { shallowRef, type ShallowRef } from 'vue'
import type { EpochMs } from '../../src-main/contract/index.ts'

/** What oRPC's two RPC links have in common. */
export interface Link {
  call(path: readonly string[], input: unknown, options: ClientOptions<ClientContext>): Promise<unknown>
}

/** An open way to the console; `closed` settles when it breaks, whoever broke it. */
export interface OpenLink {
  readonly link: Link
  readonly closed: Promise<void>
  close(): void
}

export type LostReason = 'network' | 'unauthorized'

/** Opens one way to the console; rejects with a `LinkRefused` when the console does not want it. */
export type LinkOpener = () => Promise<OpenLink>

export class LinkRefused extends Error {
  readonly reason: LostReason
  constructor(reason: LostReason) {
    super(`The console cannot be reached: ${reason}`)
    this.reason = reason
  }
}

/** Thrown by calls while there is no way to the console. */
export class ConnectionLost extends Error {
  constructor() {
    super('The connection to the console is lost.')
  }
}

export type ConnectionState =
  | { readonly kind: 'connecting' }
  /** `generation` counts the connections, so that streams know a new one from the old. */
  | { readonly kind: 'on'; readonly generation: number }
  | {
      readonly kind: 'lost'
      readonly since: EpochMs
      readonly reason: LostReason
      /** Null while a try is under way. */
      readonly nextTryAt: EpochMs | null
    }

/** First pause after a loss; it doubles up to the last. */
export const FIRST_RETRY_MS = 500
export const LAST_RETRY_MS = 15_000

export interface Connection {
  readonly state: Readonly<ShallowRef<ConnectionState>>
  /** The link for the oRPC client; waits for the first connection, and rejects while the connection is lost. */
  readonly link: Link
  /** Tries at once instead of waiting for the next try. */
  retryNow(): void
  stop(): void
}

/**
 * Keeps one way to the console open: reconnects with a growing pause (plus up
 * to a quarter of it at random, so that many windows do not come at once).
 */
export function connect(open: LinkOpener, random: () => number = Math.random): Connection {
  const state = shallowRef<ConnectionState>({ kind: 'connecting' })
  let current: OpenLink | null = null
  let generation = 0
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | null = null
  let isStopped = false
  let isTrying = false
  const waiting = new Set<{ resolve: (link: Link) => void; reject: (error: Error) => void }>()

  function lost(reason: LostReason): void {
    current = null
    if (isStopped) return
    for (const caller of waiting) caller.reject(new ConnectionLost())
    waiting.clear()
    const pauseMs = Math.min(FIRST_RETRY_MS * 2 ** failures, LAST_RETRY_MS) * (1 + random() / 4)
    failures += 1
    const since = state.value.kind === 'lost' ? state.value.since : Date.now()
    state.value = { kind: 'lost', since, reason, nextTryAt: Date.now() + pauseMs }
    timer = setTimeout(() => void attempt(), pauseMs)
  }

  async function attempt(): Promise<void> {
    if (isTrying || isStopped) return
    isTrying = true
    if (timer !== null) clearTimeout(timer)
    timer = null
    if (state.value.kind === 'lost') state.value = { ...state.value, nextTryAt: null }
    try {
      const opened = await open()
      isTrying = false
      if (isStopped) {
        opened.close()
        return
      }
      current = opened
      failures = 0
      generation += 1
      state.value = { kind: 'on', generation }
      for (const caller of waiting) caller.resolve(opened.link)
      waiting.clear()
      await opened.closed
      if (current === opened) lost('network')
    } catch (error) {
      isTrying = false
      lost(error instanceof LinkRefused ? error.reason : 'network')
    }
  }

  const link: Link = {
    async call(path, input, options) {
      if (current !== null) return current.link.call(path, input, options)
      if (isStopped || state.value.kind === 'lost') throw new ConnectionLost()
      const opened = await new Promise<Link>((resolve, reject) => waiting.add({ resolve, reject }))
      return opened.call(path, input, options)
    },
  }

  void attempt()

  return {
    state,
    link,
    retryNow: () => void attempt(),
    stop() {
      isStopped = true
      if (timer !== null) clearTimeout(timer)
      for (const caller of waiting) caller.reject(new ConnectionLost())
      waiting.clear()
      const last = current
      current = null
      last?.close()
    },
  }
}
