import type { Host, HostIdentity } from '../../../src-main/contract/index.ts'
import { useText } from '../../i18n/use-text.ts'
import { useHosts } from '../../stores/hosts.ts'
import { useToasts } from '../../ui/toasts.ts'
import { undoStepsOf } from './merge-plan.ts'

export interface HostActs {
  readonly setEnabled: (targets: readonly Host[], enabled: boolean) => Promise<void>
  /** Merges `from` into `into`; gives whether it worked. */
  readonly merge: (into: Host, from: Host) => Promise<boolean>
  readonly split: (host: Host, identity: HostIdentity) => Promise<void>
}

/** Acts on hosts that can be taken back. */
export function useHostActs(): HostActs {
  const hosts = useHosts()
  const toasts = useToasts()
  const { t } = useText()

  async function setEnabled(targets: readonly Host[], enabled: boolean): Promise<void> {
    const changed: Host[] = []
    for (const host of targets.filter((one) => one.enabled !== enabled)) {
      if (await toasts.attempt(() => hosts.setEnabled(host.id, enabled))) changed.push(host)
    }
    const [first] = changed
    if (first === undefined) return
    const word = enabled ? 'enabled' : 'disabled'
    const text =
      changed.length === 1
        ? t(`hosts.${word}`, { name: first.name })
        : t(`hosts.${word}Many`, { count: changed.length })
    toasts.say(text, async () => {
      for (const { id } of changed) await hosts.setEnabled(id, !enabled)
    })
  }

  /** Splits off what came along, and puts it together again under the name that it had. */
  async function undoMerge(intoId: number, from: Host): Promise<void> {
    const steps = undoStepsOf(from)
    let again: number | null = null
    for (const { identityId, name } of steps) {
      const part: Host = await hosts.split(intoId, identityId, name)
      if (again === null) again = part.id
      else await hosts.merge(again, part.id)
    }
    if (again !== null && !from.enabled) await hosts.setEnabled(again, false)
  }

  function merge(into: Host, from: Host): Promise<boolean> {
    return toasts.attempt(async () => {
      await hosts.merge(into.id, from.id)
      const canUndo = into.identities.length > 0 && from.identities.length > 0
      toasts.say(
        t('hosts.merged', { from: from.name, into: into.name }),
        canUndo ? () => undoMerge(into.id, from) : null,
      )
    })
  }

  async function split(host: Host, identity: HostIdentity): Promise<void> {
    await toasts.attempt(async () => {
      const part = await hosts.split(host.id, identity.id)
      toasts.say(t('hosts.splitDone', { name: part.name }), () => hosts.merge(host.id, part.id))
    })
  }

  return { setEnabled, merge, split }
}
