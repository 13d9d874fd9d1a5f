/** Data is drawn at most four times a second, ARCHITECTURE.md §7. */
export const MIN_DATA_INTERVAL_MS = 250
/** Drawing takes at most so much of a frame; what is left over goes into the next one. */
export const FRAME_BUDGET_MS = 6
/** Somebody waits for an answer: it may take more of a task, but not so much that a click has to wait. */
export const ANSWER_BUDGET_MS = 24

/** Why a chart is drawn: live data came, what a person asked for has come, or a person did something to it. */
export type DrawCause = 'data' | 'answer' | 'person'

/** Something that is drawn again and again: a chart. */
export interface DrawJob {
  run(): void
}

export interface FrameScheduler {
  /**
   * Draws `job` in the next frame: what a person did on all charts at once, so that
   * they zoom together, answers and data as far as there is room. Asking twice draws once.
   */
  request(job: DrawJob, cause: DrawCause): void
  cancel(job: DrawJob): void
}

/** The clock and the frames of a window, replaced in tests. */
export interface FrameHost {
  now(): number
  requestFrame(run: () => void): void
  delay(run: () => void, milliseconds: number): void
}

/**
 * Spreads the drawing of many charts over frames, so that twelve of them that
 * get data in the same instant do not cost one long frame.
 */
export function createFrameScheduler(host: FrameHost): FrameScheduler {
  const urgent = new Set<DrawJob>()
  const answers = new Set<DrawJob>()
  const waiting = new Set<DrawJob>()
  const lastRun = new WeakMap<DrawJob, number>()
  const delayed = new Set<DrawJob>()
  let hasFrame = false

  function drawFrame(): void {
    hasFrame = false
    const start = host.now()
    for (const job of urgent) draw(urgent, job)
    for (const [jobs, budgetMs] of [
      [answers, ANSWER_BUDGET_MS],
      [waiting, FRAME_BUDGET_MS],
    ] as const) {
      for (const job of jobs) {
        if (host.now() - start >= budgetMs) break
        draw(jobs, job)
      }
    }
    if (answers.size > 0) drawSoon()
    else if (waiting.size > 0) askForFrame()
  }

  function draw(from: Set<DrawJob>, job: DrawJob): void {
    from.delete(job)
    lastRun.set(job, host.now())
    job.run()
  }

  function askForFrame(): void {
    if (hasFrame) return
    hasFrame = true
    host.requestFrame(drawFrame)
  }

  /** What somebody waits for goes on in the next task, where a click has its turn first, and not in the next frame. */
  function drawSoon(): void {
    hasFrame = true
    host.delay(drawFrame, 0)
  }

  function enqueue(job: DrawJob): void {
    delayed.delete(job)
    waiting.add(job)
    askForFrame()
  }

  return {
    request(job, cause) {
      if (urgent.has(job)) return
      if (cause !== 'data') {
        for (const jobs of [answers, waiting, delayed]) jobs.delete(job)
        const jobs = cause === 'person' ? urgent : answers
        jobs.add(job)
        askForFrame()
        return
      }
      if (answers.has(job) || waiting.has(job)) return
      const waitMs = MIN_DATA_INTERVAL_MS - (host.now() - (lastRun.get(job) ?? -Infinity))
      if (waitMs <= 0) {
        enqueue(job)
        return
      }
      if (delayed.has(job)) return
      delayed.add(job)
      host.delay(() => {
        if (delayed.has(job)) enqueue(job)
      }, waitMs)
    },
    cancel(job) {
      for (const jobs of [urgent, answers, waiting, delayed]) jobs.delete(job)
    },
  }
}

/** The scheduler of this window, shared by all its charts. */
export const windowFrames: FrameScheduler = createFrameScheduler({
  now: () => performance.now(),
  // After the frame, not within it: Chromium then rasters the canvas beside the main thread instead of
  // on it (measured with 12 charts: 81 ms of the main thread an update within, 51 ms after).
  requestFrame: (run) => requestAnimationFrame(() => setTimeout(run)),
  delay: (run, milliseconds) => setTimeout(run, milliseconds),
})
