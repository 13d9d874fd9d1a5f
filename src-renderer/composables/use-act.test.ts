import { describe, expect, it } from 'vitest'
import { ConnectionLost } from '../rpc/connection.ts'
import { useAct } from './use-act.ts'

describe('what the button of a dialog does', () => {
  it('is done once at a time', async () => {
    const act = useAct()
    const { promise, resolve } = Promise.withResolvers<void>()
    let begun = 0
    const work = (): Promise<void> => {
      begun += 1
      return promise
    }
    const first = act.run(work)
    expect(act.isBusy.value).toBe(true)
    expect(await act.run(work)).toBe(false)
    resolve()
    expect(await first).toBe(true)
    expect(act.isBusy.value).toBe(false)
    expect(begun).toBe(1)
  })

  it('says in words why it failed, until the next try', async () => {
    const act = useAct()
    expect(await act.run(() => Promise.reject(new ConnectionLost()))).toBe(false)
    expect(act.error.value).toBe('The connection to the console is lost. It is tried again by itself.')
    expect(act.isBusy.value).toBe(false)
    expect(await act.run(() => Promise.resolve())).toBe(true)
    expect(act.error.value).toBe('')
  })
})
