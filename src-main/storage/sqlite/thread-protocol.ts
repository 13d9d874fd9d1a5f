import type { EpochMs } from '../../contract/index.ts'
import type { ReadableStore, RetentionLimits, SizeLimit, WritableStore } from '../store.ts'
import type { ErrorMessage } from './errors.ts'
import type { DeletedSlice } from './maintenance.ts'
import type { RollUpSlice } from './rollup-writer.ts'

/** What a thread is started with. */
export interface ThreadOptions {
  readonly role: 'writer' | 'reader'
  readonly file: string
  readonly sizeLimitBytes: number | null
  /** False for the reader of a file that may not be written by us. */
  readonly isWritable: boolean
  /** For the record of migrations. */
  readonly now: EpochMs
  /** Under which changes are noted for other consoles. */
  readonly consoleId: string | undefined
}

/** First message of a thread; one that could not open the database says why, and ends. */
export type Greeting = { readonly kind: 'open' } | { readonly kind: 'failed'; readonly error: ErrorMessage }

export interface Request {
  readonly id: number
  readonly method: string
  readonly parameters: readonly unknown[]
}

export type Response =
  { readonly id: number; readonly result: unknown } | { readonly id: number; readonly error: ErrorMessage }

export type ReaderMethods = ReadableStore

/** Long work is cut into slices that the store asks for one by one: commits get their turn in between. */
export interface WriterMethods extends Omit<WritableStore, 'rollUp' | 'deleteOlderThan' | 'deleteOverSize'> {
  /** Without its samples; `purgeSlice` deletes them. */
  deleteHost(id: number): Promise<void>
  purgeSlice(): Promise<DeletedSlice>
  rollUpSlice(now: EpochMs): Promise<RollUpSlice>
  deleteOlderSlice(limits: RetentionLimits): Promise<DeletedSlice>
  deleteOverSizeSlice(limit: SizeLimit): Promise<DeletedSlice>
}

/** The method that ends a thread; its answer comes after the database is closed. */
export const CLOSE = 'close'

/** Buffers of typed arrays in an answer or a question (at most two levels deep), to be handed over and not copied. */
export function buffersIn(value: unknown): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>()
  for (const part of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
    if (typeof part !== 'object' || part === null) continue
    for (const column of Object.values(part) as readonly unknown[]) {
      if (ArrayBuffer.isView(column) && column.buffer instanceof ArrayBuffer) buffers.add(column.buffer)
    }
  }
  return [...buffers]
}
