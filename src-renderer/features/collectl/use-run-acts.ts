import { useRouter } from 'vue-router'
import type { Run } from '../../../src-main/contract/index.ts'
import { useText } from '../../i18n/use-text.ts'
import { useCollectlRuns } from '../../stores/collectl-runs.ts'
import { useToasts } from '../../ui/toasts.ts'

/** What a person does with a run. A failure becomes a message. */
export function useRunActs() {
  const runs = useCollectlRuns()
  const toasts = useToasts()
  const router = useRouter()
  const { t } = useText()

  return {
    stop: (run: Run) =>
      toasts.attempt(async () => {
        await runs.stop(run.id)
        toasts.say(t('runs.stopped'))
      }),
    startAgain: (run: Run) =>
      toasts.attempt(async () => {
        const again = await runs.startAgain(run)
        toasts.say(t('runs.started'))
        await router.push(`/collectl/runs/${String(again.id)}`)
      }),
    remove: async (run: Run) => {
      await runs.stop(run.id)
      toasts.say(t('runs.removed'))
    },
  }
}
