import type { EpochMs } from '../../src-main/contract/index.ts'
import { useFormat } from '../format/use-format.ts'
import { useClock } from '../stores/clock.ts'

/** How long it is until a moment, in whole seconds: nobody reads milliseconds that count down. */
export function useCountdown(): (at: EpochMs) => string {
  const clock = useClock()
  const format = useFormat()
  return (at) => format.ahead(at <= clock.now ? at : Math.max(at, clock.now + 1_000), clock.now)
}
