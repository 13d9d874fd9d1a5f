import { z } from 'zod'
import { base, epochMs, rowId } from './common.ts'
import { CONTRACT_LIMITS } from './limits.ts'

export const blacklistEntry = z.object({
  id: rowId,
  /** An address or a network in CIDR notation. */
  host: z.string(),
  /** Null for a row that another tool wrote. */
  reason: z.string().nullable(),
  createdAt: epochMs,
  expiresAt: epochMs.nullable(),
  /** Connections refused because of this entry. */
  hits: z.number().int(),
  lastHitAt: epochMs.nullable(),
  /** Who put it there: the rule, a person, or another tool. */
  origin: z.enum(['rule', 'person', 'other']),
})
export type BlacklistEntry = z.infer<typeof blacklistEntry>

const reason = z.string().trim().max(CONTRACT_LIMITS.reasonLength)
const newEntry = z.object({
  host: z.string().trim().min(1).max(190),
  reason: reason.optional(),
  expiresAt: epochMs.nullable().optional(),
})

export const blacklistContract = {
  list: base
    .route({ method: 'GET', path: '/blacklist', summary: 'Blacklisted addresses and networks' })
    .output(z.array(blacklistEntry)),
  add: base
    .route({
      method: 'POST',
      path: '/blacklist',
      successStatus: 201,
      summary: 'Block an address or a network',
    })
    .input(newEntry)
    .output(blacklistEntry),
  /** Gives the removed entry, which `restore` takes back. */
  remove: base
    .route({ method: 'DELETE', path: '/blacklist/{id}', summary: 'Remove an entry' })
    .input(z.object({ id: rowId }))
    .output(blacklistEntry),
  /** Undo of a removal: reason, times and hits come back, under a new id. */
  restore: base.input(blacklistEntry).output(blacklistEntry),
  /** What blocking this would cover, so that nobody locks out oneself by accident. */
  preview: base.input(z.object({ host: z.string().trim().max(190) })).output(
    z.object({
      valid: z.boolean(),
      /** Addresses of this machine that it would cover. */
      ownAddresses: z.array(z.string()),
      /** Names of hosts that logged in from a covered address within the last day. */
      activeHosts: z.array(z.string()),
      /** The entry that covers it already. */
      coveredBy: z.string().nullable(),
    }),
  ),
}
