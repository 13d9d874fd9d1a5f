import { describe, expect, it } from 'vitest'
import { newPsk, proxyConfLines, pskFileCommand, type ProxyConf } from './proxy-conf.ts'

const ACTIVE: ProxyConf = {
  name: 'site-north',
  mode: 'active',
  server: '192.0.2.7',
  serverPort: 10_051,
  listenPort: 10_051,
  tls: 'none',
  pskIdentity: '',
}

describe('lines for zabbix_proxy.conf', () => {
  it('name the proxy and the console', () => {
    expect(proxyConfLines(ACTIVE)).toBe('ProxyMode=0\nHostname=site-north\nServer=192.0.2.7')
  })

  it('have the port where it is not the usual one', () => {
    expect(proxyConfLines({ ...ACTIVE, serverPort: 10_061 })).toContain('Server=192.0.2.7:10061')
  })

  it('tell a passive proxy who may ask, and where it listens', () => {
    const lines = proxyConfLines({ ...ACTIVE, mode: 'passive', listenPort: 10_052, serverPort: 1 })
    expect(lines).toBe('ProxyMode=1\nHostname=site-north\nServer=192.0.2.7\nListenPort=10052')
  })

  it('say how the connection is protected, from the side that opens it', () => {
    const psk = { ...ACTIVE, tls: 'psk', pskIdentity: 'PSK 1' } as const
    expect(proxyConfLines(psk)).toContain('TLSConnect=psk\nTLSPSKIdentity=PSK 1\nTLSPSKFile=')
    expect(proxyConfLines({ ...psk, mode: 'passive' })).toContain('TLSAccept=psk')
    expect(proxyConfLines({ ...ACTIVE, tls: 'cert' })).toContain('TLSConnect=cert\nTLSCAFile=')
  })

  it('never have the key in them', () => {
    const psk = newPsk()
    expect(psk).toMatch(/^[0-9a-f]{64}$/)
    expect(newPsk()).not.toBe(psk)
    expect(pskFileCommand(psk)).toContain(`echo ${psk} |`)
  })
})
