import { describe, expect, it } from 'vitest'
import { testCatalogue } from '../../../test/support/catalogue.ts'
import { DEFAULT_SETTINGS, type Settings } from '../../contract/index.ts'
import { ChangeLog } from '../change-log.ts'
import type { IngestService } from '../ingest-service.ts'
import { LiveHub } from '../live-hub.ts'
import { PluginsService } from './plugins-service.ts'

function serviceOn(platform: string, settings: Partial<Settings['plugins']> = {}): PluginsService {
  const now = (): number => 1_000
  const hub = new LiveHub(now)
  return new PluginsService({
    catalogue: testCatalogue(),
    ingest: {} as IngestService,
    hub,
    changes: new ChangeLog({ hub, now }),
    settings: () => ({ ...DEFAULT_SETTINGS.plugins, ...settings }),
    parserUrl: new URL('./parser-worker.ts', import.meta.url),
    now,
    platform,
  })
}

describe('where plugins are looked for', () => {
  it('is the directory of the document', () => {
    expect(serviceOn('linux').directory).toBe('/var/run/scope/plugins')
    expect(serviceOn('linux').scan).toMatchObject({ state: 'on', platform: 'linux', pathLimitBytes: 107 })
  })

  it('has shorter paths on macOS', () => {
    expect(serviceOn('darwin').scan).toMatchObject({ state: 'on', pathLimitBytes: 103 })
  })

  it('is nowhere on Windows, which says so', async () => {
    const service = serviceOn('win32')
    service.start()
    expect(service.scan).toMatchObject({ state: 'unsupported', lastScanAt: null })
    expect(service.directory).toBeNull()
    await service.stop()
  })

  it('is nowhere once it has been switched off', async () => {
    const service = serviceOn('linux', { enabled: false })
    service.start()
    expect(service.scan).toMatchObject({ state: 'off', directories: [] })
    expect([service.directory, service.list(), service.topologies.list()]).toEqual([null, [], []])
    await service.stop()
  })
})
