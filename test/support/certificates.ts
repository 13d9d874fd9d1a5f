import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** An authority of our own, with a server (localhost, 127.0.0.1) and a client that it has signed. */
export interface Certificates {
  readonly caFile: string
  readonly serverCertFile: string
  readonly serverKeyFile: string
  readonly ca: string
  readonly clientCert: string
  readonly clientKey: string
  /** Another authority, which has signed nothing of this. */
  readonly strangerCa: string
}

const CURVE = 'ec -pkeyopt ec_paramgen_curve:prime256v1'
const SERVER_EXTENSIONS = 'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n'
const CLIENT_EXTENSIONS = 'extendedKeyUsage=clientAuth\n'

/** Makes them with `openssl` in a folder; they are good for a day. `kind` is that of the keys: real Zabbix wants RSA. */
export function makeCertificates(folder: string, kind = CURVE): Certificates {
  const at = (name: string): string => join(folder, name)
  const read = (name: string): string => readFileSync(at(name), 'utf8')
  makeAuthority(folder, 'ca', kind)
  makeAuthority(folder, 'stranger', kind)
  sign(folder, 'server', SERVER_EXTENSIONS, kind)
  sign(folder, 'client', CLIENT_EXTENSIONS, kind)
  return {
    caFile: at('ca.pem'),
    serverCertFile: at('server.pem'),
    serverKeyFile: at('server.key'),
    ca: read('ca.pem'),
    clientCert: read('client.pem'),
    clientKey: read('client.key'),
    strangerCa: read('stranger.pem'),
  }
}

function makeAuthority(folder: string, name: string, kind: string): void {
  openssl(
    folder,
    `req -x509 ${keyOptions(name, kind)} -out ${name}.pem -days 1 -subj /CN=scopedeck-test-${name}`,
  )
}

function sign(folder: string, name: string, extensions: string, kind: string): void {
  writeFileSync(join(folder, `${name}.ext`), extensions)
  openssl(folder, `req ${keyOptions(name, kind)} -out ${name}.csr -subj /CN=scopedeck-test-${name}`)
  openssl(
    folder,
    `x509 -req -in ${name}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out ${name}.pem -days 1 -extfile ${name}.ext`,
  )
}

const keyOptions = (name: string, kind: string): string => `-newkey ${kind} -nodes -keyout ${name}.key`

function openssl(folder: string, command: string): void {
  execFileSync('openssl', command.split(' '), { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
}
