import { z } from 'zod'
import { base, epochMs, rowId } from './common.ts'
import { CONTRACT_LIMITS } from './limits.ts'

export const loginOutcome = z.enum(['accepted', 'refused'])

export const login = z.object({
  id: rowId,
  at: epochMs,
  protocol: z.string(),
  address: z.string(),
  /** Who the peer claimed to be; null when it was refused before it could say so. */
  identity: z.string().nullable(),
  outcome: loginOutcome,
  /** In words; null for an accepted login. */
  reason: z.string().nullable(),
  /** How many identical refusals this row stands for (folded under a flood). */
  repeats: z.number().int(),
})
export type Login = z.infer<typeof login>

export const loginsContract = {
  list: base
    .route({ method: 'GET', path: '/logins', summary: 'Login journal, newest first' })
    .input(
      z.object({
        limit: z.number().int().min(1).max(CONTRACT_LIMITS.loginsPerPage).default(200),
        /** Only rows older than this one, for paging. */
        beforeId: rowId.optional(),
        outcome: loginOutcome.optional(),
        /** Only those that claimed an id of this host. */
        host: rowId.optional(),
        /** Part of the address, the identity or the reason. */
        search: z.string().max(200).optional(),
      }),
    )
    .output(z.array(login)),
}
