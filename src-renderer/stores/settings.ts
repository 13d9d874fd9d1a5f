import { defineStore } from 'pinia'
import type { Settings, SettingsView } from '../../src-main/contract/index.ts'
import { useAsyncView } from '../composables/use-async-view.ts'
import { useRpc } from '../rpc/client.ts'

/** Settings of the console (not of this window: those are in stores/preferences.ts). */
export const useSettings = defineStore('settings', () => {
  const { client } = useRpc()
  const view = useAsyncView<SettingsView>({ read: () => client.settings.get(), topics: ['settings'] })

  /** Changes whole sections; rejects with the contract's errors. */
  async function update(sections: Partial<Settings>): Promise<void> {
    view.put(await client.settings.update(sections))
  }

  return { ...view, update }
})
