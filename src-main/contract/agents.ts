import { z } from 'zod'
import { base, epochMs, rowId } from './common.ts'
import { registrationRow } from './proxy-shapes.ts'
import { newZabbixHost, zabbixHostPatch, zabbixHostView } from './zabbix.ts'

/** A host that talks to the console without a proxy: an agent in active mode, or `zabbix_sender`. */
export const agent = zabbixHostView.extend({
  /** When it last asked what to measure, or sent something. */
  lastSeenAt: epochMs.nullable(),
})
export type Agent = z.infer<typeof agent>

const byId = z.object({ id: rowId })
const newAgent = newZabbixHost.omit({ interfaces: true })

export const agentsContract = {
  list: base
    .route({ method: 'GET', path: '/agents', summary: 'Zabbix agents without a proxy' })
    .output(z.array(agent)),
  /** Items of the types active and trapper, without preprocessing: the others need a proxy. */
  create: base
    .route({ method: 'POST', path: '/agents', successStatus: 201, summary: 'Give an agent its items' })
    .input(newAgent)
    .output(agent),
  update: base
    .route({ method: 'PATCH', path: '/agents/{id}', summary: 'Change what an agent measures' })
    .input(zabbixHostPatch.omit({ interfaces: true }).extend({ id: rowId }))
    .output(agent),
  remove: base
    .route({ method: 'DELETE', path: '/agents/{id}', summary: 'Forget an agent' })
    .input(byId)
    .output(agent),
  /** Agents that asked for their items and are not known. */
  unknown: base
    .route({ method: 'GET', path: '/agents/unknown', summary: 'Agents that are not known yet' })
    .output(z.array(registrationRow)),
  accept: base
    .route({
      method: 'POST',
      path: '/agents/unknown/{registrationId}/host',
      successStatus: 201,
      summary: 'Make a host of an agent that is not known yet',
    })
    .input(z.object({ registrationId: rowId, preset: z.string().max(64).optional() }))
    .output(agent),
}
