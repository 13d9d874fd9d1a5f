import { computed, shallowRef, watch } from 'vue'
import type { ExecuteOn, NewTask, Proxy, TaskKind, ZabbixHostView } from '../../../src-main/contract/index.ts'
import { useText } from '../../i18n/use-text.ts'
import { useRpc } from '../../rpc/client.ts'
import { wordsOf } from '../../rpc/errors.ts'
import { useTasks } from '../../stores/tasks.ts'
import { useToasts } from '../../ui/toasts.ts'

/** A proxy asks for these; the others are pushed to it. */
const ASKED: ReadonlySet<string> = new Set(['agent', 'simple', 'internal', 'snmp', 'http'])
/** Items that can be tested alone: the form of the others is in no recording. */
const TESTED: ReadonlySet<string> = new Set(['agent', 'simple', 'internal'])
const DEFAULT_TTL = '600'

/** The form behind "New task…", with its second look. */
export function useNewTask(proxies: () => readonly Proxy[], onDone: () => void) {
  const { client } = useRpc()
  const tasks = useTasks()
  const toasts = useToasts()
  const { t } = useText()
  const kind = shallowRef<TaskKind | null>('command')
  const proxyId = shallowRef('')
  const host = shallowRef('')
  const itemKey = shallowRef('')
  const command = shallowRef('')
  const executeOn = shallowRef<ExecuteOn | null>('agent')
  const ttl = shallowRef(DEFAULT_TTL)
  const hosts = shallowRef<readonly ZabbixHostView[]>([])
  const step = shallowRef<'enter' | 'review'>('enter')
  const error = shallowRef('')
  const isBusy = shallowRef(false)

  const items = computed(() => {
    const types = kind.value === 'itemTest' ? TESTED : ASKED
    return (
      hosts.value.find((each) => each.host === host.value)?.items.filter(({ type }) => types.has(type)) ?? []
    )
  })
  const proxyName = computed(() => proxies().find(({ id }) => String(id) === proxyId.value)?.name ?? '')
  const isReady = computed(() => {
    if (proxyId.value === '') return false
    if (kind.value === 'diagnostics') return true
    if (host.value === '') return false
    return kind.value === 'command'
      ? command.value.trim() !== '' && Number(ttl.value) > 0
      : itemKey.value !== ''
  })
  const wanted = computed((): NewTask => {
    const base = { proxyId: Number(proxyId.value), kind: kind.value ?? 'command' }
    if (base.kind === 'diagnostics') return base
    if (base.kind !== 'command') return { ...base, host: host.value, itemKey: itemKey.value }
    return {
      ...base,
      host: host.value,
      command: command.value,
      executeOn: executeOn.value ?? 'agent',
      ttlSeconds: Number(ttl.value),
    }
  })

  async function readHosts(): Promise<void> {
    const id = Number(proxyId.value)
    hosts.value = id > 0 ? await client.proxies.hosts({ id }).catch(() => []) : []
    if (!hosts.value.some((each) => each.host === host.value)) host.value = hosts.value[0]?.host ?? ''
  }

  watch(proxyId, readHosts)
  watch([items, kind], () => {
    if (!items.value.some(({ key }) => key === itemKey.value)) itemKey.value = items.value[0]?.key ?? ''
  })

  async function begin(): Promise<void> {
    kind.value = 'command'
    command.value = ''
    executeOn.value = 'agent'
    ttl.value = DEFAULT_TTL
    step.value = 'enter'
    error.value = ''
    proxyId.value = String(proxies()[0]?.id ?? '')
    await readHosts()
  }

  function review(): void {
    if (isReady.value) step.value = 'review'
  }

  function back(): void {
    step.value = 'enter'
    error.value = ''
  }

  async function submit(): Promise<void> {
    if (!isReady.value || isBusy.value) return
    isBusy.value = true
    error.value = ''
    try {
      const task = await tasks.create(wanted.value)
      toasts.say(t('tasks.queued', { id: task.id }))
      onDone()
    } catch (cause) {
      error.value = wordsOf(cause).message
    } finally {
      isBusy.value = false
    }
  }

  return {
    kind,
    proxyId,
    host,
    itemKey,
    command,
    executeOn,
    ttl,
    hosts,
    items,
    step,
    error,
    isBusy,
    isReady,
    wanted,
    proxyName,
    begin,
    review,
    back,
    submit,
  }
}
