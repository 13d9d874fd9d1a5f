import { z } from 'zod'

/** What a proxy asks a web server for an HTTP item, and what it takes for an answer (zabbix.md §4.1, `items`). */

export const httpAuthentication = z.enum(['none', 'basic', 'ntlm', 'kerberos', 'digest'])
export type HttpAuthentication = z.infer<typeof httpAuthentication>

const queryField = z.object({
  name: z.string().min(1, 'A query field needs a name.').max(255),
  value: z.string().max(2_048).default(''),
})
/** Longest user name and password that a proxy keeps of an item. */
const login = z.string().max(64)
/** A file on the proxy, in the folder that its configuration names (`SSLCertLocation`, `SSLKeyLocation`). */
const proxyFile = z.string().trim().max(255)

const parts = {
  method: z.enum(['GET', 'POST', 'PUT', 'HEAD']).default('GET'),
  timeout: z.string().max(255).default('3s'),
  /** Put behind the URL, encoded, in this order. */
  queryFields: z.array(queryField).max(100).default([]),
  headers: z.record(z.string().min(1).max(255), z.string().max(2_000)).default({}),
  body: z.string().max(65_535).default(''),
  bodyType: z.enum(['raw', 'json', 'xml']).default('raw'),
  /** Accepted status codes: `200`, `200-399`, a list with commas; empty for any. */
  statusCodes: z.string().max(255).default('200'),
  followRedirects: z.boolean().default(true),
  retrieve: z.enum(['body', 'headers', 'both']).default('body'),
  /** `json`: headers and body are made one JSON object. */
  output: z.enum(['raw', 'json']).default('raw'),
  authentication: httpAuthentication.default('none'),
  username: login.default(''),
  /** `[protocol://][user:password@]host[:port]`; empty for none. */
  httpProxy: z.string().trim().max(255).default(''),
  /** The authority of the server's certificate. */
  verifyCertificate: z.boolean().default(false),
  /** The name in it; as `verifyCertificate` unless said. */
  verifyHost: z.boolean().optional(),
  certificateFile: proxyFile.default(''),
  keyFile: proxyFile.default(''),
  /** `zabbix_sender` and others may push values of the item as well. */
  allowTraps: z.boolean().default(false),
}

/** As it is entered. A secret that is left out stays as it is. */
export const httpSettings = z.object({
  ...parts,
  password: login.optional(),
  keyPassword: login.optional(),
})
export type HttpSettings = z.output<typeof httpSettings>

/** As it is shown: which secrets there are, and none of them. */
export const httpView = z.object({
  ...parts,
  verifyHost: z.boolean(),
  /** Only where it is a macro. */
  password: z.string().nullable(),
  hasPassword: z.boolean(),
  keyPassword: z.string().nullable(),
  hasKeyPassword: z.boolean(),
})
export type HttpView = z.output<typeof httpView>
