import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PresetView } from '../contract/index.ts'
import { presetFile } from '../contract/index.ts'
import type { Preset } from '../domain/preset.ts'
import { lackOfProxy } from '../domain/zabbix-host-fault.ts'
import { ExpectedError } from './expected-error.ts'

interface PresetsOptions {
  /** Null: there are none, as in a test without them. */
  readonly directory: string | null
  readonly log: (line: string) => void
}

/** The presets that come with the console. */
export class Presets {
  readonly #options: PresetsOptions
  readonly #presets = new Map<string, Preset>()

  constructor(options: PresetsOptions) {
    this.#options = options
  }

  /** Reads the files; one that cannot be read is left out, and said so. */
  async load(): Promise<void> {
    const { directory, log } = this.#options
    if (directory === null || this.#presets.size > 0) return
    const names = await readdir(directory).catch(() => [])
    for (const name of names.filter((each) => each.endsWith('.json')).sort()) {
      try {
        const parsed = presetFile.parse(JSON.parse(await readFile(join(directory, name), 'utf8')))
        this.#presets.set(parsed.id, parsed)
      } catch (error) {
        log(`Preset ${name}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
  }

  /** Throws `NOT_FOUND`. */
  find(id: string): Preset {
    const preset = this.#presets.get(id)
    if (preset === undefined) throw new ExpectedError('NOT_FOUND', `There is no preset ${id}.`)
    return preset
  }

  /** What a host gets of it; without a proxy, less. Throws `NOT_FOUND`, and `ZABBIX_HOST_INVALID` when it is nothing. */
  findFor(proxyId: number | null, id: string): Preset {
    const preset = this.find(id)
    if (proxyId !== null) return preset
    const items = preset.items.filter((item) => lackOfProxy(item) === null)
    if (items.length === 0)
      throw new ExpectedError('ZABBIX_HOST_INVALID', `All items of the preset ${preset.name} need a proxy.`)
    return { ...preset, items }
  }

  list(): PresetView[] {
    return [...this.#presets.values()].map(({ id, name, needs, items, macros }) => ({
      id,
      name,
      needs,
      items: items.map((item) => ({
        key: item.key,
        name: item.name ?? item.key,
        type: item.type,
        needsProxy: lackOfProxy(item) !== null,
      })),
      macros: macros.map(({ macro, value, type }) => ({
        macro,
        type,
        value: type === 'secret' ? null : (value ?? ''),
        hasValue: (value ?? '') !== '',
      })),
    }))
  }
}
