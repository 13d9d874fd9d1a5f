import { describe, expect, it } from 'vitest'
import {
  ANSWER_BUDGET_MS,
  createFrameScheduler,
  FRAME_BUDGET_MS,
  MIN_DATA_INTERVAL_MS,
  type DrawJob,
} from './frame-scheduler.ts'

function bench() {
  let now = 1_000
  let frames: (() => void)[] = []
  let timers: { at: number; run: () => void }[] = []
  const drawn: string[] = []
  const scheduler = createFrameScheduler({
    now: () => now,
    requestFrame: (run) => frames.push(run),
    delay: (run, milliseconds) => timers.push({ at: now + milliseconds, run }),
  })
  return {
    scheduler,
    drawn,
    job: (name: string, costMs = 1): DrawJob => ({
      run: () => {
        now += costMs
        drawn.push(name)
      },
    }),
    frame(): void {
      const due = frames
      frames = []
      for (const run of due) run()
    },
    pass(milliseconds: number): void {
      now += milliseconds
      const due = timers.filter((timer) => timer.at <= now)
      timers = timers.filter((timer) => timer.at > now)
      for (const timer of due) timer.run()
    },
  }
}

describe('drawing many charts', () => {
  it('draws once a frame however often it is asked', () => {
    const { scheduler, job, frame, drawn } = bench()
    const chart = job('a')
    scheduler.request(chart, 'data')
    scheduler.request(chart, 'data')
    frame()
    expect(drawn).toEqual(['a'])
  })

  it('goes on in the next frame when this one is used up', () => {
    const { scheduler, job, frame, drawn } = bench()
    for (const name of ['a', 'b', 'c']) scheduler.request(job(name, FRAME_BUDGET_MS / 2), 'data')
    frame()
    expect(drawn).toEqual(['a', 'b'])
    frame()
    expect(drawn).toEqual(['a', 'b', 'c'])
  })

  it('draws data at most four times a second', () => {
    const { scheduler, job, frame, pass, drawn } = bench()
    const chart = job('a', 0)
    scheduler.request(chart, 'data')
    frame()
    scheduler.request(chart, 'data')
    scheduler.request(chart, 'data')
    pass(MIN_DATA_INTERVAL_MS - 1)
    frame()
    expect(drawn).toHaveLength(1)
    pass(1)
    frame()
    expect(drawn).toHaveLength(2)
  })

  it('does not make a person wait', () => {
    const { scheduler, job, frame, drawn } = bench()
    const chart = job('a', 0)
    scheduler.request(chart, 'data')
    frame()
    scheduler.request(chart, 'person')
    frame()
    expect(drawn).toHaveLength(2)
  })

  it('draws what a person did on all charts in one frame, however long that takes, and data after it', () => {
    const { scheduler, job, frame, drawn } = bench()
    const zoomed = ['b', 'c', 'd'].map((name) => job(name, FRAME_BUDGET_MS))
    scheduler.request(job('a'), 'data')
    for (const chart of zoomed) scheduler.request(chart, 'data')
    for (const chart of zoomed) scheduler.request(chart, 'person')
    frame()
    expect(drawn).toEqual(['b', 'c', 'd'])
    frame()
    expect(drawn).toEqual(['b', 'c', 'd', 'a'])
  })

  it('draws what a person waits for as soon as it comes, several charts a task, but not all at once', () => {
    const { scheduler, job, frame, pass, drawn } = bench()
    const charts = ['a', 'b', 'c'].map((name) => job(name, ANSWER_BUDGET_MS / 2))
    for (const chart of charts) scheduler.request(chart, 'person')
    frame()
    for (const chart of charts) scheduler.request(chart, 'data')
    for (const chart of charts) scheduler.request(chart, 'answer')
    frame()
    expect(drawn).toEqual(['a', 'b', 'c', 'a', 'b'])
    pass(0)
    frame()
    expect(drawn).toEqual(['a', 'b', 'c', 'a', 'b', 'c'])
  })

  it('gives what a person did its turn between two tasks', () => {
    const { scheduler, job, frame, pass, drawn } = bench()
    for (const name of ['a', 'b', 'c', 'd']) scheduler.request(job(name, ANSWER_BUDGET_MS / 2), 'answer')
    frame()
    scheduler.request(job('clicked'), 'person')
    pass(0)
    expect(drawn).toEqual(['a', 'b', 'clicked', 'c', 'd'])
  })

  it('draws nothing of a chart that is gone', () => {
    const { scheduler, job, frame, pass, drawn } = bench()
    const chart = job('a', 0)
    scheduler.request(chart, 'data')
    scheduler.cancel(chart)
    frame()
    expect(drawn).toEqual([])
    scheduler.request(chart, 'person')
    frame()
    scheduler.request(chart, 'data')
    scheduler.cancel(chart)
    pass(MIN_DATA_INTERVAL_MS)
    frame()
    expect(drawn).toHaveLength(1)
  })
})
