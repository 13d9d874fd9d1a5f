import type { EpochMs } from '../../contract/index.ts'
import type { CollectlEvent, CollectlSession, CollectlSessionOptions } from './events.ts'
import type { Effect } from '../session.ts'
import { createCollectlSession } from './session.ts'

type CollectlEffect = Effect<never, CollectlEvent>

export interface PushedSession extends CollectlSession {
  open(now: EpochMs): readonly CollectlEffect[]
}

/**
 * A collectl that connected to us (`-A ADDRESS:PORT`, collectl.md §4): the same
 * stream as in the other direction, with the host before each line. It is over
 * when collectl closes it; nothing is ever sent, not even a goodbye.
 */
export function createPushedSession(options: CollectlSessionOptions): PushedSession {
  const session = createCollectlSession(options)
  return {
    open: () => [],
    receive: (bytes, now) => session.receive(bytes, now),
    answer: (ask, reply, now) => session.answer(ask, reply, now),
    tick: (now) => session.tick(now),
    end: (now) => [
      ...session.end(now),
      { kind: 'close', reason: 'collectl closed the connection', flush: false },
    ],
    get nextDeadline() {
      return session.nextDeadline
    },
  }
}
