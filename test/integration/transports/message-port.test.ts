import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { serveMessagePort } from '../../../src-main/rpc/message-port.ts'
import { type ContractClient, transportSuite } from '../../suites/transport-suite.ts'

transportSuite('MessagePort', (served) => {
  const { port1: inside, port2: outside } = new MessageChannel()
  serveMessagePort(served.router, inside)
  return Promise.resolve({
    client: createORPCClient<ContractClient>(new RPCLink({ port: outside })),
    disconnect: () => outside.close(),
    close: () => {
      outside.close()
      return Promise.resolve()
    },
  })
})
