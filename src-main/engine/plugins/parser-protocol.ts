import type { ReadBody } from '../../protocols/scope-plugin/read-body.ts'
import type { NodeReport } from '../../protocols/scope-plugin/report.ts'

/** Between the loop and the thread that reads large bodies. */
export interface ParserRequest {
  readonly id: number
  readonly wanted: 'handshake' | 'report'
  /** Handed over, not copied. */
  readonly bytes: Uint8Array
}

/**
 * Nodes come in parts, so that taking them over never holds the loop for long;
 * the last message has everything else.
 */
export type ParserResponse =
  | {
      readonly id: number
      readonly kind: 'nodes'
      readonly topology: number
      readonly nodes: readonly NodeReport[]
    }
  | { readonly id: number; readonly kind: 'end'; readonly body: ReadBody }
