import type { SampleValue } from '../../domain/sample.ts'
import { SCOPEPORT_LIMITS } from './limits.ts'
import { parseProfile, type ProfileUpdate } from './profile.ts'
import { canonicalSensorName } from './sensors.ts'

export interface LoginMessage {
  readonly loginId: number
  readonly password: string
  /** A package that ran into the login; null as a rule. */
  readonly packageText: string | null
}

/** What one connection delivers: a value of a sensor, or a part of the host's profile. */
export type ScopePortPackage =
  | { readonly kind: 'sensor'; readonly sensor: string; readonly value: SampleValue }
  | { readonly kind: 'profile'; readonly update: ProfileUpdate }

/** A decoded message, or why it is none. `refusal` is the text for the peer, `reason` the one for a person. */
export type Decoded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: string; readonly reason: string; readonly isViolation: boolean }

/** The client says that it could not collect this sensor (scopeport.md §2). */
const NOT_AVAILABLE = '-0-'
const HOST_ID = /^\d{1,9}$/
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/
/** The original's words for anything that is wrong with a login (scopeport.md §2). */
export const LOGIN_INCORRECT = 'Login incorrect'
/** The original's words for whatever it could not store (scopeport.md §2). */
export const NOT_STORED = 'Could not accept and store your data.'

/** `[host_id],login,[password]`; the password is everything after the second comma. */
export function decodeLogin(message: string): Decoded<LoginMessage> {
  const fields = splitMessage(message)
  if (fields === null) return loginRefused('the login has no two commas')
  const [hostId, keyword, password] = fields
  if (!HOST_ID.test(hostId)) return loginRefused('the host id is not a decimal number')
  if (keyword !== 'login') return loginRefused('the second field of the login is not “login”')
  if (password === '') return loginRefused('the password is empty')
  const loginId = Number(hostId)
  const joined = splitJoined(password, [hostId, String(loginId)])
  return { ok: true, value: { loginId, ...(joined ?? { password, packageText: null }) } }
}

/**
 * A client that waits for no reply and ends nothing with a newline may be read
 * as `16,login,secret16,cpuload15,3.25`. The console makes passwords without
 * commas, so what stands before the next one is the password and the id.
 */
function splitJoined(text: string, ids: readonly string[]): Omit<LoginMessage, 'loginId'> | null {
  const comma = text.indexOf(',')
  const before = text.slice(0, Math.max(0, comma))
  const id = ids.find((candidate) => before.length > candidate.length && before.endsWith(candidate))
  if (id === undefined) return null
  const end = before.length - id.length
  return { password: text.slice(0, end), packageText: text.slice(end) }
}

/** `[host_id],[sensor_name],[sensor_value]`; the value is everything after the second comma. */
export function decodePackage(message: string, loginId: number): Decoded<ScopePortPackage> {
  const fields = splitMessage(message)
  if (fields === null) return violation('The package must be host id, name and value, separated by commas')
  const [hostId, rawName, rawValue] = fields
  if (!HOST_ID.test(hostId)) return violation('The host id of the package is not a decimal number')
  if (Number(hostId) !== loginId) return violation('The host id of the package is not the one logged in')
  const name = rawName.trim()
  // Storing this as a sensor would put the password into the database in plain text.
  if (name.toLowerCase() === 'login') return violation('A second login on one connection is not possible')
  if (name === '') return refused('The sensor name is empty')
  if (name.length > SCOPEPORT_LIMITS.sensorNameLength) {
    return refused(`The sensor name is longer than ${SCOPEPORT_LIMITS.sensorNameLength} characters`)
  }
  const value = rawValue.trim()
  if (value === '') return refused('The value is empty')
  // The seven letters decide, whatever follows them (scopeport.md §5).
  if (name.startsWith('profile')) return decodeProfile(name, value)
  if (value.length > SCOPEPORT_LIMITS.valueLength) return notStored('the value is longer than 255 characters')
  return { ok: true, value: { kind: 'sensor', sensor: canonicalSensorName(name), value: decodeValue(value) } }
}

/** A number where the text is one, null for "not available", the text itself otherwise. */
export function decodeValue(value: string): SampleValue {
  if (value === NOT_AVAILABLE) return null
  if (!NUMBER.test(value)) return value
  const number = Number(value)
  return Number.isFinite(number) ? number : value
}

/** Who a message claims to come from, for the journal; null where it does not say. */
export function claimedHostId(message: string): string | null {
  const hostId = message.split(',', 1)[0] ?? ''
  return HOST_ID.test(hostId) ? hostId : null
}

/** The client of 2008 opens with its way of encryption (scopeport.md §8). */
export function isProtocolOf2008(message: string): boolean {
  return message.startsWith('SENSORSEND_')
}

function decodeProfile(name: string, value: string): Decoded<ScopePortPackage> {
  const update = parseProfile(name, value === NOT_AVAILABLE ? null : value)
  if (!update.ok) return notStored(update.reason)
  return { ok: true, value: { kind: 'profile', update: update.value } }
}

function splitMessage(message: string): [string, string, string] | null {
  const first = message.indexOf(',')
  const second = message.indexOf(',', first + 1)
  if (first < 0 || second < 0) return null
  return [message.slice(0, first), message.slice(first + 1, second), message.slice(second + 1)]
}

function loginRefused(reason: string): Decoded<never> {
  return { ok: false, refusal: LOGIN_INCORRECT, reason, isViolation: true }
}

function violation(text: string): Decoded<never> {
  return { ok: false, refusal: text, reason: text, isViolation: true }
}

function refused(text: string): Decoded<never> {
  return { ok: false, refusal: text, reason: text, isViolation: false }
}

function notStored(reason: string): Decoded<never> {
  return { ok: false, refusal: NOT_STORED, reason, isViolation: false }
}
