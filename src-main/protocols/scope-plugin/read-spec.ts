import { FieldReader, isObject } from './fields.ts'
import type { Findings } from './findings.ts'
import { PLUGIN_LIMITS } from './limits.ts'
import type { PluginSpec } from './report.ts'

const MOST_INTERFACES = 20

/**
 * What `GET /` answered: `name`, `description`, `interfaces`, `api_version`
 * (seed document, "Handshake"). Null for what is no handshake: anything but an
 * object, or an object without a name.
 */
export function readHandshake(value: unknown, findings: Findings): PluginSpec | null {
  if (!isObject(value) || typeof value['name'] !== 'string' || value['name'].trim() === '') return null
  const reader = new FieldReader(value, null, findings)
  const name = reader.text('name').trim()
  return { ...restOf(reader), id: name, name }
}

/** Whether an answer to `GET /` was meant as a handshake, name or not. */
export function isMeantAsHandshake(value: unknown): boolean {
  return isObject(value) && ['name', 'interfaces', 'api_version'].some((key) => Object.hasOwn(value, key))
}

/** One entry of `Plugins` in a report (scope-plugins.md §1). */
export function readPluginEntry(reader: FieldReader): PluginSpec {
  return { ...restOf(reader), id: reader.text('id').trim(), name: reader.text('label').trim() }
}

function restOf(reader: FieldReader): Omit<PluginSpec, 'id' | 'name'> {
  const version = reader.at('api_version').value
  return {
    description: reader.text('description', PLUGIN_LIMITS.textLength),
    interfaces: reader.texts('interfaces', MOST_INTERFACES),
    apiVersion: version === undefined || version === null ? null : textOfVersion(version),
  }
}

function textOfVersion(version: unknown): string {
  return (typeof version === 'string' ? version : JSON.stringify(version)).slice(0, PLUGIN_LIMITS.labelLength)
}
