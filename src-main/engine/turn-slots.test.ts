import { expect, it } from 'vitest'
import { TurnSlots } from './turn-slots.ts'

it('lets so many through at once, the others in their order, and takes each room back once', async () => {
  const slots = new TurnSlots(2)
  const inside: string[] = []
  const come = (name: string) =>
    slots.take().then((release) => {
      inside.push(name)
      return release
    })
  const [first] = await Promise.all([come('a'), come('b')])
  const third = come('c')
  const fourth = come('d')
  await Promise.resolve()
  expect(inside).toEqual(['a', 'b'])
  first()
  first()
  await third
  expect(inside).toEqual(['a', 'b', 'c'])
  ;(await third)()
  await fourth
  expect(inside).toEqual(['a', 'b', 'c', 'd'])
})
