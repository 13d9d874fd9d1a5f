import { z } from 'zod'
import { base, epochMs, rowId, sourceName } from './common.ts'
import { CONTRACT_LIMITS } from './limits.ts'

/** What ScopePort's `profile_*` messages say of a machine; null where it never said so. */
export const hostProfile = z.object({
  hostname: z.string().nullable(),
  domainname: z.string().nullable(),
  kernel: z.string().nullable(),
  totalMemoryKb: z.number().nullable(),
  totalSwapKb: z.number().nullable(),
  clientVersion: z.string().nullable(),
  networkInterfaces: z.array(
    z.object({ name: z.string(), receivedBytes: z.number().nullable(), sentBytes: z.number().nullable() }),
  ),
  processors: z.array(z.object({ core: z.string(), vendor: z.string(), model: z.string() })),
  updatedAt: epochMs.nullable(),
})
export type HostProfile = z.infer<typeof hostProfile>

/** A name that one protocol uses for the host; merging and splitting move identities between hosts. */
export const hostIdentity = z.object({
  id: rowId,
  source: sourceName,
  name: z.string(),
  seriesCount: z.number().int(),
  lastSampleAt: epochMs.nullable(),
})
export type HostIdentity = z.infer<typeof hostIdentity>

/** `silent`: never sent a value. `stale`: sent values, but none of late. */
export const hostState = z.enum(['good', 'stale', 'silent', 'disabled'])
export type HostState = z.infer<typeof hostState>

export const host = z.object({
  /** The number that a ScopePort client logs in with. */
  id: rowId,
  name: z.string(),
  /** A disabled host cannot log in. */
  enabled: z.boolean(),
  state: hostState,
  sources: z.array(sourceName),
  identities: z.array(hostIdentity),
  hasPassword: z.boolean(),
  passwordChangedAt: epochMs.nullable(),
  lastSampleAt: epochMs.nullable(),
  createdAt: epochMs,
  seriesCount: z.number().int(),
  profile: hostProfile.nullable(),
})
export type Host = z.infer<typeof host>

const hostName = z
  .string()
  .trim()
  .min(1)
  .max(CONTRACT_LIMITS.hostNameLength)
  .regex(/^\P{Cc}*$/u, 'A name has no control characters.')
const hostWithPassword = host.extend({
  /** Shown in this answer only; the console keeps a hash. */
  password: z.string(),
})

export const hostsContract = {
  list: base.route({ method: 'GET', path: '/hosts', summary: 'Hosts of every source' }).output(z.array(host)),
  get: base
    .route({ method: 'GET', path: '/hosts/{id}', summary: 'One host' })
    .input(z.object({ id: rowId }))
    .output(host),
  create: base
    .route({ method: 'POST', path: '/hosts', successStatus: 201, summary: 'Make a host with a password' })
    .input(z.object({ name: hostName }))
    .output(hostWithPassword),
  update: base
    .route({ method: 'PATCH', path: '/hosts/{id}', summary: 'Rename, enable or disable a host' })
    .input(z.object({ id: rowId, name: hostName.optional(), enabled: z.boolean().optional() }))
    .output(host),
  /** Removes the host with its series and samples. */
  remove: base
    .route({ method: 'DELETE', path: '/hosts/{id}', summary: 'Remove a host and its samples' })
    .input(z.object({ id: rowId }))
    .output(host),
  rotatePassword: base
    .route({ method: 'POST', path: '/hosts/{id}/password', summary: 'Make a new ScopePort password' })
    .input(z.object({ id: rowId }))
    .output(hostWithPassword),
  /** Moves every identity of `fromId` to `id`; the emptied host disappears, its login id keeps working. */
  merge: base
    .route({ method: 'POST', path: '/hosts/{id}/merge', summary: 'Merge another host into this one' })
    .input(z.object({ id: rowId, fromId: rowId }))
    .output(host),
  /** Moves one identity to a host of its own, and gives that host. */
  split: base
    .route({ method: 'POST', path: '/hosts/{id}/split', summary: 'Split one identity off' })
    .input(z.object({ id: rowId, identityId: rowId, name: hostName.optional() }))
    .output(host),
}
