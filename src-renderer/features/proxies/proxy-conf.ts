import type { ProxyMode } from '../../../src-main/contract/index.ts'

export interface ProxyConf {
  readonly name: string
  readonly mode: ProxyMode
  /** Where the proxy finds the console. */
  readonly server: string
  readonly serverPort: number
  /** Where a passive one listens. */
  readonly listenPort: number
  readonly tls: 'none' | 'psk' | 'cert'
  readonly pskIdentity: string
}

const SERVER_PORT = 10_051
const PSK_FILE = '/etc/zabbix/proxy.psk'

/** The lines for `zabbix_proxy.conf` that point a proxy at this console. */
export function proxyConfLines(conf: ProxyConf): string {
  const { mode, server, serverPort, tls } = conf
  const lines = [`ProxyMode=${mode === 'active' ? 0 : 1}`, `Hostname=${conf.name}`]
  const isOddPort = mode === 'active' && serverPort !== SERVER_PORT
  lines.push(`Server=${server}${isOddPort ? `:${String(serverPort)}` : ''}`)
  if (mode === 'passive' && conf.listenPort !== SERVER_PORT)
    lines.push(`ListenPort=${String(conf.listenPort)}`)
  if (tls !== 'none') lines.push(`${mode === 'active' ? 'TLSConnect' : 'TLSAccept'}=${tls}`)
  if (tls === 'psk') lines.push(`TLSPSKIdentity=${conf.pskIdentity}`, `TLSPSKFile=${PSK_FILE}`)
  if (tls === 'cert')
    lines.push(
      'TLSCAFile=/etc/zabbix/ca.pem',
      'TLSCertFile=/etc/zabbix/proxy.pem',
      'TLSKeyFile=/etc/zabbix/proxy.key',
    )
  return lines.join('\n')
}

/** Puts the key where the proxy reads it, readable by nobody else. */
export function pskFileCommand(psk: string): string {
  return `echo ${psk} | sudo install -m 640 -g zabbix /dev/stdin ${PSK_FILE}`
}

/** A new key: 32 bytes in hexadecimal. */
export function newPsk(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
