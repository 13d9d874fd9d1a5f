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
import type { EngineOptions, FixedListener } from './options.ts'
import { OneAtATime } from './one-at-a-time.ts'
import type { StorageService } from './storage-service.ts'

interface SettingsServiceOptions {
  readonly storage: StorageService
  /** The command line rules over the stored listeners. */
  readonly fixed: Readonly<Record<ListenerSection, FixedListener | undefined>>
  /** The same for plugins. */
  readonly plugins: EngineOptions['plugins']
  /** Somebody changed them here; another console's changes come by `load`. */
  readonly onEdited?: (settings: Settings, before: Settings) => void
  readonly onChange: (settings: Settings, before: Settings) => Promise<void>
}

type Section = keyof Settings
type Change = Partial<{ readonly [Key in Section]: Settings[Key] | undefined }>
type ListenerSection = 'scopeport' | 'zabbix'
const LISTENERS: readonly ListenerSection[] = ['scopeport', 'zabbix']
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
    const { fixed, plugins } = this.#options
    const scan =
      plugins === undefined
        ? {}
        : plugins === 'off'
          ? { enabled: false }
          : { enabled: true, directories: [plugins.directory] }
    return {
      ...this.#stored,
      scopeport: { ...this.#stored.scopeport, ...listenerOf(fixed.scopeport) },
      zabbix: { ...this.#stored.zabbix, ...listenerOf(fixed.zabbix) },
      plugins: { ...this.#stored.plugins, ...scan },
    }
  }

  /** As they stand in the database. */
  get stored(): Settings {
    return this.#stored
  }

  get view(): SettingsView {
    const listeners = LISTENERS.filter((section) => this.#options.fixed[section] !== undefined)
    const fixed = [
      ...listeners.flatMap((section) => [`${section}.enabled`, `${section}.host`, `${section}.port`]),
      ...(this.#options.plugins === undefined ? [] : ['plugins.enabled', 'plugins.directories']),
    ]
    return { ...this.current, fixed }
  }

  /** Changes take their turn, so that two of them never start a listener twice. */
  update(change: Change): Promise<SettingsView> {
    refuseInvalid(change.blacklist?.allow ?? [])
    refuseRelative(change.plugins?.directories ?? [])
    refuseHalfCertificate(change.zabbix)
    return this.#turn.run(async () => {
      const before = this.current
      for (const section of SECTIONS) {
        const value = this.#withoutFixed(change)[section]
        if (value === undefined) continue
        await this.#options.storage.store.putSetting(section, value)
        this.#stored = { ...this.#stored, [section]: value }
      }
      this.#options.onEdited?.(this.current, before)
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
    const { plugins } = change
    const { enabled, directories } = this.#stored.plugins
    return {
      ...change,
      ...this.#withoutFixedListener('scopeport', change.scopeport),
      ...this.#withoutFixedListener('zabbix', change.zabbix),
      ...(plugins === undefined || this.#options.plugins === undefined
        ? {}
        : { plugins: { ...plugins, enabled, directories } }),
    }
  }

  #withoutFixedListener<Name extends ListenerSection>(
    section: Name,
    change: Settings[Name] | undefined,
  ): Change {
    if (change === undefined || this.#options.fixed[section] === undefined) return {}
    const { enabled, host, port } = this.#stored[section]
    return { [section]: { ...change, enabled, host, port } }
  }
}

function listenerOf(
  fixed: FixedListener | undefined,
): Partial<Pick<Settings['scopeport'], 'enabled' | 'host' | 'port'>> {
  if (fixed === undefined) return {}
  return fixed === 'off' ? { enabled: false } : { enabled: true, host: fixed.host, port: fixed.port }
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

const CERTIFICATE_FILES = ['certificateFile', 'keyFile', 'authorityFile'] as const

/** Two of the three files are as good as none, and nobody would notice. */
function refuseHalfCertificate(zabbix: Settings['zabbix'] | undefined): void {
  if (zabbix === undefined) return
  const given = CERTIFICATE_FILES.filter((name) => zabbix[name] !== null)
  const relative = given.find((name) => !isAbsolute(zabbix[name] ?? ''))
  if (relative !== undefined)
    throw new ExpectedError('SETTING_INVALID', `zabbix.${relative} is not the whole path of a file.`)
  const missing = CERTIFICATE_FILES.find((name) => zabbix[name] === null)
  if (given.length === 0 || missing === undefined) return
  throw new ExpectedError('SETTING_INVALID', `zabbix.${missing} is missing: TLS needs all three files.`)
}
