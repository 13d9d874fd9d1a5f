import { ORPCError } from '@orpc/client'
import { createPinia, setActivePinia } from 'pinia'
import { createApp, effectScope, shallowRef, type App, type EffectScope, type ShallowRef } from 'vue'
import { i18n } from '../i18n/i18n.ts'
import type { ErrorCode } from '../../src-main/contract/index.ts'
import { RPC, type Client, type Rpc } from './client.ts'
import type { ConnectionState } from './connection.ts'

type Procedures<Module> = { readonly [Name in keyof Module]?: unknown }

/** The procedures that a test answers, e.g. `{ hosts: { list: () => Promise.resolve([]) } }`. */
export type FakeClient = { readonly [Name in keyof Client]?: Procedures<Client[Name]> }

export interface FakeConsole {
  readonly app: App
  /** The connection; tests set it. */
  readonly state: ShallowRef<ConnectionState>
  /** A scope as a component would have; stop it to leave the page. */
  readonly scope: EffectScope
}

/** An application with stores whose console is made of the given answers. */
export function setUpConsole(client: FakeClient): FakeConsole {
  const state = shallowRef<ConnectionState>({ kind: 'on', generation: 1 })
  const rpc: Rpc = { client: client as unknown as Client, state, retryNow: () => {}, stop: () => {} }
  const app = createApp({ render: () => null })
  const pinia = createPinia()
  app.use(pinia).use(i18n)
  app.provide(RPC, rpc)
  setActivePinia(pinia)
  return { app, state, scope: effectScope() }
}

/** A stream that a test feeds; ends when its signal is aborted. */
export interface FakeStream<Event> {
  readonly open: (input: unknown, options: { readonly signal: AbortSignal }) => Promise<AsyncIterable<Event>>
  send(event: Event): void
  /** Breaks what is open, as a lost connection does. */
  fail(): void
  /** Inputs of all openings so far. */
  readonly inputs: unknown[]
  readonly openCount: () => number
}

export function fakeStream<Event>(): FakeStream<Event> {
  const live = new Set<{ push: (event: Event | Error | null) => void }>()
  const inputs: unknown[] = []

  async function* read(signal: AbortSignal): AsyncGenerator<Event> {
    const queue: (Event | Error | null)[] = []
    let wake = (): void => {}
    const own = {
      push: (event: Event | Error | null): void => {
        queue.push(event)
        wake()
      },
    }
    live.add(own)
    signal.addEventListener('abort', () => {
      own.push(null)
      live.delete(own)
    })
    try {
      while (true) {
        if (queue.length === 0) await new Promise<void>((resolve) => (wake = resolve))
        const event = queue.shift()
        if (event === null || event === undefined) return
        if (event instanceof Error) throw event
        yield event
      }
    } finally {
      live.delete(own)
    }
  }

  return {
    open: (input, { signal }) => {
      inputs.push(input)
      return Promise.resolve(read(signal))
    },
    send: (event) => {
      for (const reader of live) reader.push(event)
    },
    fail: () => {
      for (const reader of live) reader.push(new Error('closed'))
    },
    inputs,
    openCount: () => live.size,
  }
}

/** An expected failure as the console sends it. */
export function failure(code: ErrorCode): Error {
  return new ORPCError(code)
}
