import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

interface RecordedEvent {
  readonly dir: 'c2s' | 's2c'
  readonly json?: Readonly<Record<string, unknown>>
}

const FOLDER = new URL('../fixtures/zabbix/', import.meta.url)

/** Dialogues of a real active proxy with the real server, by what they show. */
export const ACTIVE_CAPTURES = [
  'active-02-heartbeat',
  'active-03-data-empty',
  'active-04-data-availability-discovery',
  'active-05-data-history',
  'active-06-data-autoregistration',
  'active-07-data-reply-with-tasks',
  'active-08-data-task-results',
] as const

/** Dialogues of the real server with a real passive proxy. */
export const PASSIVE_CAPTURES = [
  'passive-02-data-empty',
  'passive-03-tasks-empty',
  'passive-04-tasks-delivery',
  'passive-05-data-with-results',
] as const

export type CaptureName = (typeof ACTIVE_CAPTURES)[number] | (typeof PASSIVE_CAPTURES)[number]

/** Everything that one side sent; in a passive dialogue `c2s` has the request and the acknowledgement. */
export function captureBytes(name: CaptureName, direction: 'c2s' | 's2c'): Uint8Array {
  return new Uint8Array(readFileSync(fileURLToPath(new URL(`${name}.${direction}.bin`, FOLDER))))
}

/** The messages of a dialogue as JSON, in their order. */
export function captureJson(
  name: CaptureName | 'active-01-proxy-config' | 'passive-01-proxy-config-push',
): readonly { readonly dir: 'c2s' | 's2c'; readonly json: Readonly<Record<string, unknown>> }[] {
  const text = readFileSync(fileURLToPath(new URL(`${name}.json`, FOLDER)), 'utf8')
  const { events } = JSON.parse(text) as { events: readonly RecordedEvent[] }
  return events.flatMap(({ dir, json }) => (json === undefined ? [] : [{ dir, json }]))
}
