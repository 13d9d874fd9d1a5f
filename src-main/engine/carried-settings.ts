import type { Store } from '../storage/store.ts'
import { ORIGIN } from './carried-rows.ts'
import { SIZE_HISTORY } from './size-history.ts'
import { COPY_MARK } from './store-copy.ts'

/** Settings that are of a database, not of what is kept in it. */
const OF_THE_DATABASE: ReadonlySet<string> = new Set([ORIGIN, COPY_MARK, SIZE_HISTORY])

/** Makes the settings of one store what they are in another: also those that no service holds in memory. */
export async function bringSettings(source: Store, target: Store): Promise<void> {
  const [here, there] = await Promise.all([source.settings(), target.settings()])
  for (const name of new Set([...Object.keys(here), ...Object.keys(there)])) {
    if (OF_THE_DATABASE.has(name)) continue
    const value = here[name]
    if (JSON.stringify(value) !== JSON.stringify(there[name])) await target.putSetting(name, value)
  }
}
