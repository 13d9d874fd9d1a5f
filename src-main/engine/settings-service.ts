import {
  DEFAULT_SETTINGS,
  type Settings,
  type SettingsView,
  settings as settingsSchema,
} from '../contract/index.ts'
import { parseNetwork } from '../domain/ip-network.ts'
import type { Store } from '../storage/store.ts'
import { ExpectedError } from './expected-error.ts'
import type { FixedListener } from './options.ts'
import { OneAtATime } from './one-at-a-time.ts'
import type { StorageService } from './storage-service.ts'

interface SettingsServiceOptions {
  readonly storage: StorageService
  /** The command line rules over the stored listeners. */
  readonly fixed: Readonly<Record<ListenerSection, FixedListener | undefined>>
  readonly onChange: (settings: Settings, before: Settings) => Promise<void>
}

type Section = keyof Settings
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
    const { fixed } = this.#options
    return {
      ...this.#stored,
      scopeport: { ...this.#stored.scopeport, ...listenerOf(fixed.scopeport) },
      zabbix: { ...this.#stored.zabbix, ...listenerOf(fixed.zabbix) },
    }
  }

  get view(): SettingsView {
    const fixed = LISTENERS.filter((section) => this.#options.fixed[section] !== undefined).flatMap(
      (section) => [`${section}.enabled`, `${section}.host`, `${section}.port`],
    )
    return { ...this.current, fixed }
  }

  /** Changes take their turn, so that two of them never start a listener twice. */
  update(change: Partial<{ [Key in Section]: Settings[Key] | undefined }>): Promise<SettingsView> {
    refuseInvalid(change.blacklist?.allow ?? [])
    return this.#turn.run(async () => {
      const before = this.current
      for (const section of SECTIONS) {
        const value =
          section === 'scopeport' || section === 'zabbix'
            ? this.#withoutFixed(section, change[section])
            : change[section]
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
  #withoutFixed<Name extends ListenerSection>(
    section: Name,
    change: Settings[Name] | undefined,
  ): Settings[Name] | undefined {
    if (change === undefined || this.#options.fixed[section] === undefined) return change
    const { enabled, host, port } = this.#stored[section]
    return { ...change, enabled, host, port }
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
