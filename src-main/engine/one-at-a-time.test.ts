import { expect, it } from 'vitest'
import { OneAtATime } from './one-at-a-time.ts'

it('runs work in order, each after the one before has ended, however that ended', async () => {
  const turn = new OneAtATime()
  const seen: string[] = []
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const first = turn.run(async () => {
    seen.push('first begins')
    await gates[0]?.promise
    seen.push('first ends')
    throw new Error('no luck')
  })
  const second = turn.run(async () => {
    seen.push('second begins')
    await gates[1]?.promise
    return 2
  })
  const third = turn.run(() => Promise.resolve(seen.push('third')))
  await Promise.resolve()
  expect(seen).toEqual(['first begins'])
  gates[0]?.resolve()
  await expect(first).rejects.toThrow('no luck')
  gates[1]?.resolve()
  expect(await second).toBe(2)
  await third
  expect(seen).toEqual(['first begins', 'first ends', 'second begins', 'third'])
})

it('settles when all that was asked for has ended', async () => {
  const turn = new OneAtATime()
  let isDone = false
  void turn.run(async () => {
    await Promise.resolve()
    isDone = true
  })
  await turn.settled()
  expect(isDone).toBe(true)
})
