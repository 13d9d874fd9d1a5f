import type { AnnotationKind, AnnotationTag, Change } from '../contract/index.ts'

/** What a change of the log means on the time axis. */
export type Noted =
  | { readonly act: 'point'; readonly kind: AnnotationKind; readonly tag: AnnotationTag }
  /** Something begins that ends with the next `close` of the same key. */
  | { readonly act: 'open'; readonly kind: AnnotationKind; readonly tag: AnnotationTag; readonly key: string }
  | { readonly act: 'close'; readonly key: string }

/** Null for what is no event of a graph. */
export function notedOf({ kind, subject, hostId }: Change): Noted | null {
  switch (kind) {
    case 'host-added':
    case 'host-merged':
    case 'blacklisted':
    case 'blacklist-removed':
      return { act: 'point', kind, tag: 'config' }
    case 'host-stale':
      return { act: 'open', kind, tag: 'outage', key: `host ${hostId ?? subject}` }
    case 'host-back':
      return { act: 'close', key: `host ${hostId ?? subject}` }
    case 'collectl-lost':
      return { act: 'open', kind, tag: 'outage', key: `collectl ${subject}` }
    case 'collectl-connected':
      return { act: 'close', key: `collectl ${subject}` }
    case 'listener-failed':
      return { act: 'open', kind, tag: 'outage', key: `listener ${subject}` }
    case 'listener-on':
      return { act: 'close', key: `listener ${subject}` }
    case 'storage':
      return subject === 'ok'
        ? { act: 'close', key: 'storage' }
        : { act: 'open', kind: 'storage-away', tag: 'outage', key: 'storage' }
    // Gaps are seen as gaps, and refusals are read from the journal.
    default:
      return null
  }
}
