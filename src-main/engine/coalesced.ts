interface CoalescedSource<Frame> {
  /** Everything since the last call, merged; null when nothing came. */
  take(): Frame | null
  close(): void
}

interface CoalescedOptions<Frame> {
  /** Shortest time between two frames. */
  readonly everyMs: number
  readonly signal: AbortSignal | undefined
  /** Subscribes. `wake` may be called at any time and often. */
  readonly open: (wake: () => void) => CoalescedSource<Frame>
}

/**
 * An endless stream of merged frames. The consumer's pace is the stream's:
 * while nobody asks for the next frame, what comes is merged into it. Returning
 * from the generator or aborting the signal unsubscribes.
 */
export async function* coalesced<Frame>(options: CoalescedOptions<Frame>): AsyncGenerator<Frame, void> {
  const { everyMs, signal } = options
  let notify: (() => void) | null = null
  const wake = (): void => notify?.()
  const source = options.open(wake)
  try {
    while (signal?.aborted !== true) {
      const frame = source.take()
      if (frame !== null) {
        yield frame
        await pause(everyMs, signal)
        continue
      }
      await new Promise<void>((resolve) => {
        const done = (): void => {
          notify = null
          signal?.removeEventListener('abort', done)
          resolve()
        }
        notify = done
        signal?.addEventListener('abort', done, { once: true })
      })
    }
  } finally {
    source.close()
  }
}

/** Waits, or not at all once the signal has fired. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve()
    const done = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done, { once: true })
  })
}
