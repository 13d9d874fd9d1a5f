import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { Login } from '../../../src-main/contract/index.ts'
import { rowsFrom } from '../../stores/journal-pages.ts'
import { useLogins } from '../../stores/logins.ts'
import { useToasts } from '../../ui/toasts.ts'

/** So near to the top nobody reads further down. */
const AT_TOP_PX = 4
/** Older rows are fetched before the end comes into sight. */
const NEAR_END_PX = 800

export interface Journal {
  readonly shown: ComputedRef<readonly Login[]>
  /** Rows that came while somebody reads further down. */
  readonly waitingCount: ComputedRef<number>
  readonly heldId: Readonly<ShallowRef<number | null>>
  readonly onScrolled: (place: { readonly topPx: number; readonly restPx: number }) => void
  /** Shows what waits. */
  readonly release: () => void
}

/** The journal as it is read: what happens comes in at the top, but never moves what one is reading. */
export function useJournal(): Journal {
  const logins = useLogins()
  const toasts = useToasts()
  const heldId = shallowRef<number | null>(null)
  const shown = computed(() => rowsFrom(logins.data ?? [], heldId.value))
  const waitingCount = computed(() => (logins.data ?? []).length - shown.value.length)

  function release(): void {
    heldId.value = null
  }

  function onScrolled({ topPx, restPx }: { readonly topPx: number; readonly restPx: number }): void {
    if (topPx <= AT_TOP_PX) release()
    else heldId.value ??= shown.value[0]?.id ?? null
    if (restPx < NEAR_END_PX && logins.hasOlder) void toasts.attempt(logins.readOlder)
  }

  // Another question has other rows.
  watch(() => logins.query, release)

  return { shown, waitingCount, heldId, onScrolled, release }
}
