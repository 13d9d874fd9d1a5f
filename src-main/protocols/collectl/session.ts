import type { CollectlSession, CollectlSessionOptions } from './events.ts'

/** One connection to a collectl, from its first byte to its last. */
export declare function createCollectlSession(options: CollectlSessionOptions): CollectlSession
