import { z } from 'zod'
import { base, rowId } from './common.ts'
import {
  availabilityRow,
  connectionNote,
  discoveryRow,
  discoveryRulePatch,
  discoveryRuleView,
  importChoice,
  importPreview,
  importText,
  leftOut,
  newDiscoveryRule,
  newProxy,
  presetView,
  proxy,
  registrationRow,
  registrationRule,
  registrationRuleView,
} from './proxy-shapes.ts'
import { macroView, newMacro, newZabbixHost, zabbixHostPatch, zabbixHostView } from './zabbix.ts'

const byId = z.object({ id: rowId })
const hostOfProxy = z.object({ id: rowId, hostId: rowId })
const ruleOfProxy = z.object({ id: rowId, ruleId: rowId })

export const proxiesContract = {
  list: base.route({ method: 'GET', path: '/proxies', summary: 'Zabbix proxies' }).output(z.array(proxy)),
  get: base.route({ method: 'GET', path: '/proxies/{id}', summary: 'One proxy' }).input(byId).output(proxy),
  create: base
    .route({ method: 'POST', path: '/proxies', successStatus: 201, summary: 'Add a proxy' })
    .input(newProxy)
    .output(proxy),
  update: base
    .route({ method: 'PATCH', path: '/proxies/{id}', summary: 'Change, enable or disable a proxy' })
    .input(newProxy.partial().extend({ id: rowId, enabled: z.boolean().optional() }))
    .output(proxy),
  /** With its hosts, rules and tasks; the samples stay with the console's hosts. */
  remove: base
    .route({ method: 'DELETE', path: '/proxies/{id}', summary: 'Remove a proxy' })
    .input(byId)
    .output(proxy),
  hosts: base
    .route({ method: 'GET', path: '/proxies/{id}/hosts', summary: 'What a proxy monitors' })
    .input(byId)
    .output(z.array(zabbixHostView)),
  addHost: base
    .route({
      method: 'POST',
      path: '/proxies/{id}/hosts',
      successStatus: 201,
      summary: 'Give a proxy a host with interfaces and items',
    })
    .input(newZabbixHost.extend({ id: rowId }))
    .output(zabbixHostView),
  /** Whole lists; a list that is left out stays as it is. Equal keys keep their numbers. */
  updateHost: base
    .route({ method: 'PATCH', path: '/proxies/{id}/hosts/{hostId}', summary: 'Change a host of a proxy' })
    .input(zabbixHostPatch.extend({ id: rowId, hostId: rowId }))
    .output(zabbixHostView),
  removeHost: base
    .route({ method: 'DELETE', path: '/proxies/{id}/hosts/{hostId}', summary: 'Take a host from a proxy' })
    .input(hostOfProxy)
    .output(zabbixHostView),
  availability: base
    .route({
      method: 'GET',
      path: '/proxies/{id}/availability',
      summary: 'Interfaces that the proxy reaches, and those that it does not',
    })
    .input(byId)
    .output(z.array(availabilityRow)),
  discovery: base
    .route({ method: 'GET', path: '/proxies/{id}/discovery', summary: 'What discovery has found' })
    .input(byId)
    .output(z.array(discoveryRow)),
  autoregistration: base
    .route({ method: 'GET', path: '/proxies/{id}/autoregistration', summary: 'Agents that have registered' })
    .input(byId)
    .output(z.array(registrationRow)),
  /** Makes a host of an agent that has registered. */
  acceptRegistration: base
    .route({
      method: 'POST',
      path: '/proxies/{id}/autoregistration/{registrationId}/host',
      successStatus: 201,
      summary: 'Make a host of an agent that has registered',
    })
    .input(z.object({ id: rowId, registrationId: rowId, preset: z.string().max(64).optional() }))
    .output(zabbixHostView),
  registrationRules: base
    .route({
      method: 'GET',
      path: '/proxies/{id}/autoregistration-rules',
      summary: 'Which agents become hosts by themselves',
    })
    .input(byId)
    .output(z.array(registrationRuleView)),
  addRegistrationRule: base
    .route({
      method: 'POST',
      path: '/proxies/{id}/autoregistration-rules',
      successStatus: 201,
      summary: 'Let agents become hosts by themselves',
    })
    .input(registrationRule.extend({ id: rowId }))
    .output(registrationRuleView),
  removeRegistrationRule: base
    .route({
      method: 'DELETE',
      path: '/proxies/{id}/autoregistration-rules/{ruleId}',
      summary: 'Remove such a rule',
    })
    .input(ruleOfProxy)
    .output(registrationRuleView),
  discoveryRules: base
    .route({ method: 'GET', path: '/proxies/{id}/discovery-rules', summary: 'Discovery rules of a proxy' })
    .input(byId)
    .output(z.array(discoveryRuleView)),
  addDiscoveryRule: base
    .route({
      method: 'POST',
      path: '/proxies/{id}/discovery-rules',
      successStatus: 201,
      summary: 'Let a proxy look for machines',
    })
    .input(newDiscoveryRule.extend({ id: rowId }))
    .output(discoveryRuleView),
  updateDiscoveryRule: base
    .route({
      method: 'PATCH',
      path: '/proxies/{id}/discovery-rules/{ruleId}',
      summary: 'Change, enable or disable a discovery rule',
    })
    .input(discoveryRulePatch.extend({ id: rowId, ruleId: rowId }))
    .output(discoveryRuleView),
  removeDiscoveryRule: base
    .route({
      method: 'DELETE',
      path: '/proxies/{id}/discovery-rules/{ruleId}',
      summary: 'Remove a discovery rule',
    })
    .input(ruleOfProxy)
    .output(discoveryRuleView),
  macros: base
    .route({ method: 'GET', path: '/zabbix/macros', summary: 'Macros of every proxy' })
    .output(z.array(macroView)),
  setMacros: base
    .route({ method: 'PUT', path: '/zabbix/macros', summary: 'Set the macros of every proxy' })
    .input(z.object({ macros: z.array(newMacro).max(1_000) }))
    .output(z.array(macroView)),
  /** What happened on the connection lately, newest first; kept in memory. */
  journal: base
    .route({ method: 'GET', path: '/proxies/{id}/journal', summary: 'What happened on the connection' })
    .input(byId)
    .output(z.array(connectionNote)),
  presets: base
    .route({ method: 'GET', path: '/zabbix/presets', summary: 'Sets of items for a host' })
    .output(z.array(presetView)),
  /** Adds the items and macros that the host does not have yet. */
  applyPreset: base
    .route({
      method: 'POST',
      path: '/zabbix/hosts/{hostId}/presets/{preset}',
      summary: 'Give a host the items of a preset',
    })
    .input(z.object({ hostId: rowId, preset: z.string().max(64) }))
    .output(zabbixHostView),
  previewImport: base
    .route({
      method: 'POST',
      path: '/zabbix/import/preview',
      summary: 'What an export of Zabbix would bring, and what would be left out',
    })
    .input(importText)
    .output(importPreview),
  importHosts: base
    .route({
      method: 'POST',
      path: '/zabbix/import',
      successStatus: 201,
      summary: 'Take hosts and templates over from an export of Zabbix',
    })
    .input(importChoice)
    .output(z.object({ hosts: z.array(zabbixHostView), leftOut: z.array(leftOut) })),
}
