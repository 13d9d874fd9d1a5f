import { describe, expect, it, vi } from 'vitest'
import { storageWith } from '../../test/support/store-double.ts'
import { DEFAULT_SETTINGS, type Settings } from '../contract/index.ts'
import type { Store } from '../storage/store.ts'
import type { EngineOptions, FixedListener } from './options.ts'
import { SettingsService } from './settings-service.ts'

const RETENTION = { rawDays: 1, minuteDays: 2, hourDays: 3, loginDays: 4, maxSizeBytes: null }

async function open(
  stored: Record<string, unknown> = {},
  scopeport?: FixedListener,
  zabbix?: FixedListener,
  plugins?: EngineOptions['plugins'],
) {
  const rows = { ...stored }
  const onChange = vi.fn((_current: Settings, _before: Settings) => Promise.resolve())
  const store: Partial<Store> = {
    settings: () => Promise.resolve(rows),
    putSetting: (key, value) => Promise.resolve(void (rows[key] = value)),
  }
  const service = new SettingsService({
    storage: storageWith(store),
    fixed: { scopeport, zabbix },
    plugins,
    onChange,
  })
  await service.load(store as Store)
  return { service, rows, onChange }
}

describe('SettingsService', () => {
  it('begins with the defaults', async () => {
    const { service } = await open()
    expect(service.view).toEqual({ ...DEFAULT_SETTINGS, fixed: [] })
  })

  it('reads what is stored, and passes over a section that fits no more', async () => {
    const { service } = await open({ retention: RETENTION, blacklist: { enabled: 'maybe' }, other: 1 })
    expect(service.current).toEqual({ ...DEFAULT_SETTINGS, retention: RETENTION })
  })

  it('changes whole sections and tells what was before', async () => {
    const { service, rows, onChange } = await open()
    const view = await service.update({ retention: RETENTION })
    expect(view.retention).toEqual(RETENTION)
    expect(rows).toEqual({ retention: RETENTION })
    expect(onChange).toHaveBeenCalledExactlyOnceWith(service.current, DEFAULT_SETTINGS)
  })

  it('lets the command line rule for this run, and says where', async () => {
    const { service } = await open({}, { host: '127.0.0.1', port: 0 })
    expect(service.current.scopeport).toMatchObject({ enabled: true, host: '127.0.0.1', port: 0 })
    expect(service.view.fixed).toEqual(['scopeport.enabled', 'scopeport.host', 'scopeport.port'])
    expect((await open({}, 'off')).service.current.scopeport.enabled).toBe(false)
    const both = (await open({}, 'off', { host: '127.0.0.1', port: 1 })).service
    expect(both.current.zabbix).toMatchObject({ enabled: true, host: '127.0.0.1', port: 1 })
    expect(both.view.fixed).toContain('zabbix.port')
  })

  it('does not take what the command line rules for a wish', async () => {
    const { service, rows } = await open({}, { host: '127.0.0.1', port: 0 })
    await service.update({ scopeport: { ...service.current.scopeport, maxConnections: 7 } })
    expect(rows['scopeport']).toEqual({ ...DEFAULT_SETTINGS.scopeport, maxConnections: 7 })
    expect(service.current.scopeport).toMatchObject({ host: '127.0.0.1', port: 0, maxConnections: 7 })
  })

  it('lets the command line rule where plugins are looked for, and keeps the wish for the next run', async () => {
    const { service, rows } = await open({}, undefined, undefined, { directory: '/run/x' })
    expect(service.current.plugins).toMatchObject({ enabled: true, directories: ['/run/x'] })
    expect(service.view.fixed).toEqual(['plugins.enabled', 'plugins.directories'])
    await service.update({ plugins: { ...service.current.plugins, timeoutMs: 700 } })
    expect(rows['plugins']).toEqual({ ...DEFAULT_SETTINGS.plugins, timeoutMs: 700 })
    expect((await open({}, undefined, undefined, 'off')).service.current.plugins.enabled).toBe(false)
  })

  it('refuses a directory that is no whole path', async () => {
    const { service } = await open()
    const plugins = { ...DEFAULT_SETTINGS.plugins, directories: ['/run/x', 'plugins'] }
    await expect(async () => service.update({ plugins })).rejects.toMatchObject({
      code: 'SETTING_INVALID',
      message: expect.stringContaining('“plugins”') as string,
    })
  })

  it('refuses files of a certificate that are not all there, or not whole paths', async () => {
    const { service } = await open()
    const files = { certificateFile: '/etc/console.pem', keyFile: '/etc/console.key', authorityFile: null }
    const change = (patch: object) => async () =>
      service.update({ zabbix: { ...DEFAULT_SETTINGS.zabbix, ...files, ...patch } })
    for (const [patch, words] of [
      [{}, 'zabbix.authorityFile is missing'],
      [{ keyFile: 'console.key' }, 'zabbix.keyFile is not the whole path'],
    ] as const)
      await expect(change(patch)).rejects.toMatchObject({
        code: 'SETTING_INVALID',
        message: expect.stringContaining(words) as string,
      })
    const whole = { authorityFile: '/etc/ca.pem' }
    await expect(change(whole)()).resolves.toMatchObject({ zabbix: { ...files, ...whole } })
  })

  it('takes what an older console has stored for the rest of a section', async () => {
    const { configFrequencySeconds: _, ...older } = DEFAULT_SETTINGS.zabbix
    const { service } = await open({ zabbix: { ...older, port: 10_061 } })
    expect(service.current.zabbix).toEqual({ ...DEFAULT_SETTINGS.zabbix, port: 10_061 })
  })

  it('refuses an allow list with something else on it, and changes nothing', async () => {
    const { service, rows, onChange } = await open()
    const blacklist = { ...DEFAULT_SETTINGS.blacklist, allow: ['10.0.0.0/8', 'office'] }
    await expect(async () => service.update({ blacklist })).rejects.toMatchObject({
      code: 'SETTING_INVALID',
      message: expect.stringContaining('“office”') as string,
    })
    expect([rows, onChange.mock.calls]).toEqual([{}, []])
  })

  it('finishes one change before the next begins', async () => {
    const { service, onChange } = await open()
    const gate = Promise.withResolvers<void>()
    onChange.mockImplementationOnce(() => gate.promise)
    const first = service.update({ retention: RETENTION })
    const second = service.update({ retention: { ...RETENTION, rawDays: 9 } })
    await vi.waitFor(() => expect(onChange).toHaveBeenCalledOnce())
    expect(service.current.retention.rawDays).toBe(1)
    gate.resolve()
    await first
    expect((await second).retention.rawDays).toBe(9)
    expect(onChange.mock.calls.map(([current]) => current.retention.rawDays)).toEqual([1, 9])
  })
})
