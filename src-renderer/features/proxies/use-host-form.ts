import { computed, shallowRef } from 'vue'
import type { NewMacro, PresetView, ZabbixHostView } from '../../../src-main/contract/index.ts'
import { useText } from '../../i18n/use-text.ts'
import { useRpc } from '../../rpc/client.ts'
import { wordsOf } from '../../rpc/errors.ts'
import { useToasts } from '../../ui/toasts.ts'
import {
  type InterfaceDraft,
  interfaceDraft,
  interfaceInput,
  type ItemDraft,
  itemDraft,
  itemInput,
  macroLines,
  newInterfaceDraft,
  newItemDraft,
  parseMacros,
} from './host-draft.ts'

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
  const macros = shallowRef('')
  const preset = shallowRef(NO_PRESET)
  const presets = shallowRef<readonly PresetView[]>([])
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
    macros.value = macroLines(known?.macros ?? [])
    preset.value = NO_PRESET
    error.value = ''
    const found = await client.proxies.presets().catch(() => [])
    // Without a proxy only agents in active mode are asked.
    presets.value = proxyId() === null ? found.filter(({ id }) => id === 'linux-active') : found
  }

  async function submit(): Promise<void> {
    if (!isReady.value || isBusy.value) return
    const lines = parseMacros(macros.value)
    const wrong = lines.indexOf(null)
    if (wrong !== -1) {
      error.value = t('proxies.macroWrong', { line: wrong + 1 })
      return
    }
    isBusy.value = true
    error.value = ''
    try {
      const saved = await save(lines.filter((line) => line !== null))
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

  function save(wanted: NewMacro[]): Promise<ZabbixHostView> {
    const known = host()
    const id = proxyId()
    const common = {
      host: name.value.trim(),
      name: visible.value.trim() === '' ? name.value.trim() : visible.value.trim(),
      enabled: enabled.value,
      items: items.value.map(itemInput),
      macros: wanted,
    }
    if (id === null)
      return known === null ? client.agents.create(common) : client.agents.update({ ...common, id: known.id })
    const before = known?.interfaces ?? []
    const reach = interfaces.value.map((draft) =>
      interfaceInput(
        draft,
        before.find(({ type, address }) => type === draft.type && address === draft.address.trim()) ?? null,
      ),
    )
    const whole = { ...common, id, interfaces: reach }
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
      // Positions have moved: the first of its kind is taken.
      items.value = items.value.map(({ kept: { interface: _, ...kept }, ...item }) => ({ ...item, kept }))
    },
    addItem: () => {
      items.value = [...items.value, newItemDraft(proxyId() === null ? 'active' : 'agent')]
    },
    setItem: (index: number, draft: ItemDraft) => {
      items.value = items.value.with(index, draft)
    },
    removeItem: (index: number) => {
      items.value = items.value.filter((_, each) => each !== index)
    },
  }
}
