import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createEngine, type Engine } from '../../src-main/engine/engine.ts'
import type { EngineOptions } from '../../src-main/engine/options.ts'
import { createRouter, type EngineRouter } from '../../src-main/rpc/router.ts'
import { BUILT_THREADS } from './built.ts'

export const PRESETS = fileURLToPath(new URL('../../resources/presets', import.meta.url))
export const RECORDINGS = fileURLToPath(new URL('../../resources/demo', import.meta.url))

export interface TestEngine {
  readonly engine: Engine
  readonly services: Engine['services']
  readonly router: EngineRouter
  readonly directory: string
  /** What the console would have printed. */
  readonly lines: readonly string[]
  /** Stops it and takes its files away. */
  dispose(): Promise<void>
  /** Stops it and starts another one on the same files. */
  restart(options?: Partial<EngineOptions>): Promise<TestEngine>
}

/** A real engine on a directory of its own; its ScopePort listener and its plugins are off unless asked for. */
export async function startTestEngine(
  options: Partial<EngineOptions> = {},
  directory = mkdtempSync(join(tmpdir(), 'scopedeck-test-')),
): Promise<TestEngine> {
  const lines: string[] = []
  const engine = createEngine({
    dataDirectory: directory,
    threads: BUILT_THREADS,
    hostedBy: 'headless',
    version: '0.0.0-test',
    scopeport: 'off',
    plugins: 'off',
    zabbix: 'off',
    log: (line) => lines.push(line),
    demoDirectory: RECORDINGS,
    presetDirectory: PRESETS,
    ...options,
  })
  await engine.start()
  return {
    engine,
    services: engine.services,
    router: createRouter(engine.services, (line) => lines.push(line)),
    directory,
    lines,
    async dispose() {
      await engine.stop()
      rmSync(directory, { recursive: true, force: true })
    },
    async restart(again = {}) {
      await engine.stop()
      return startTestEngine({ ...options, ...again }, directory)
    },
  }
}

/** Values of one machine, as a collectl would have sent them. */
export function addValues(
  { services }: Pick<TestEngine, 'services'>,
  host: string,
  values: Readonly<Record<string, number | string | null>>,
  at = Date.now(),
): void {
  const readings = Object.entries(values).map(([metric, value]) => ({
    metric,
    unit: '',
    label: metric,
    value,
  }))
  services.ingest.add(services.catalogue.identity('collectl', host), at, readings)
}
