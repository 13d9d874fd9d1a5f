import type {
  HttpSettings,
  ItemType,
  PreprocessingStep,
  PreprocessingType,
  ValueType,
} from '../../contract/index.ts'
import type { ZabbixHost, ZabbixItem } from '../../domain/zabbix-configuration.ts'
import { DEFAULT_HTTP } from '../../domain/zabbix-http.ts'
import type { Cell } from './table-shapes.ts'

/** zabbix.md §4.3. */
const ITEM_TYPE: Readonly<Record<ItemType, number>> = {
  agent: 0,
  trapper: 2,
  simple: 3,
  internal: 5,
  active: 7,
  dependent: 18,
  http: 19,
  snmp: 20,
}
export const VALUE_TYPE: Readonly<Record<ValueType, number>> = {
  float: 0,
  char: 1,
  log: 2,
  unsigned: 3,
  text: 4,
}

const PREPROCESSING: Readonly<Record<PreprocessingType, number>> = {
  multiplier: 1,
  rightTrim: 2,
  leftTrim: 3,
  trim: 4,
  regex: 5,
  booleanToDecimal: 6,
  octalToDecimal: 7,
  hexToDecimal: 8,
  simpleChange: 9,
  changePerSecond: 10,
  xmlPath: 11,
  jsonPath: 12,
  inRange: 13,
  matchesRegex: 14,
  notMatchesRegex: 15,
  checkJsonError: 16,
  checkXmlError: 17,
  checkRegexError: 18,
  discardUnchanged: 19,
  discardUnchangedHeartbeat: 20,
  javascript: 21,
  prometheusPattern: 22,
  prometheusToJson: 23,
  csvToJson: 24,
  replace: 25,
  checkNotSupported: 26,
  xmlToJson: 27,
}
const ON_FAIL: Readonly<Record<PreprocessingStep['onFail'], number>> = {
  error: 0,
  discard: 1,
  setValue: 2,
  setError: 3,
}
const METHOD: Readonly<Record<HttpSettings['method'], number>> = { GET: 0, POST: 1, PUT: 2, HEAD: 3 }
const BODY_TYPE: Readonly<Record<HttpSettings['bodyType'], number>> = { raw: 0, json: 2, xml: 3 }
const RETRIEVE: Readonly<Record<HttpSettings['retrieve'], number>> = { body: 0, headers: 1, both: 2 }

const OUTPUT: Readonly<Record<HttpSettings['output'], number>> = { raw: 0, json: 1 }
const AUTHENTICATION: Readonly<Record<HttpSettings['authentication'], number>> = {
  none: 0,
  basic: 1,
  ntlm: 2,
  kerberos: 3,
  digest: 4,
}

/** A row of `items`; the history that it keeps is the console's business. */
export function itemRow(host: ZabbixHost, item: ZabbixItem): readonly Cell[] {
  const http = item.http ?? DEFAULT_HTTP
  return [
    item.id,
    ITEM_TYPE[item.type],
    item.oid ?? '',
    host.id,
    item.key,
    item.delay,
    '90d',
    item.enabled ? 0 : 1,
    VALUE_TYPE[item.valueType],
    item.allowedHosts,
    ...['', '', ''],
    AUTHENTICATION[http.authentication],
    http.username,
    http.password,
    ...['', ''],
    0,
    item.interfaceId,
    0,
    '',
    item.masterItemId,
    http.timeout,
    item.url ?? '',
    queryFields(http.queryFields),
    http.body,
    http.statusCodes,
    http.followRedirects ? 1 : 0,
    BODY_TYPE[http.bodyType],
    http.httpProxy,
    headerLines(http.headers),
    RETRIEVE[http.retrieve],
    METHOD[http.method],
    OUTPUT[http.output],
    http.certificateFile,
    http.keyFile,
    http.keyPassword,
    http.verifyCertificate ? 1 : 0,
    http.verifyHost ? 1 : 0,
    http.allowTraps ? 1 : 0,
  ]
}

/** Rows of `item_preproc`: the proxy does the steps, in their order. */
export function preprocessingRows(item: ZabbixItem): readonly (readonly Cell[])[] {
  return item.preprocessing.map(({ id, type, params, onFail, onFailValue }, index) => [
    id,
    item.id,
    index + 1,
    PREPROCESSING[type],
    params.join('\n'),
    ON_FAIL[onFail],
    onFailValue,
  ])
}

/** A list of objects with one name and its value each: names may come twice, and their order counts. */
function queryFields(fields: HttpSettings['queryFields']): string {
  return fields.length === 0 ? '' : JSON.stringify(fields.map(({ name, value }) => ({ [name]: value })))
}

function headerLines(headers: HttpSettings['headers']): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\r\n')
}
