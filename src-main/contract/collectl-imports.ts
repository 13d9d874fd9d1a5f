import { z } from 'zod'
import { base, epochMs, rowId } from './common.ts'
import { CONTRACT_LIMITS } from './limits.ts'

export const collectlImport = z.object({
  id: rowId,
  /** Name of the file. */
  file: z.string(),
  kind: z.enum(['raw', 'plot']).nullable(),
  state: z.enum(['reading', 'done', 'failed', 'cancelled']),
  /** What went wrong and what helps; null while all is well. */
  error: z.string().nullable(),
  host: z.string().nullable(),
  hostId: rowId.nullable(),
  /** Bytes of the file that have been read, of all. Of a raw file collectl tells no progress: 0 until it is done. */
  bytesRead: z.number(),
  bytesTotal: z.number(),
  records: z.number().int(),
  recordsDropped: z.number().int(),
  values: z.number().int(),
  /** Time of the first and the newest record. */
  from: epochMs.nullable(),
  to: epochMs.nullable(),
  startedAt: epochMs,
})
export type CollectlImport = z.infer<typeof collectlImport>

const hostName = z.string().trim().min(1).max(CONTRACT_LIMITS.hostNameLength)

export const collectlImportsContract = {
  list: base
    .route({ method: 'GET', path: '/collectl/imports', summary: 'Imports of recorded files, newest first' })
    .output(z.array(collectlImport)),
  start: base
    .route({
      method: 'POST',
      path: '/collectl/imports',
      successStatus: 202,
      summary: 'Put a raw or plot file of collectl onto the timeline',
    })
    .input(
      z.object({
        /** A file on the console's machine. */
        path: z.string().trim().min(1).max(4_096),
        /** Default: the host that the file names. */
        host: hostName.optional(),
      }),
    )
    .output(collectlImport),
  cancel: base
    .route({
      method: 'DELETE',
      path: '/collectl/imports/{id}',
      summary: 'Cancel an import, or clear its row',
    })
    .input(z.object({ id: rowId }))
    .output(collectlImport),
  /** Begins to take a file over from a window; gives what `uploadPart` and `uploaded` are told. */
  upload: base
    .input(z.object({ file: z.string().min(1).max(255), bytes: z.number().int().min(0) }))
    .output(z.object({ upload: z.string() })),
  /** The next part, in base64. Parts come one after the other. */
  uploadPart: base
    .input(z.object({ upload: z.string(), part: z.string().max(CONTRACT_LIMITS.uploadPartChars) }))
    .output(z.object({ bytes: z.number() })),
  /** The file is whole: it is imported, and its copy removed. */
  uploaded: base.input(z.object({ upload: z.string(), host: hostName.optional() })).output(collectlImport),
}
