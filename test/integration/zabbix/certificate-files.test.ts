import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Certificates, makeCertificates } from '../../support/certificates.ts'
import { ZabbixWorld } from '../../support/zabbix-world.ts'

let folder: string
let certificates: Certificates
let world: ZabbixWorld

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'scopedeck-test-'))
  certificates = makeCertificates(folder)
  world = await ZabbixWorld.start()
})
afterEach(async () => {
  await world.dispose()
  rmSync(folder, { recursive: true })
})

/** Puts these files into the settings; gives what the listener says of them. */
async function reasonOf(change: Partial<Record<'certificateFile' | 'keyFile' | 'authorityFile', string>>) {
  const { serverCertFile, serverKeyFile, caFile } = certificates
  const files = { certificateFile: serverCertFile, keyFile: serverKeyFile, authorityFile: caFile }
  await world.change({ ...files, ...change })
  const { state, reason } = world.services.zabbix.listener
  // Proxies with a key, or without TLS, go on whatever is wrong with the files.
  expect(state).toBe('listening')
  return reason
}

it('files that belong together are taken', async () => {
  expect(await reasonOf({})).toBeNull()
  expect(world.services.zabbix.certificate).not.toBeNull()
})

it('what is wrong with them is said on the listener, which goes on', async () => {
  const other = join(folder, 'ca.key')
  expect(await reasonOf({ keyFile: other })).toContain('The key does not belong to the certificate.')
  const text = join(folder, 'notes.txt')
  writeFileSync(text, 'hello')
  expect(await reasonOf({ certificateFile: text })).toContain('no certificate, key and authority in PEM')
  expect(await reasonOf({ authorityFile: join(folder, 'nowhere.pem') })).toContain('ENOENT')
  expect(world.services.zabbix.certificate).toBeNull()
  expect(await world.ask({ request: 'proxy heartbeat', host: 'nobody' })).toMatchObject({
    response: 'failed',
  })
})
