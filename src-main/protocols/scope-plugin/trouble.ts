import { quoted } from './findings.ts'
import type { JsonMistake } from './json-text.ts'
import { PLUGIN_LIMITS } from './limits.ts'

/** What goes wrong with a plugin, in words, with what helps (scope-plugins.md §4). */

export const NOBODY_LISTENS =
  'The socket file is there, but nobody listens: the plugin has ended or crashed. Start it again, or remove the file.'
export const DENIED =
  'The console may not connect to this socket. Its user needs the right to write to the file, and to enter its directory.'
export const CUT_OFF = 'The plugin closed the connection before its answer was complete.'
export const NOT_HTTP = 'What the plugin answers is not HTTP.'
export const NO_OBJECT = 'The answer is JSON, but not an object.'
export const NO_NAME =
  'The plugin does not say what it is called: GET / needs "name", or a report needs "label" in its entry of "Plugins".'
export const NO_REPORTER =
  'The plugin does not offer the interface "reporter", so it has no reports to ask for. Its "interfaces" must contain "reporter".'

export function tooSlow(timeoutMs: number): string {
  return `No complete answer within ${timeoutMs} ms.`
}

export function pathTooLong(bytes: number, limit: number): string {
  return `The path of this socket has ${bytes} bytes; this system connects to at most ${limit}. A shorter name or directory helps.`
}

export function wrongStatus(request: string, status: number, text: string): string {
  return `${request} was answered with status ${status}${text === '' ? '' : ` ${text}`}; expected 200.`
}

export function wrongEncoding(encoding: string): string {
  return `The answer is packed as ${quoted(encoding)}, which was not asked for; gzip and plain answers are read.`
}

export function badPacking(): string {
  return 'The answer says that it is packed with gzip, but cannot be unpacked.'
}

export function tooLarge(limitBytes: number): string {
  return `The answer is larger than ${Math.round(limitBytes / 1024 / 1024)} MB, the limit of the settings.`
}

export function tooDeep(): string {
  return `Objects and lists lie more than ${PLUGIN_LIMITS.depth} deep within one another in the answer.`
}

export function notJson(mistake: JsonMistake | null, text: string): string {
  if (text.trim() === '') return 'The answer is empty; expected JSON.'
  if (mistake === null) return 'The answer is not JSON.'
  const { offset, line, column, found } = mistake
  return `The answer is not JSON: line ${line}, column ${column} (position ${offset}) has ${found.startsWith('the end') ? found : quoted(found)}.`
}

export function wrongVersion(found: string | null): string {
  const expected = quoted(PLUGIN_LIMITS.apiVersion)
  return found === null
    ? `The plugin names none as "api_version"; expected ${expected}.`
    : `The plugin has ${quoted(found)} as "api_version"; expected ${expected}.`
}

export function wrongCount(found: number): string {
  return found === 0
    ? 'The plugin answers no handshake (GET /), and its report has no entry in "Plugins"; expected exactly one.'
    : `The report has ${found} entries in "Plugins"; expected exactly one.`
}

export function invalidId(id: string): string {
  return `The socket is called ${quoted(id)}, which is no id of a plugin: letters, digits and single hyphens between them.`
}

export function otherId(id: string, fileName: string): string {
  return `The plugin calls itself ${quoted(id)}, but its socket is called ${quoted(fileName)}; the two must be the same.`
}

export function duplicateOf(name: string, path: string): string {
  return `Duplicate: ${path} has the name ${quoted(name)} too, and comes first. Its values are used, these are not.`
}

export function nothingUsable(
  first: { path: string; expected: string; found: string },
  total: number,
): string {
  const rest = total > 1 ? ` (${total} such fields)` : ''
  return `Nothing of the report can be used. ${first.path}: expected ${first.expected}, found ${first.found}${rest}.`
}

export function unreachable(words: string): string {
  return `The plugin cannot be reached: ${words}.`
}
