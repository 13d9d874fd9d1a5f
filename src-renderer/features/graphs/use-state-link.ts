import { watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useText } from '../../i18n/use-text.ts'
import { useTimeRange, type TimeRange } from '../../stores/time-range.ts'
import { copyToClipboard } from '../../ui/copy-to-clipboard.ts'
import { useToasts } from '../../ui/toasts.ts'
import { LINK_PARAMETERS, parseState, printState, type LinkedState } from './state-link.ts'
import { useBoard } from './use-board.ts'
import { useCompare } from './use-compare.ts'

/**
 * A link to what is seen: the board, the range, what it is compared with, and
 * which series are hidden. Opening one brings that back, and uses the link up.
 * Gives the function that copies one.
 */
export function useStateLink(): () => Promise<void> {
  const route = useRoute()
  const router = useRouter()
  const board = useBoard()
  const compare = useCompare()
  const time = useTimeRange()
  const toasts = useToasts()
  const { t } = useText()

  function selectRange(range: TimeRange): void {
    if (range.kind === 'relative') time.selectSpan(range.spanMs)
    else time.selectAbsolute(range.from, range.to)
  }

  async function show(state: LinkedState): Promise<void> {
    const { board: id } = state
    if (id !== null && !(await toasts.attempt(() => board.open(id)))) return
    if (state.range !== null) selectRange(state.range)
    compare.chosen = state.compare
    for (const [index, ids] of state.hidden) {
      const chart = board.charts[index]
      if (chart !== undefined) board.setHidden(chart.key, ids)
    }
  }

  watch(
    [() => route.query, () => board.isLoaded],
    ([query, isLoaded]) => {
      const state = parseState(query)
      if (state === null || !isLoaded) return
      const rest = Object.fromEntries(
        Object.entries(query).filter(([name]) => !LINK_PARAMETERS.some((one) => one === name)),
      )
      void router.replace({ path: route.path, query: rest })
      void show(state)
    },
    { immediate: true },
  )

  return async () => {
    await board.flush()
    const { window: range, range: chosen, isLive } = time
    const hidden = new Map(
      board.charts.flatMap((chart, index) => {
        const ids = board.hidden.get(chart.key)
        return ids === undefined || ids.size === 0 ? [] : [[index, ids] as const]
      }),
    )
    const query = printState({
      board: board.id,
      // A pause is a moment that somebody wants to show: it does not move on.
      range: isLive ? chosen : { kind: 'absolute', from: Math.round(range.from), to: Math.round(range.to) },
      compare: compare.chosen,
      hidden,
    })
    const address = `${location.href.split('#')[0] ?? ''}#/graphs?${query.toString()}`
    if (await copyToClipboard(address)) toasts.say(t('graphs.linkCopied'))
    else toasts.say(address)
  }
}
