/** What a column may hold: a proxy takes nothing else (zabbix.md §4.1, §4.2). */
export type ColumnKind = 'number' | 'number or null' | 'text'

interface Column {
  readonly name: string
  readonly kind: ColumnKind
}

/** A cell as it goes onto the wire. */
export type Cell = number | string | null

/**
 * The tables and columns of server 6.0.14 in their order. The first column is
 * the id, always: a proxy that finds it elsewhere crashes. `#` marks a number,
 * `?` a number that may be missing, everything else is a text.
 */
const SHAPES = {
  globalmacro: 'globalmacroid# macro value type#',
  hosts:
    'hostid# host status# ipmi_authtype# ipmi_privilege# ipmi_username ipmi_password name tls_connect# tls_accept# tls_issuer tls_subject tls_psk_identity tls_psk',
  interface: 'interfaceid# hostid# main# type# useip# ip dns port available#',
  interface_snmp:
    'interfaceid# version# bulk# community securityname securitylevel# authpassphrase privpassphrase authprotocol# privprotocol# contextname',
  hosts_templates: 'hosttemplateid# hostid# templateid#',
  hostmacro: 'hostmacroid# hostid# macro value type#',
  items:
    'itemid# type# snmp_oid hostid# key_ delay history status# value_type# trapper_hosts logtimefmt params ipmi_sensor authtype# username password publickey privatekey flags# interfaceid? inventory_link# jmx_endpoint master_itemid? timeout url query_fields posts status_codes follow_redirects# post_type# http_proxy headers retrieve_mode# request_method# output_format# ssl_cert_file ssl_key_file ssl_key_password verify_peer# verify_host# allow_traps#',
  item_rtdata: 'itemid# lastlogsize# mtime#',
  item_preproc: 'item_preprocid# itemid# step# type# params error_handler# error_handler_params',
  item_parameter: 'item_parameterid# itemid# name value',
  drules: 'druleid# name iprange delay',
  dchecks:
    'dcheckid# druleid# type# key_ snmp_community ports snmpv3_securityname snmpv3_securitylevel# snmpv3_authpassphrase snmpv3_privpassphrase uniq# snmpv3_authprotocol# snmpv3_privprotocol# snmpv3_contextname host_source# name_source#',
  regexps: 'regexpid# name',
  expressions: 'expressionid# regexpid# expression expression_type# exp_delimiter case_sensitive#',
  hstgrp: 'groupid#',
  config: 'configid# discovery_groupid# snmptrap_logging# hk_history_global# hk_history autoreg_tls_accept#',
  httptest:
    'httptestid# name delay agent authentication# http_user http_password hostid# http_proxy retries# ssl_cert_file ssl_key_file ssl_key_password verify_peer# verify_host#',
  httptestitem: 'httptestitemid# httptestid# itemid# type#',
  httptest_field: 'httptest_fieldid# httptestid# type# name value',
  httpstep:
    'httpstepid# httptestid# name no# url timeout posts required status_codes follow_redirects# retrieve_mode# post_type#',
  httpstepitem: 'httpstepitemid# httpstepid# itemid# type#',
  httpstep_field: 'httpstep_fieldid# httpstepid# type# name value',
  config_autoreg_tls: 'autoreg_tlsid# tls_psk_identity tls_psk',
} as const

export type TableName = keyof typeof SHAPES

export const TABLE_NAMES = Object.keys(SHAPES) as readonly TableName[]

/** Rows of each table; a table that is not named has none, which deletes what the proxy had. */
export type TableRows = Readonly<Partial<Record<TableName, readonly (readonly Cell[])[]>>>

export const COLUMNS = byTable((name) => SHAPES[name].split(' ').map(columnOf))

function byTable<Value>(valueOf: (name: TableName) => Value): Readonly<Record<TableName, Value>> {
  return Object.fromEntries(TABLE_NAMES.map((name) => [name, valueOf(name)])) as Record<TableName, Value>
}

function columnOf(text: string): Column {
  if (text.endsWith('#')) return { name: text.slice(0, -1), kind: 'number' }
  if (text.endsWith('?')) return { name: text.slice(0, -1), kind: 'number or null' }
  return { name: text, kind: 'text' }
}
