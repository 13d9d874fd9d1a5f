import { z } from 'zod'
import { base, epochMs, rowId } from './common.ts'
import { CONTRACT_LIMITS } from './limits.ts'

/** What the console notes by itself; the words are built by the page from kind, subject and detail. */
export const annotationKind = z.enum([
  'console-started',
  'console-off',
  'host-stale',
  'collectl-lost',
  'storage-away',
  'listener-failed',
  'logins-refused',
  'settings-changed',
  'host-added',
  'host-merged',
  'blacklisted',
  'blacklist-removed',
])
export type AnnotationKind = z.infer<typeof annotationKind>

/** Groups of what the console notes; a person's tag is any word. */
export const annotationTag = z.enum(['restart', 'outage', 'login', 'config'])
export type AnnotationTag = z.infer<typeof annotationTag>

const text = z.string().trim().min(1).max(CONTRACT_LIMITS.annotationTextLength)
const tag = z.string().trim().max(CONTRACT_LIMITS.annotationTagLength)
/** Null: a point in time. */
const end = epochMs.nullable()

export const annotation = z.object({
  /** Null for what is read from the login journal: it has no row of its own. */
  id: rowId.nullable(),
  from: epochMs,
  to: end,
  /** Still going on: it reaches to the present, whatever that is. */
  isOpen: z.boolean(),
  origin: z.enum(['person', 'console']),
  /** One of `annotationTag` when the console noted it; may be empty when a person did. */
  tag: z.string(),
  /** A person's words; empty when the console noted it. */
  text: z.string(),
  /** Null when a person noted it. */
  kind: annotationKind.nullable(),
  subject: z.string(),
  detail: z.string(),
  /** Only of interest beside series of this host; null: to everybody. */
  hostId: rowId.nullable(),
})
export type Annotation = z.infer<typeof annotation>

export const annotationsContract = {
  /** What lies in the range or reaches into it, oldest first; of more than `limit` the newest. */
  list: base
    .route({ method: 'GET', path: '/annotations', summary: 'Annotations in a time range' })
    .input(
      z.object({
        from: epochMs,
        to: epochMs,
        limit: z.number().int().min(1).max(CONTRACT_LIMITS.annotationsPerPage).default(500),
      }),
    )
    .output(z.array(annotation)),
  add: base
    .route({ method: 'POST', path: '/annotations', successStatus: 201, summary: 'Note something' })
    .input(z.object({ from: epochMs, to: end.default(null), text, tag: tag.default('') }))
    .output(annotation),
  /** Of a person's annotation; what is left out stays as it is. */
  update: base
    .route({ method: 'PATCH', path: '/annotations/{id}', summary: 'Change an annotation' })
    .input(
      z.object({
        id: rowId,
        from: epochMs.optional(),
        to: end.optional(),
        text: text.optional(),
        tag: tag.optional(),
      }),
    )
    .output(annotation),
  /** Of a person's annotation; `add` takes it back. */
  remove: base
    .route({ method: 'DELETE', path: '/annotations/{id}', summary: 'Remove an annotation' })
    .input(z.object({ id: rowId }))
    .output(annotation),
}
