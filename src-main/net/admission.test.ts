import { describe, expect, it } from 'vitest'
import { ConnectionCounter } from './admission.ts'

const LIMITS = { maxConnections: 3, maxConnectionsPerAddress: 2 }

function counterWith(...addresses: string[]): ConnectionCounter {
  const counter = new ConnectionCounter()
  for (const address of addresses) counter.add(address)
  return counter
}

describe('admission', () => {
  it.each([
    ['nobody is there', [], true],
    ['one of this address is there', ['a'], true],
    ['two of this address are there', ['a', 'a'], false],
    ['two others are there', ['b', 'c'], true],
    ['three others are there', ['b', 'c', 'd'], false],
  ])('when %s', (_name, there, isAdmitted) => {
    expect(counterWith(...there).admit('a', LIMITS).isAdmitted).toBe(isAdmitted)
  })

  it('says which limit it was', () => {
    expect(counterWith('a', 'a').admit('a', LIMITS)).toMatchObject({
      reason: 'more than 2 connections at once from one address',
    })
    expect(counterWith('a', 'b', 'c').admit('d', LIMITS)).toMatchObject({
      reason: 'more than 3 connections at once',
    })
  })

  it('forgets who has gone', () => {
    const counter = counterWith('a', 'a', 'b')
    counter.remove('a')
    expect({ total: counter.total, admitted: counter.admit('a', LIMITS).isAdmitted }).toEqual({
      total: 2,
      admitted: true,
    })
    counter.remove('a')
    counter.remove('b')
    expect(counter.total).toBe(0)
  })
})
