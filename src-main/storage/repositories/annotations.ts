import type { Annotation, AnnotationKind, EpochMs } from '../../contract/index.ts'
import type { Db } from '../schema.ts'
import type { AnnotationPatch, NewAnnotation } from '../store.ts'

/** Until somebody closes it, what is open reaches beyond every range. */
const OPEN_END = Number.MAX_SAFE_INTEGER
const DETAIL_LENGTH = 500
const SUBJECT_LENGTH = 255

/** What lies in the range or reaches into it, oldest first; of more than `limit` the newest. */
export async function findAnnotations(
  db: Db,
  { from, to, limit }: { readonly from: EpochMs; readonly to: EpochMs; readonly limit: number },
): Promise<readonly Annotation[]> {
  const rows = await db
    .selectFrom('annotations')
    .selectAll()
    .where('until_at', '>=', from)
    .where('from_at', '<=', to)
    .orderBy('from_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.reverse().map(annotationOf)
}

export async function findAnnotation(db: Db, id: number): Promise<Annotation | null> {
  const row = await db.selectFrom('annotations').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : annotationOf(row)
}

/** Gives the id of the new row. Subject and detail are cut to what the columns take. */
export async function insertAnnotation(db: Db, annotation: NewAnnotation): Promise<number> {
  const { origin, tag, text, kind, subject, detail, hostId } = annotation
  const { insertId } = await db
    .insertInto('annotations')
    .values({
      ...spanOf(annotation),
      origin,
      tag,
      words: text,
      kind,
      subject: cut(subject, SUBJECT_LENGTH),
      detail: cut(detail, DETAIL_LENGTH),
      host_id: hostId,
    })
    .executeTakeFirstOrThrow()
  return Number(insertId)
}

export async function updateAnnotation(db: Db, id: number, patch: AnnotationPatch): Promise<void> {
  await db
    .updateTable('annotations')
    .set({ ...spanOf(patch), words: patch.text, tag: patch.tag })
    .where('id', '=', id)
    .execute()
}

export async function deleteAnnotation(db: Db, id: number): Promise<void> {
  await db.deleteFrom('annotations').where('id', '=', id).execute()
}

/** What was going on when nobody looked any more ends here. */
export async function closeAnnotations(db: Db, at: EpochMs): Promise<void> {
  await db
    .updateTable('annotations')
    .set({ until_at: at, shape: 'region' })
    .where('shape', '=', 'open')
    .execute()
}

/** What the console noted before this time; a person's words stay. Gives the number of rows. */
export async function deleteAnnotationsBefore(db: Db, before: EpochMs): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('annotations')
    .where('until_at', '<', before)
    .where('origin', '=', 'console')
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}

function spanOf({ from, to, isOpen }: Pick<Annotation, 'from' | 'to' | 'isOpen'>): {
  from_at: EpochMs
  until_at: EpochMs
  shape: string
} {
  if (isOpen) return { from_at: from, until_at: OPEN_END, shape: 'open' }
  return { from_at: from, until_at: to ?? from, shape: to === null ? 'point' : 'region' }
}

interface Row {
  readonly id: number
  readonly from_at: number
  readonly until_at: number
  readonly shape: string
  readonly origin: string
  readonly tag: string
  readonly words: string
  readonly kind: string | null
  readonly subject: string
  readonly detail: string
  readonly host_id: number | null
}

function annotationOf(row: Row): Annotation {
  return {
    id: row.id,
    from: row.from_at,
    to: row.shape === 'region' ? row.until_at : null,
    isOpen: row.shape === 'open',
    origin: row.origin === 'person' ? 'person' : 'console',
    tag: row.tag,
    text: row.words,
    // Only the engine writes kinds, and a newer one's schema is not opened for writing.
    kind: row.kind as AnnotationKind | null,
    subject: row.subject,
    detail: row.detail,
    hostId: row.host_id,
  }
}

/** The column counts characters, and so does this: a pair of surrogates is one, and is never parted. */
function cut(text: string, length: number): string {
  return text.length <= length ? text : [...text].slice(0, length).join('')
}
