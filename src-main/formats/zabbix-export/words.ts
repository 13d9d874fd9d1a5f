import type { HttpSettings, ItemType, PreprocessingType, ValueType } from '../../contract/index.ts'

/** Since Zabbix 4.4 an export has words, before that it had numbers; both are read. */
export const ITEM_TYPES: Readonly<Record<string, ItemType>> = {
  '': 'agent',
  ZABBIX_PASSIVE: 'agent',
  '0': 'agent',
  ZABBIX_ACTIVE: 'active',
  '7': 'active',
  SIMPLE: 'simple',
  '3': 'simple',
  TRAP: 'trapper',
  '2': 'trapper',
  INTERNAL: 'internal',
  ZABBIX_INTERNAL: 'internal',
  '5': 'internal',
  SNMP_AGENT: 'snmp',
  SNMPV1: 'snmp',
  SNMPV2: 'snmp',
  SNMPV3: 'snmp',
  '1': 'snmp',
  '4': 'snmp',
  '6': 'snmp',
  '20': 'snmp',
  DEPENDENT: 'dependent',
  '18': 'dependent',
  HTTP_AGENT: 'http',
  '19': 'http',
}

export const VALUE_TYPES: Readonly<Record<string, ValueType>> = {
  '': 'unsigned',
  UNSIGNED: 'unsigned',
  '3': 'unsigned',
  FLOAT: 'float',
  '0': 'float',
  CHAR: 'char',
  '1': 'char',
  LOG: 'log',
  '2': 'log',
  TEXT: 'text',
  '4': 'text',
}

/** In the order of the numbers that older exports have, from 1. */
const STEPS: readonly (readonly [string, PreprocessingType])[] = [
  ['MULTIPLIER', 'multiplier'],
  ['RTRIM', 'rightTrim'],
  ['LTRIM', 'leftTrim'],
  ['TRIM', 'trim'],
  ['REGEX', 'regex'],
  ['BOOL_TO_DECIMAL', 'booleanToDecimal'],
  ['OCTAL_TO_DECIMAL', 'octalToDecimal'],
  ['HEX_TO_DECIMAL', 'hexToDecimal'],
  ['SIMPLE_CHANGE', 'simpleChange'],
  ['CHANGE_PER_SECOND', 'changePerSecond'],
  ['XMLPATH', 'xmlPath'],
  ['JSONPATH', 'jsonPath'],
  ['IN_RANGE', 'inRange'],
  ['MATCHES_REGEX', 'matchesRegex'],
  ['NOT_MATCHES_REGEX', 'notMatchesRegex'],
  ['CHECK_JSON_ERROR', 'checkJsonError'],
  ['CHECK_XML_ERROR', 'checkXmlError'],
  ['CHECK_REGEX_ERROR', 'checkRegexError'],
  ['DISCARD_UNCHANGED', 'discardUnchanged'],
  ['DISCARD_UNCHANGED_HEARTBEAT', 'discardUnchangedHeartbeat'],
  ['JAVASCRIPT', 'javascript'],
  ['PROMETHEUS_PATTERN', 'prometheusPattern'],
  ['PROMETHEUS_TO_JSON', 'prometheusToJson'],
  ['CSV_TO_JSON', 'csvToJson'],
  ['STR_REPLACE', 'replace'],
  ['CHECK_NOT_SUPPORTED', 'checkNotSupported'],
  ['XML_TO_JSON', 'xmlToJson'],
]
export const STEP_TYPES: Readonly<Record<string, PreprocessingType>> = Object.fromEntries(
  STEPS.flatMap(([word, type], index) => [
    [word, type],
    [String(index + 1), type],
  ]),
)

export const ON_FAIL: Readonly<Record<string, 'error' | 'discard' | 'setValue' | 'setError'>> = {
  '': 'error',
  ORIGINAL_ERROR: 'error',
  '0': 'error',
  DISCARD_VALUE: 'discard',
  '1': 'discard',
  CUSTOM_VALUE: 'setValue',
  '2': 'setValue',
  CUSTOM_ERROR: 'setError',
  '3': 'setError',
}

export const HTTP_METHODS: Readonly<Record<string, HttpSettings['method']>> = {
  GET: 'GET',
  '0': 'GET',
  POST: 'POST',
  '1': 'POST',
  PUT: 'PUT',
  '2': 'PUT',
  HEAD: 'HEAD',
  '3': 'HEAD',
}
export const BODY_TYPES: Readonly<Record<string, HttpSettings['bodyType']>> = {
  JSON: 'json',
  '2': 'json',
  XML: 'xml',
  '3': 'xml',
}
export const RETRIEVE: Readonly<Record<string, HttpSettings['retrieve']>> = {
  HEADERS: 'headers',
  '1': 'headers',
  BOTH: 'both',
  '2': 'both',
}

export const AUTHENTICATION: Readonly<Record<string, HttpSettings['authentication']>> = {
  '': 'none',
  NONE: 'none',
  '0': 'none',
  BASIC: 'basic',
  '1': 'basic',
  NTLM: 'ntlm',
  '2': 'ntlm',
  KERBEROS: 'kerberos',
  '3': 'kerberos',
  DIGEST: 'digest',
  '4': 'digest',
}

/** Kinds of items that are not taken over, by their names. */
export const OTHER_ITEM_TYPES: Readonly<Record<string, string>> = {
  EXTERNAL: 'external check',
  '10': 'external check',
  ODBC: 'database monitor',
  '11': 'database monitor',
  IPMI: 'IPMI',
  '12': 'IPMI',
  SSH: 'SSH',
  '13': 'SSH',
  TELNET: 'Telnet',
  '14': 'Telnet',
  CALCULATED: 'calculated',
  '15': 'calculated',
  JMX: 'JMX',
  '16': 'JMX',
  SNMP_TRAP: 'SNMP trap',
  '17': 'SNMP trap',
  SCRIPT: 'script',
  '21': 'script',
}
