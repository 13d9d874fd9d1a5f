import { createORPCClient } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import { inject, type InjectionKey, type ShallowRef } from 'vue'
// Types only: the schemas (and zod) stay out of the page.
import type { contract } from '../../src-main/contract/index.ts'
import { connect, type Connection, type ConnectionState, type LinkOpener } from './connection.ts'
import { messagePortOpener } from './message-port-link.ts'
import { socketAddress, websocketOpener } from './websocket-link.ts'

/** Every procedure of the contract as a typed function. */
export type Client = ContractRouterClient<typeof contract>

export interface Rpc {
  readonly client: Client
  readonly state: Readonly<ShallowRef<ConnectionState>>
  retryNow(): void
  stop(): void
}

export const RPC: InjectionKey<Rpc> = Symbol('rpc')

/** The console of this application; call it in a store or in a component's set-up. */
export function useRpc(): Rpc {
  const rpc = inject(RPC)
  if (rpc === undefined) throw new Error('The application provides no RPC client')
  return rpc
}

export function createRpc(open: LinkOpener): Rpc {
  const connection: Connection = connect(open)
  return {
    client: createORPCClient<Client>(connection.link),
    state: connection.state,
    retryNow: connection.retryNow,
    stop: connection.stop,
  }
}

/** In the desktop window (`app://`) over the preload's port, in a browser over a WebSocket. */
export function openerFor(target: Window): LinkOpener {
  return target.location.protocol === 'app:'
    ? messagePortOpener(target)
    : websocketOpener(socketAddress(target.location))
}
