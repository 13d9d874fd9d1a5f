import { describe, expect, it } from 'vitest'
import {
  ANSWER_GRACE_MS,
  cancel,
  deadlineOf,
  finish,
  isOver,
  OUTPUT_LENGTH,
  passTime,
  send,
  type TaskChange,
  type TaskProgress,
} from './task-state.ts'

const START = 1_000_000
const TTL_MS = 600_000
const OK = { isOk: true, text: 'up 3 days\n' }
const waiting: TaskProgress = {
  state: 'waiting',
  createdAt: START,
  ttlSeconds: TTL_MS / 1_000,
  sentAt: null,
  finishedAt: null,
  output: null,
  error: null,
}

function after(task: TaskProgress, change: TaskChange): TaskProgress {
  return { ...task, ...change }
}

const sent = after(waiting, send(waiting, START + 5))
const lostAt = START + TTL_MS + ANSWER_GRACE_MS
const lost = after(sent, passTime(sent, lostAt))

describe('a task for a proxy', () => {
  it('is sent once', () => {
    expect(sent).toMatchObject({ state: 'sent', sentAt: START + 5 })
    expect(send(sent, START + 6)).toBeNull()
  })

  it('expires while it waits, at its time and not before', () => {
    expect(deadlineOf(waiting)).toBe(START + TTL_MS)
    expect(passTime(waiting, START + TTL_MS - 1)).toBeNull()
    expect(passTime(waiting, START + TTL_MS)).toMatchObject({ state: 'expired', finishedAt: START + TTL_MS })
  })

  it('is not sent when it is too old, though nobody has noticed yet', () => {
    expect(send(waiting, START + TTL_MS)).toMatchObject({ state: 'expired', finishedAt: START + TTL_MS })
  })

  it('is done with what it printed', () => {
    expect(finish(sent, OK, START + 9)).toEqual({
      state: 'done',
      finishedAt: START + 9,
      output: 'up 3 days\n',
      error: null,
    })
  })

  it('fails with the words of the proxy, or with words of its own', () => {
    expect(finish(sent, { isOk: false, text: 'Unknown host.' }, START + 9)).toMatchObject({
      state: 'failed',
      error: 'Unknown host.',
    })
    expect(finish(sent, { isOk: false, text: '' }, START + 9)).toMatchObject({
      state: 'failed',
      error: 'It failed and printed nothing.',
    })
  })

  it('expires at the proxy', () => {
    for (const text of ['The remote command has been expired.', 'The task has been expired.\n'])
      expect(finish(sent, { isOk: false, text }, START + 9)).toMatchObject({ state: 'expired' })
  })

  it('is lost when no answer comes, with the time that the proxy may need', () => {
    expect(deadlineOf(sent)).toBe(lostAt)
    expect(passTime(sent, lostAt - 1)).toBeNull()
    expect(lost).toMatchObject({ state: 'lost', finishedAt: lostAt })
  })

  it('takes an answer that comes after all', () => {
    expect(finish(lost, OK, lostAt + 1)).toMatchObject({ state: 'done', output: OK.text })
  })

  it('takes an answer once, and none for what was never sent', () => {
    const done = after(sent, finish(sent, OK, START + 9))
    expect(finish(done, { isOk: false, text: 'again' }, START + 10)).toBeNull()
    expect(finish(waiting, OK, START + 1)).toBeNull()
  })

  it('keeps a limited part of what it printed', () => {
    const long = 'x'.repeat(OUTPUT_LENGTH + 1)
    expect(finish(sent, { isOk: true, text: long }, START)?.output).toHaveLength(OUTPUT_LENGTH)
  })

  it('is cancelled only while it waits', () => {
    expect(cancel(waiting, START + 1)).toEqual({ state: 'cancelled', finishedAt: START + 1 })
    expect(cancel(sent, START + 6)).toBeNull()
  })

  it('stays as it is once it is over', () => {
    const cancelled = after(waiting, cancel(waiting, START + 1))
    for (const over of [lost, cancelled]) {
      expect(isOver(over.state)).toBe(true)
      expect(deadlineOf(over)).toBeNull()
      expect(passTime(over, Infinity)).toBeNull()
      expect(send(over, START)).toBeNull()
    }
  })
})
