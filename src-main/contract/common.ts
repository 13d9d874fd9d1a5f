import { oc } from '@orpc/contract'
import { z } from 'zod'
import { errorMap } from './errors.ts'

/** Every procedure of the contract starts from this builder, so every one has the typed errors. */
export const base = oc.errors(errorMap)

/** Epoch milliseconds, UTC. */
export const epochMs = z.number().int()
export type EpochMs = number

/** A row's number, as in a path of the interface. */
export const rowId = z.number().int().positive()

/** Where a value came from: one word a protocol. */
export const sourceName = z.enum(['scopeport', 'collectl', 'plugin'])
export type SourceName = z.infer<typeof sourceName>
