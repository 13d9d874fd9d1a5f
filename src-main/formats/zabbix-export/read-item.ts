import type { HttpSettings } from '../../contract/index.ts'
import { type Branch, branchesOf, branchOf, listOf, textOf } from './tree.ts'
import {
  AUTHENTICATION,
  BODY_TYPES,
  HTTP_METHODS,
  ITEM_TYPES,
  ON_FAIL,
  OTHER_ITEM_TYPES,
  RETRIEVE,
  STEP_TYPES,
  VALUE_TYPES,
} from './words.ts'

/** An item of the export, to be checked against the contract; or why it is none of ours. */
export type ItemReading =
  | { readonly ok: true; readonly item: Branch; readonly interfaceRef: string }
  | { readonly ok: false; readonly key: string; readonly reason: string }

/** Parameters that a step of an older export has in one text, a line each. */
export function readItem(branch: Branch): ItemReading {
  const key = textOf(branch, 'key')
  const word = textOf(branch, 'type')
  const type = ITEM_TYPES[word]
  if (type === undefined) {
    const reason = `Items of the type “${OTHER_ITEM_TYPES[word] ?? word}” are not taken over.`
    return { ok: false, key, reason }
  }
  const valueType = VALUE_TYPES[textOf(branch, 'value_type')]
  if (valueType === undefined)
    return { ok: false, key, reason: `Values of the type “${textOf(branch, 'value_type')}” are not kept.` }
  const preprocessing = readSteps(branch)
  if (typeof preprocessing === 'string') return { ok: false, key, reason: preprocessing }
  const item = {
    key,
    name: textOf(branch, 'name'),
    type,
    valueType,
    delay: textOf(branch, 'delay') || '1m',
    units: textOf(branch, 'units'),
    enabled: !isDisabled(branch),
    preprocessing,
    ...(type === 'snmp' ? { oid: textOf(branch, 'snmp_oid') } : {}),
    ...(type === 'dependent' ? { masterKey: textOf(branchOf(branch, 'master_item'), 'key') } : {}),
    ...(type === 'trapper' || type === 'http' ? { allowedHosts: textOf(branch, 'allowed_hosts') } : {}),
    ...(type === 'http' ? { url: textOf(branch, 'url'), http: readHttp(branch) } : {}),
  }
  return { ok: true, item, interfaceRef: textOf(branch, 'interface_ref') }
}

/** Of hosts and items alike. */
export function isDisabled(branch: Branch): boolean {
  const status = textOf(branch, 'status')
  return status === 'DISABLED' || status === '1'
}

/** The steps, or why the item cannot be taken over. */
function readSteps(branch: Branch): readonly Branch[] | string {
  const steps: Branch[] = []
  for (const step of branchesOf(branch, 'preprocessing')) {
    const word = textOf(step, 'type')
    const type = STEP_TYPES[word]
    if (type === undefined) return `The preprocessing step “${word}” is not known.`
    const params = listOf(step, 'parameters').map(String)
    const isOld = params.length === 0 && textOf(step, 'params') !== ''
    steps.push({
      type,
      params: isOld ? textOf(step, 'params').split(/\r?\n/) : params,
      onFail: ON_FAIL[textOf(step, 'error_handler')] ?? 'error',
      onFailValue: textOf(step, 'error_handler_params'),
    })
  }
  return steps
}

/** With secrets where the export has them; those that it has not stay as they are. */
function readHttp(branch: Branch): HttpSettings {
  const pairs = (name: string): readonly { readonly name: string; readonly value: string }[] =>
    branchesOf(branch, name)
      .map((pair) => ({ name: textOf(pair, 'name'), value: textOf(pair, 'value') }))
      .filter((pair) => pair.name !== '')
  const isYes = (name: string): boolean => ['YES', '1'].includes(textOf(branch, name))
  return {
    method: HTTP_METHODS[textOf(branch, 'request_method')] ?? 'GET',
    timeout: textOf(branch, 'timeout') || '3s',
    queryFields: [...pairs('query_fields')],
    headers: Object.fromEntries(pairs('headers').map(({ name, value }) => [name, value])),
    body: textOf(branch, 'posts'),
    bodyType: BODY_TYPES[textOf(branch, 'post_type')] ?? 'raw',
    statusCodes: textOf(branch, 'status_codes') || '200',
    followRedirects: !['NO', '0'].includes(textOf(branch, 'follow_redirects')),
    retrieve: RETRIEVE[textOf(branch, 'retrieve_mode')] ?? 'body',
    output: ['JSON', '1'].includes(textOf(branch, 'output_format')) ? 'json' : 'raw',
    authentication: AUTHENTICATION[textOf(branch, 'authtype')] ?? 'none',
    username: textOf(branch, 'username'),
    password: textOf(branch, 'password') || undefined,
    httpProxy: textOf(branch, 'http_proxy'),
    verifyCertificate: isYes('verify_peer'),
    verifyHost: isYes('verify_host'),
    certificateFile: textOf(branch, 'ssl_cert_file'),
    keyFile: textOf(branch, 'ssl_key_file'),
    keyPassword: textOf(branch, 'ssl_key_password') || undefined,
    allowTraps: isYes('allow_traps'),
  }
}
