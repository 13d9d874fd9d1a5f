import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { ConsoleProcess } from '../../support/console-process.ts'
import { ConsoleDirectory } from '../../support/console-process.ts'
import { MariadbServer } from '../../support/mariadb.ts'
import { MARIADB, describeNeeding } from '../../support/needs.ts'
import { failLogin, sendPackage } from '../../support/scopeport-client.ts'
import { until } from './mysql-under-test.ts'

const PASSWORD = 'n0t-in-a-log'

interface Host {
  readonly id: number
  readonly password: string
}

describeNeeding([MARIADB], 'a console on MariaDB', () => {
  let server: MariadbServer
  let database = ''
  let directory: ConsoleDirectory
  let secrets = ''
  beforeAll(async () => {
    server = await MariadbServer.start()
    await server.execute(`create user 'deck'@'127.0.0.1' identified by '${PASSWORD}'`, 'mysql')
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    database = await server.createDatabase()
    await server.execute(`grant all on ${database}.* to 'deck'@'127.0.0.1'`, 'mysql')
    directory = new ConsoleDirectory()
    secrets = mkdtempSync(join(tmpdir(), 'scopedeck-secrets-'))
    writeFileSync(join(secrets, 'password'), `${PASSWORD}\n`, { mode: 0o600 })
    process.env['SCOPEDECK_DATABASE_PASSWORD_FILE'] = join(secrets, 'password')
  })
  afterEach(async () => {
    await directory.dispose()
    delete process.env['SCOPEDECK_DATABASE_PASSWORD_FILE']
    rmSync(secrets, { recursive: true, force: true })
  })

  const address = (): string => `deck@127.0.0.1:${server.port}/${database}`
  const start = (): Promise<ConsoleProcess> => directory.on('--database', `mysql://${address()}`)

  async function api(path: string, body?: object): Promise<unknown> {
    const { http } = directory.runtime
    const response = await fetch(`${http.url}/api${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${http.token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return response.json()
  }
  const storage = async () =>
    ((await api('/status')) as { storage: { engine: string; state: string; location: string } }).storage
  const makeHost = (name: string) => api('/hosts', { name }) as Promise<Host>
  const send = ({ id, password }: Host, value: string) =>
    sendPackage({ port: directory.runtime.listeners.scopeport.port, id, password }, 'cpuload1', value)
  const storedValues = async (): Promise<readonly unknown[]> =>
    (await server.execute('select value from samples_raw order by slot, at', database)).map(
      ({ value }) => value,
    )

  it('says where it stores, and never the password', async () => {
    const running = await start()
    expect(await storage()).toMatchObject({ engine: 'mysql', state: 'ok', location: address() })
    const { output, code } = await running.stop('SIGTERM')
    expect(code).toBe(0)
    expect(output).not.toContain(PASSWORD)
  })

  it('has stored what it says okay to', async () => {
    await start()
    const host = await makeHost('web')
    for (const value of ['1.5', '2.5']) {
      expect(await send(host, value)).toContain('Okay')
      expect(await storedValues()).toContain(Number(value))
    }
  })

  it('keeps out whom another tool puts into the documented table, within five seconds', async () => {
    await server.execute(
      `create table blacklisted_hosts (
        id int(11) not null auto_increment primary key, host varchar(255), created_at datetime, updated_at datetime)`,
      database,
    )
    await start()
    const { port } = directory.runtime.listeners.scopeport
    const from = '127.0.0.9'
    expect(await failLogin(port, 1, from)).toContain('Okay')
    await server.execute(`insert into blacklisted_hosts (host) values ('${from}')`, database)
    const insertedAt = performance.now()
    await until(async () => (await failLogin(port, 1, from)).includes('Blacklisted'))
    expect(performance.now() - insertedAt).toBeLessThan(5_500)
    await server.execute('delete from blacklisted_hosts', database)
    await until(async () => !(await failLogin(port, 1, from)).includes('Blacklisted'))
  })

  it('refuses values while the server is away, says so, and takes them again by itself', async () => {
    await start()
    const host = await makeHost('web')
    expect(await send(host, '1')).toContain('Okay')
    await server.kill()
    await until(async () => (await send(host, '2')).includes('Could not accept and store your data.'))
    expect((await storage()).state).toBe('away')
    await server.begin()
    await until(async () => /^Okay\s*Okay\s*Okay/.test(await send(host, '3')))
    await until(async () => (await storage()).state === 'ok')
    const values = await storedValues()
    expect(values).toContain(1)
    expect(values).toContain(3)
  })

  it('waits for a server that is not there yet', async () => {
    await server.end()
    await start()
    expect(await storage()).toMatchObject({ engine: 'mysql', state: 'away', location: address() })
    await server.begin()
    await until(async () => (await storage()).state === 'ok')
  })

  it('does not begin with a password in the address, nor without the file of it', async () => {
    const wrong = directory.start(
      '--database',
      `mysql://deck:${PASSWORD}@127.0.0.1:${server.port}/${database}`,
    )
    const { code, output } = await wrong.ended
    expect(code).toBe(2)
    expect(output).toContain('SCOPEDECK_DATABASE_PASSWORD')
    expect(output).not.toContain(PASSWORD)
    rmSync(join(secrets, 'password'))
    const missing = await directory.start('--database', `mysql://${address()}`).ended
    expect([missing.code, missing.output]).toEqual([2, expect.stringContaining(join(secrets, 'password'))])
  })
})
