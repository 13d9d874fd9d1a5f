import type { BlacklistEntry } from '../../../src-main/contract/index.ts'
import { useText } from '../../i18n/use-text.ts'
import { useBlacklist } from '../../stores/blacklist.ts'
import { useToasts } from '../../ui/toasts.ts'

export interface BlockActs {
  /** Says what was blocked, with Undo; nothing where nothing was. */
  readonly sayBlocked: (entries: readonly BlacklistEntry[]) => void
  /** Removes entries, with one Undo for all of them. */
  readonly remove: (entries: readonly BlacklistEntry[]) => Promise<void>
}

/** Acts on entries that can be taken back. */
export function useBlockActs(): BlockActs {
  const blacklist = useBlacklist()
  const toasts = useToasts()
  const { t } = useText()

  function sayBlocked(entries: readonly BlacklistEntry[]): void {
    const [first] = entries
    if (first === undefined) return
    const text =
      entries.length === 1
        ? t('blacklist.blocked', { host: first.host })
        : t('blacklist.blockedMany', { count: entries.length })
    toasts.say(text, async () => {
      for (const { id } of entries) await blacklist.remove(id)
    })
  }

  async function remove(entries: readonly BlacklistEntry[]): Promise<void> {
    const removed: BlacklistEntry[] = []
    for (const { id } of entries) {
      await toasts.attempt(async () => removed.push(await blacklist.remove(id)))
    }
    const [first] = removed
    if (first === undefined) return
    const text =
      removed.length === 1
        ? t('blacklist.removed', { host: first.host })
        : t('blacklist.removedMany', { count: removed.length })
    toasts.say(text, async () => {
      for (const entry of removed) await blacklist.restore(entry)
    })
  }

  return { sayBlocked, remove }
}
