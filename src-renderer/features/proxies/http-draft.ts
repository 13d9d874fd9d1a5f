import type { HttpSettings, HttpView } from '../../../src-main/contract/index.ts'

/** How an item asks by HTTP, while it is being edited. */
export interface HttpDraft extends Omit<
  HttpSettings,
  'headers' | 'queryFields' | 'password' | 'keyPassword' | 'verifyHost'
> {
  /** One a line: `Name: value`. */
  headers: string
  /** One a line: `name=value`. */
  queryFields: string
  verifyHost: boolean
  /** Empty: as it is, where there is one. */
  password: string
  hasPassword: boolean
  keyPassword: string
  hasKeyPassword: boolean
}

export function newHttpDraft(): HttpDraft {
  return {
    method: 'GET',
    timeout: '3s',
    queryFields: '',
    headers: '',
    body: '',
    bodyType: 'raw',
    statusCodes: '200',
    followRedirects: true,
    retrieve: 'body',
    output: 'raw',
    authentication: 'none',
    username: '',
    password: '',
    hasPassword: false,
    httpProxy: '',
    verifyCertificate: false,
    verifyHost: false,
    certificateFile: '',
    keyFile: '',
    keyPassword: '',
    hasKeyPassword: false,
    allowTraps: false,
  }
}

export function httpDraft({ headers, queryFields, password, keyPassword, ...settings }: HttpView): HttpDraft {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return {
    ...settings,
    headers: lines.join('\n'),
    queryFields: queryFields.map(({ name, value }) => `${name}=${value}`).join('\n'),
    password: password ?? '',
    keyPassword: keyPassword ?? '',
  }
}

export function httpInput({
  headers,
  queryFields,
  hasPassword,
  password,
  hasKeyPassword,
  keyPassword,
  ...draft
}: HttpDraft): HttpSettings {
  return {
    ...draft,
    timeout: draft.timeout.trim(),
    statusCodes: draft.statusCodes.trim(),
    username: draft.username.trim(),
    headers: Object.fromEntries(pairsOf(headers, ':')),
    queryFields: pairsOf(queryFields, '=').map(([name, value]) => ({ name, value })),
    // An answer to HEAD has nothing else.
    retrieve: draft.method === 'HEAD' ? 'headers' : draft.retrieve,
    ...(hasPassword && password === '' ? {} : { password }),
    ...(hasKeyPassword && keyPassword === '' ? {} : { keyPassword }),
  }
}

/** A name and its value a line. Without the mark the whole line is a name; what is wrong with it is said at "Save". */
function pairsOf(text: string, mark: string): [string, string][] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const at = line.indexOf(mark)
      return at === -1 ? [line, ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()]
    })
}
