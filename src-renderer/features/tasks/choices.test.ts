import { describe, expect, it } from 'vitest'
import { choicesOf, LISTED } from './choices.ts'
import { queueRows, type ProxyQueue } from './queue-rows.ts'

const OPTIONS = Array.from({ length: 5_000 }, (_, index) => `net.if.in[eth${index}]`)

describe('a choice of very many', () => {
  it('lists the first ones, and what is chosen', () => {
    const { listed, matching } = choicesOf(OPTIONS, '', 'net.if.in[eth4000]')
    expect(listed).toEqual(['net.if.in[eth4000]', ...OPTIONS.slice(0, LISTED)])
    expect(matching).toBe(5_000)
    expect(choicesOf(OPTIONS, '', 'net.if.in[eth7]').listed).toEqual(OPTIONS.slice(0, LISTED))
  })

  it('lists those that have every word, in any case', () => {
    expect(choicesOf(OPTIONS, ' ETH499 in[ ', '').listed).toEqual([
      'net.if.in[eth499]',
      ...Array.from({ length: 10 }, (_, index) => `net.if.in[eth499${index}]`),
    ])
    expect(choicesOf(OPTIONS, 'nothing like it', '')).toEqual({ listed: [], matching: 0 })
  })
})

describe('the queue of many proxies', () => {
  const proxy = (proxyId: number, change: Partial<ProxyQueue> = {}): ProxyQueue => ({
    proxyId,
    proxy: `site-${proxyId}`,
    waiting: 0,
    sent: 0,
    done: 0,
    failed: 0,
    expired: 0,
    lost: 0,
    ages: [0, 0, 0, 0, 0],
    ...change,
  })
  const many = Array.from({ length: 500 }, (_, index) => proxy(index + 1))

  it('has all of a few', () => {
    expect(queueRows(many.slice(0, 8), false).map(({ proxyId }) => proxyId)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  it('has of many those with the most open tasks, then those that had some', () => {
    const busy = [proxy(600, { done: 3 }), proxy(601, { waiting: 1 }), proxy(602, { waiting: 2, sent: 7 })]
    expect(queueRows([...many, ...busy], false).map(({ proxyId }) => proxyId)).toEqual([602, 601, 600])
    expect(queueRows([...many, ...busy], true)).toHaveLength(503)
  })
})
