import type { HttpSettings } from '../../../src-main/contract/index.ts'

/** How an item asks by HTTP, while it is being edited. */
export interface HttpDraft extends Omit<HttpSettings, 'headers'> {
  /** One a line: `Name: value`. */
  headers: string
}

export function newHttpDraft(): HttpDraft {
  return {
    method: 'GET',
    timeout: '3s',
    headers: '',
    body: '',
    bodyType: 'raw',
    statusCodes: '200',
    followRedirects: true,
    retrieve: 'body',
    verifyCertificate: false,
  }
}

export function httpDraft({ headers, ...settings }: HttpSettings): HttpDraft {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return { ...settings, headers: lines.join('\n') }
}

export function httpInput({ headers, ...draft }: HttpDraft): HttpSettings {
  return {
    ...draft,
    timeout: draft.timeout.trim(),
    statusCodes: draft.statusCodes.trim(),
    headers: Object.fromEntries(
      headers
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '')
        .map((line): [string, string] => {
          const colon = line.indexOf(':')
          // Without one the whole line is a name; what is wrong with it is said at "Save".
          if (colon === -1) return [line, '']
          return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()]
        }),
    ),
  }
}
