import { isAbsolute } from 'node:path'
import {
  DEFAULT_SETTINGS,
  type Settings,
  type SettingsView,
  settings as settingsSchema,
} from '../contract/index.ts'
import { parseNetwork } from '../domain/ip-network.ts'
import type { Store } from '../storage/store.ts'
import { ExpectedError } from './expected-error.ts'
import type { EngineOptions } from './options.ts'
import { OneAtATime } from './one-at-a-time.ts'
import type { StorageService } from './storage-service.ts'

interface SettingsServiceOptions {
  readonly storage: StorageService
  /** The command line rules over the stored listener. */
  readonly scopeport: EngineOptions['scopeport']
  /** The same for plugins. */
  readonly plugins: EngineOptions['plugins']
  readonly onChange: (settings: Settings, before: Settings) => Promise<void>
}

type Section = keyof Settings
type Change = Partial<{ readonly [Key in Section]: Settings[Key] | undefined }>
const SECTIONS = Object.keys(DEFAULT_SETTINGS) as readonly Section[]

/** Settings: defaults, what is stored, and what the command line says for this run. */
export class SettingsService {
  readonly #options: SettingsServiceOptions
  readonly #turn = new OneAtATime()
  #stored: Settings = DEFAULT_SETTINGS

  constructor(options: SettingsServiceOptions) {
    this.#options = options
  }

  /** A stored section that no longer fits its schema is passed over: the default is used. */
  async load(store: Store): Promise<void> {
    const rows = await store.settings()
    const parsed = { ...DEFAULT_SETTINGS }
    for (const section of SECTIONS) {
      const result = settingsSchema.shape[section].safeParse(rows[section])
      if (result.success) Object.assign(parsed, { [section]: result.data })
    }
    this.#stored = parsed
  }

  get current(): Settings {
    const { scopeport, plugins } = this.#options
    const current = { ...this.#stored }
    if (scopeport !== undefined) {
      const listener =
        scopeport === 'off'
          ? { enabled: false }
          : { enabled: true, host: scopeport.host, port: scopeport.port }
      current.scopeport = { ...current.scopeport, ...listener }
    }
    if (plugins !== undefined) {
      const scan =
        plugins === 'off' ? { enabled: false } : { enabled: true, directories: [plugins.directory] }
      current.plugins = { ...current.plugins, ...scan }
    }
    return current
  }

  /** As they stand in the database. */
  get stored(): Settings {
    return this.#stored
  }

  get view(): SettingsView {
    const { scopeport, plugins } = this.#options
    const fixed = [
      ...(scopeport === undefined ? [] : ['scopeport.enabled', 'scopeport.host', 'scopeport.port']),
      ...(plugins === undefined ? [] : ['plugins.enabled', 'plugins.directories']),
    ]
    return { ...this.current, fixed }
  }

  /** Changes take their turn, so that two of them never start a listener twice. */
  update(change: Change): Promise<SettingsView> {
    refuseInvalid(change.blacklist?.allow ?? [])
    refuseRelative(change.plugins?.directories ?? [])
    return this.#turn.run(async () => {
      const before = this.current
      for (const section of SECTIONS) {
        const value = this.#withoutFixed(change)[section]
        if (value === undefined) continue
        await this.#options.storage.store.putSetting(section, value)
        this.#stored = { ...this.#stored, [section]: value }
      }
      await this.#options.onChange(this.current, before)
      return this.view
    })
  }

  /** Resolves when no change is under way any more. */
  settled(): Promise<void> {
    return this.#turn.settled()
  }

  /** What the command line rules in this run is no wish for the next one. */
  #withoutFixed(change: Change): Change {
    const { scopeport, plugins } = change
    const { enabled, host, port } = this.#stored.scopeport
    const { enabled: isScanning, directories } = this.#stored.plugins
    return {
      ...change,
      ...(scopeport === undefined || this.#options.scopeport === undefined
        ? {}
        : { scopeport: { ...scopeport, enabled, host, port } }),
      ...(plugins === undefined || this.#options.plugins === undefined
        ? {}
        : { plugins: { ...plugins, enabled: isScanning, directories } }),
    }
  }
}

function refuseInvalid(allowList: readonly string[]): void {
  const wrong = allowList.find((network) => parseNetwork(network) === null)
  if (wrong === undefined) return
  throw new ExpectedError(
    'SETTING_INVALID',
    `“${wrong}” on the allow list is neither an address nor a network.`,
  )
}

function refuseRelative(directories: readonly string[]): void {
  const wrong = directories.find((directory) => !isAbsolute(directory))
  if (wrong === undefined) return
  throw new ExpectedError('SETTING_INVALID', `“${wrong}” is not the whole path of a directory.`)
}
