import { RPCHandler } from '@orpc/server/message-port'
import type { CallContext, EngineRouter } from './router.ts'

/** What Electron's MessagePortMain and Node's MessagePort have in common. */
type ServedPort = Parameters<RPCHandler<CallContext>['upgrade']>[0]

/** Serves the contract to whoever holds the other end of the port. The port has to be started by the caller. */
export function serveMessagePort(router: EngineRouter, port: ServedPort): void {
  new RPCHandler(router).upgrade(port, { context: { who: 'this window' } })
}
