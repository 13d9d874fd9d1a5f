import { parentPort } from 'node:worker_threads'
import type { Request } from '../../../src-main/storage/sqlite/thread-protocol.ts'

// The real thread, that ends when it is asked for something deadly.
parentPort?.on('message', ({ method, parameters }: Request) => {
  const isDeadly =
    (method === 'putSetting' && parameters[0] === 'die') ||
    (method === 'logins' && (parameters[0] as { limit: number }).limit === 666)
  if (isDeadly) process.exit(1)
})
await import('../../../src-main/storage/sqlite/worker.ts')
