import type { CollectlFormat, EpochMs } from '../../contract/index.ts'
import type { Reading } from '../../domain/sample.ts'
import type { Session } from '../session.ts'

/** The part of an endpoint's states that one connection can know (collectl.md §7). */
export type CollectlSessionState = 'waiting' | 'detecting' | 'streaming' | 'stale'

/** One complete sample of a machine. */
export interface CollectlRecord {
  readonly kind: 'record'
  /** The sender's time where its format has one, else the time of arrival (collectl.md §5). */
  readonly at: EpochMs
  readonly receivedAt: EpochMs
  readonly readings: readonly Reading[]
  /** Median of the last five distances between records; null until there are two. */
  readonly intervalMs: number | null
  /** Sender's clock minus ours; null where the format has no zone. */
  readonly clockSkewMs: number | null
}

export type CollectlEvent =
  | { readonly kind: 'state'; readonly state: CollectlSessionState }
  /** Comes again when the stream turns out to be something else, or when the host becomes known. */
  | { readonly kind: 'detected'; readonly format: CollectlFormat; readonly host: string | null }
  | CollectlRecord
  /** A record or line that was damaged or could not be read, and that is lost. */
  | { readonly kind: 'dropped'; readonly reason: string }
  /** What is wrong and what helps, in words for a person; null when it is over. */
  | { readonly kind: 'trouble'; readonly message: string | null }

export interface CollectlSessionOptions {
  /** When the connection was made. */
  readonly connectedAt: EpochMs
  /** The interval that an earlier connection to the same collectl measured. */
  readonly knownIntervalMs?: number | null
  /**
   * Multiplies how long silence is borne (1 = as documented). The client raises
   * it for a collectl whose unknown interval may be longer than that.
   */
  readonly patience?: number
}

/** collectl is never answered and never asked: its sessions neither send nor ask. */
export type CollectlSession = Session<never, never, CollectlEvent>
