import { afterAll, beforeAll, expect, it } from 'vitest'
import type { MysqlTls } from '../../../src-main/storage/mysql/connection.ts'
import type { Certificates } from '../../support/certificates.ts'
import { MariadbServer } from '../../support/mariadb.ts'
import { MARIADB, OPENSSL, describeNeeding } from '../../support/needs.ts'
import { openOn, sessionOn } from './mysql-under-test.ts'

describeNeeding([MARIADB, OPENSSL], 'TLS with MariaDB', () => {
  let server: MariadbServer
  let plainServer: MariadbServer
  let database = ''
  let certificates: Certificates
  beforeAll(async () => {
    ;[server, plainServer] = await Promise.all([
      MariadbServer.start({ tls: true, options: ['--bind-address=127.0.0.1,127.0.0.2'] }),
      MariadbServer.start({ options: ['--skip-ssl'] }),
    ])
    if (server.certificates === null) throw new Error('There are no certificates.')
    certificates = server.certificates
    database = await server.createDatabase()
    await server.execute("create user 'sealed'@'%' identified by 'x' require x509", database)
    await server.execute("create user 'far'@'%' identified by 'x'", database)
    await server.execute("grant all on *.* to 'sealed'@'%', 'far'@'%'", database)
  })
  afterAll(() => Promise.all([server.stop(), plainServer.stop()]))

  const tls = (change: Partial<MysqlTls> = {}): MysqlTls => ({
    ca: certificates.ca,
    cert: null,
    key: null,
    verify: true,
    ...change,
  })
  const at = (host: string, options: MysqlTls, user = 'root') =>
    server.connection(database, {
      addresses: [{ host, port: server.port }],
      tls: options,
      ...(user === 'root' ? {} : { user, password: 'x' }),
    })
  const reasonOf = (opening: Promise<unknown>): Promise<string> =>
    opening.then(
      () => 'it was opened',
      (error: unknown) => String(error),
    )

  it.each(['127.0.0.1', 'localhost'])('is verified for %s, and encrypts', async (host) => {
    const session = await sessionOn(at(host, tls()))
    const [row] = await session.rows("show session status like 'Ssl_version'")
    expect(row?.[1]).toMatch(/^TLSv1\.[23]$/)
    session.close()
    const store = await openOn(at(host, tls()))
    expect(await store.hosts()).toEqual([])
    await store.close()
  })

  it('refuses a certificate of another authority', async () => {
    expect(await reasonOf(openOn(at('127.0.0.1', tls({ ca: certificates.strangerCa }))))).toContain(
      'TLS with the database server failed',
    )
    expect(await reasonOf(openOn(at('127.0.0.1', tls({ ca: null }))))).toContain(
      'TLS with the database server failed',
    )
  })

  it('refuses a certificate of another name or address', async () => {
    expect(await reasonOf(openOn(at('127.0.0.2', tls(), 'far')))).toContain(
      'TLS with the database server failed',
    )
  })

  it('believes anybody when told not to verify', async () => {
    const options = tls({ ca: null, verify: false })
    for (const host of ['127.0.0.1', '127.0.0.2']) {
      const store = await openOn(at(host, options, 'far'))
      await store.close()
    }
  })

  it('shows the certificate of the client, where one is asked for', async () => {
    expect(await reasonOf(openOn(at('127.0.0.1', tls(), 'sealed')))).toContain('check user and password')
    const options = tls({ cert: certificates.clientCert, key: certificates.clientKey })
    const store = await openOn(at('127.0.0.1', options, 'sealed'))
    expect(await store.hosts()).toEqual([])
    await store.close()
  })

  it('refuses to go on without it when the server has none', async () => {
    const connection = plainServer.connection('mysql', { tls: tls() })
    expect(await reasonOf(openOn(connection))).toContain('offers no TLS')
  })
})
