import type { HttpSettings, HttpView } from '../contract/index.ts'
import { isMacro } from './zabbix-macro.ts'

/** How an item asks by HTTP, with its secrets. */
export type HttpDefinition = Readonly<
  Omit<HttpSettings, 'password' | 'keyPassword' | 'verifyHost'> & {
    readonly password: string
    readonly keyPassword: string
    readonly verifyHost: boolean
  }
>

/** The defaults of the original, which every item has, asked by HTTP or not. */
export const DEFAULT_HTTP: HttpDefinition = {
  method: 'GET',
  timeout: '3s',
  queryFields: [],
  headers: {},
  body: '',
  bodyType: 'raw',
  statusCodes: '200',
  followRedirects: true,
  retrieve: 'body',
  output: 'raw',
  authentication: 'none',
  username: '',
  password: '',
  httpProxy: '',
  verifyCertificate: false,
  verifyHost: false,
  certificateFile: '',
  keyFile: '',
  keyPassword: '',
  allowTraps: false,
}

/** Secrets that nobody has entered anew stay, as long as there is something that they are for. */
export function makeHttp(input: HttpSettings | undefined, before: HttpDefinition | null): HttpDefinition {
  if (input === undefined) return DEFAULT_HTTP
  const isOpen = input.authentication === 'none'
  return {
    ...input,
    verifyHost: input.verifyHost ?? input.verifyCertificate,
    username: isOpen ? '' : input.username,
    password: isOpen ? '' : (input.password ?? before?.password ?? ''),
    keyPassword: input.keyFile === '' ? '' : (input.keyPassword ?? before?.keyPassword ?? ''),
  }
}

/** What a person would have to enter, but for the secrets. */
export function httpInputOf({ password: _, keyPassword: __, ...shown }: HttpDefinition): HttpSettings {
  return { ...shown, queryFields: [...shown.queryFields] }
}

export function httpView({ password, keyPassword, ...shown }: HttpDefinition): HttpView {
  return {
    ...shown,
    queryFields: [...shown.queryFields],
    password: isMacro(password) ? password : null,
    hasPassword: password !== '',
    keyPassword: isMacro(keyPassword) ? keyPassword : null,
    hasKeyPassword: keyPassword !== '',
  }
}

/** Sealed or opened. What was kept before a field was known gets its default. */
export function withHttpSecrets(http: HttpDefinition, change: (secret: string) => string): HttpDefinition {
  const missing = { ...DEFAULT_HTTP, verifyHost: http.verifyCertificate }
  const whole: HttpDefinition = Object.assign(missing, http)
  return { ...whole, password: change(whole.password), keyPassword: change(whole.keyPassword) }
}

const URL_START = /^(https?:\/\/|\{\$)/i
const TIMEOUT = /^([1-9]|[1-5]\d|60)s?$|^1m$|^\{\$/
const STATUS_CODES = /^\d{3}(-\d{3})?(, ?\d{3}(-\d{3})?)*$/
/** `[protocol://][user:password@]host[:port]` */
const PROXY_PASSWORD = /^(?:[a-z0-9]+:\/\/)?[^:@/]*:([^@/]+)@/i
const HEADER_NAME = /^[!#$%&'*+.^`|~\w{}-]+$/

/** Why it would not work, in words; null when it would. */
export function faultOfHttp(url: string, http: HttpDefinition): string | null {
  if (url === '') return 'It needs a URL.'
  if (!URL_START.test(url)) return `The URL “${url}” begins with neither http:// nor https://.`
  if (!TIMEOUT.test(http.timeout)) return `The timeout “${http.timeout}” is not between 1s and 60s.`
  if (http.statusCodes !== '' && !http.statusCodes.includes('{$') && !STATUS_CODES.test(http.statusCodes))
    return `The status codes “${http.statusCodes}” have not the form 200,300-399.`
  const wrong = Object.entries(http.headers).find(
    ([name, value]) => !HEADER_NAME.test(name) || /[\r\n]/.test(value),
  )
  if (wrong !== undefined) return `The header “${wrong[0]}” has something in it that no header has.`
  if (http.method === 'HEAD' && http.retrieve !== 'headers')
    return 'An answer to HEAD has no body: the headers are all that can be taken.'
  const password = PROXY_PASSWORD.exec(http.httpProxy)?.[1] ?? ''
  if (password !== '' && !isMacro(password))
    return 'The password of the HTTP proxy stands here for everybody to read: put it into a secret macro.'
  if (http.authentication !== 'none' && http.authentication !== 'kerberos' && http.username === '')
    return 'The authentication needs a user name.'
  return null
}
