import { computed, shallowRef } from 'vue'
import type { PresetView, ZabbixHostView } from '../../../src-main/contract/index.ts'
import { useText } from '../../i18n/use-text.ts'
import { useRpc } from '../../rpc/client.ts'
import { wordsOf } from '../../rpc/errors.ts'
import { useToasts } from '../../ui/toasts.ts'
import { type InterfaceDraft, interfaceDraft, interfaceInput, newInterfaceDraft } from './interface-draft.ts'
import { type ItemDraft, itemDraft, itemInput, withoutInterface } from './item-draft.ts'
import { faultOfItem } from './item-fault.ts'
import { faultOfMacro, type MacroDraft, macroDraft, macroInput } from './macro-draft.ts'

export const NO_PRESET = '-'

interface HostFormOptions {
  readonly proxyId: () => number | null
  readonly host: () => ZabbixHostView | null
  readonly onSaved: () => void
}

/** The form behind "Add host…": what is entered, and how it is saved. */
export function useHostForm({ proxyId, host, onSaved }: HostFormOptions) {
  const { client } = useRpc()
  const toasts = useToasts()
  const { t } = useText()
  const name = shallowRef('')
  const visible = shallowRef('')
  const enabled = shallowRef(true)
  const interfaces = shallowRef<readonly InterfaceDraft[]>([])
  const items = shallowRef<readonly ItemDraft[]>([])
  const macros = shallowRef<readonly MacroDraft[]>([])
  const preset = shallowRef(NO_PRESET)
  const presets = shallowRef<readonly PresetView[]>([])
  /** Position of the item whose fields are shown. */
  const opened = shallowRef<number | null>(null)
  const itemFault = shallowRef<{ readonly index: number; readonly words: string } | null>(null)
  /** Somebody has tried to save: what is wrong is said from now on. */
  const isStrict = shallowRef(false)
  const error = shallowRef('')
  const isBusy = shallowRef(false)
  const isReady = computed(
    () =>
      name.value.trim() !== '' &&
      interfaces.value.every(({ address, port }) => address.trim() !== '' && /^\d{1,5}$/.test(port.trim())) &&
      items.value.every(({ key }) => key.trim() !== ''),
  )

  async function begin(): Promise<void> {
    const known = host()
    name.value = known?.host ?? ''
    visible.value = known === null || known.name === known.host ? '' : known.name
    enabled.value = known?.enabled ?? true
    interfaces.value =
      known?.interfaces.map(interfaceDraft) ?? (proxyId() === null ? [] : [newInterfaceDraft('agent')])
    items.value = known?.items.map((item) => itemDraft(item, known.interfaces)) ?? []
    macros.value = known?.macros.map(macroDraft) ?? []
    preset.value = NO_PRESET
    opened.value = null
    itemFault.value = null
    isStrict.value = false
    error.value = ''
    const found = await client.proxies.presets().catch(() => [])
    presets.value = proxyId() === null ? found.flatMap(presetWithoutProxy) : found
  }

  /** The first item that would be refused is opened, with the reason. */
  function hasFault(): boolean {
    isStrict.value = true
    itemFault.value = null
    for (const [index, draft] of items.value.entries()) {
      const words = faultOfItem(draft, t)
      if (words === null) continue
      itemFault.value = { index, words }
      opened.value = index
      return true
    }
    return macros.value.some((macro) => faultOfMacro(macro, macros.value) !== null)
  }

  async function submit(): Promise<void> {
    if (!isReady.value || isBusy.value || hasFault()) return
    isBusy.value = true
    error.value = ''
    try {
      const saved = await save()
      if (preset.value !== NO_PRESET)
        await client.proxies.applyPreset({ hostId: saved.id, preset: preset.value })
      toasts.say(t(host() === null ? 'proxies.hostAdded' : 'proxies.saved', { name: saved.host }))
      onSaved()
    } catch (cause) {
      error.value = wordsOf(cause).message
    } finally {
      isBusy.value = false
    }
  }

  function save(): Promise<ZabbixHostView> {
    const known = host()
    const id = proxyId()
    const common = {
      host: name.value.trim(),
      name: visible.value.trim() === '' ? name.value.trim() : visible.value.trim(),
      enabled: enabled.value,
      items: items.value.map(itemInput),
      macros: macros.value.map(macroInput),
    }
    if (id === null)
      return known === null ? client.agents.create(common) : client.agents.update({ ...common, id: known.id })
    const whole = { ...common, id, interfaces: interfaces.value.map(interfaceInput) }
    return known === null
      ? client.proxies.addHost(whole)
      : client.proxies.updateHost({ ...whole, hostId: known.id })
  }

  return {
    name,
    visible,
    enabled,
    interfaces,
    items,
    macros,
    preset,
    presets,
    opened,
    itemFault,
    isStrict,
    error,
    isBusy,
    isReady,
    begin,
    submit,
    addInterface: (type: InterfaceDraft['type']) => {
      interfaces.value = [...interfaces.value, newInterfaceDraft(type)]
    },
    setInterface: (index: number, draft: InterfaceDraft) => {
      interfaces.value = interfaces.value.with(index, draft)
    },
    removeInterface: (index: number) => {
      interfaces.value = interfaces.value.filter((_, each) => each !== index)
      items.value = items.value.map((item) => withoutInterface(item, index))
    },
  }
}

/** What is left of it where no proxy measures; nothing where that is nothing. */
function presetWithoutProxy(preset: PresetView): PresetView[] {
  const items = preset.items.filter(({ needsProxy }) => !needsProxy)
  return items.length === 0 ? [] : [{ ...preset, items }]
}
